"""Sentences for people: those that the code holds, and those that the catalogues know."""

import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation.template import templatize

from tests.architecture.house import HOUSE, sources

MARKS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"}
PYTHON = ("collab/", "groups/", "discussions/")
LANGUAGES = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def said() -> dict[str, str]:
    """Every sentence marked for translation, with the file that says it.  A sentence in a context is `context\\4sentence`."""
    found: dict[str, str] = {}
    for name, text in sources(".py", under=PYTHON):
        found |= dict.fromkeys(_in_python(text), name)
    for name, text in sources(".html", ".txt", under=PYTHON):
        found |= dict.fromkeys(_in_template(text), name)
    return found


def known(language: str) -> dict[str, str]:
    """The compiled catalogue: sentence (the singular of a plural) to translation."""
    return {key[0] if isinstance(key, tuple) else key: value for key, value in _compiled(language).items() if key}


def spoken(language: str) -> set[str]:
    """Every translation in the compiled catalogue, all plural forms included."""
    return set(_compiled(language).values())


def written(language: str) -> str:
    """The catalogue's source."""
    return (folder(language) / "django.po").read_text(encoding="utf-8")


def folder(language: str) -> Path:
    """Where a language's catalogue lies."""
    return HOUSE / "collab" / "locale" / language / "LC_MESSAGES"


def _compiled(language: str) -> dict[str | tuple[str, int], str]:
    with (folder(language) / "django.mo").open("rb") as file:
        return gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined,no-any-return]  # the one way to list what it holds


def _in_python(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        name = getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""
        if name in MARKS and isinstance(node, ast.Call):
            words = [each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
            if words:
                yield "\x04".join(words[:2]) if name.removeprefix("n").startswith("pgettext") else words[0]


def _in_template(text: str) -> Iterator[str]:
    # Django turns a template into calls, one beside the other, with everything else blotted out.
    for call in re.finditer(r"""\b(n?p?gettext)\(((?:\s*u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")\s*,?)+)""", templatize(text)):
        words = [ast.literal_eval(each) for each in re.findall(r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")""", call[2], re.DOTALL)]
        yield "\x04".join(words[:2]) if "pgettext" in call[1] else words[0]
