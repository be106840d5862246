"""Refusals: each code is documented, and each sentence goes through the catalogues."""

import ast
import re

from collab.errors import Code
from tests.architecture.house import HOUSE, sources

REFUSALS = {"DomainError", "Refused", "Conflict", "Invalid"}


def test_every_code_is_documented_and_every_documented_code_exists() -> None:
    documented = re.findall(r"^\| `(\w+)` \|", (HOUSE / "docs/errors.md").read_text(), re.MULTILINE)
    assert sorted(documented) == sorted(each.value for each in Code)


def test_every_code_is_used() -> None:
    text = "\n".join(text for name, text in sources(".py", under=("collab/", "groups/", "discussions/")) if name != "collab/errors.py")
    text += (HOUSE / "collab/errors.py").read_text().partition("class DomainError")[2]
    assert [each.name for each in Code if f"Code.{each.name}" not in text] == []


def test_every_refusal_says_a_sentence_that_can_be_translated() -> None:
    bare = []
    for name, text in sources(".py", under=("collab/", "groups/", "discussions/")):
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in REFUSALS and len(node.args) > 1:
                sentence = node.args[1]
                if isinstance(sentence, ast.Constant | ast.JoinedStr):
                    bare.append(f"{name}:{node.lineno}")
    assert bare == []
