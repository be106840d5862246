"""What a look at the files can tell."""

import re

import pytest

from tests.architecture.house import HOUSE, sources, tracked

TOP = {
    "collab", "groups", "discussions", "frontend", "tests", "manage.py", "pyproject.toml",  # given
    "README.md", "LICENSE", "Makefile", "docs", "deploy", "bench", ".ci",
    "requirements.lock", "requirements-dev.lock", ".gitignore", ".gitattributes", ".dockerignore",
}  # fmt: skip
DRAWERS = {"utils", "helpers", "core", "common", "services", "managers", "signals", "misc"}
CODE = (".py", ".ts", ".svelte", ".css", ".html")
LIMITS = {".svelte": 150}
PRODUCT = ("collab/", "groups/", "discussions/", "frontend/src/")


def test_nothing_else_lies_at_the_top() -> None:
    assert {name.split("/")[0] for name in tracked()} - TOP == set()


def test_no_file_is_a_drawer() -> None:
    names = [name for name in tracked() if {part.split(".")[0] for part in name.split("/")} & DRAWERS]
    assert names == []


def test_files_stay_short_enough_to_read() -> None:
    long = []
    for name, text in sources(".py", ".ts", ".svelte", ".css"):
        limit = 400 if name.startswith("tests/") or ".test." in name else LIMITS.get("." + name.rsplit(".", 1)[1], 300)
        if (lines := text.count("\n")) > limit:
            long.append(f"{name}: {lines} lines, at most {limit}")
    assert long == []


def test_no_page_carries_a_style_of_its_own() -> None:
    """The content security policy forbids them, and design lives in the style sheets."""
    found = [name for name, text in sources(".html", ".svelte", under=PRODUCT) if re.search(r"""\sstyle(=|:)["'{\w-]""", _markup(text))]
    assert found == []


def test_one_component_sets_html() -> None:
    found = [name for name, text in sources(".svelte", ".ts", under=("frontend/src/",)) if "{@html" in text or "innerHTML" in text]
    assert [name.rsplit("/", 1)[1] for name in found if ".test." not in name] in ([], ["SafeHtml.svelte"])


def test_nobody_promises_to_finish_later() -> None:
    mark = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
    assert [name for name, text in sources(*CODE, ".md") if mark.search(text)] == []


@pytest.mark.parametrize("excuse", ["noqa", "type: ignore", "eslint-disable", "svelte-ignore", "ts-expect-error"])
def test_every_exception_gives_its_reason(excuse: str) -> None:
    """`# noqa: S603 - why`, `# type: ignore[code]  # why`, `// svelte-ignore rule (why)`."""
    bare = []
    for name, text in sources(".py", ".ts", ".svelte", under=(*PRODUCT, "tests/", "bench/")):
        for number, line in enumerate(text.split("\n"), 1):
            after = line.partition(excuse)[2]
            if after and name != "tests/architecture/test_files.py" and not re.search(r"(#|\(| -{1,2} )\s*\w+", after):
                bare.append(f"{name}:{number}")
    assert bare == []


def test_lock_files_hold_no_address() -> None:
    """A lock file says what, never from where: each site has its own mirror."""
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (HOUSE / name).read_text()
        assert "://" not in text
        assert not re.search(r"^-", text, re.MULTILINE)
    assert '"resolved"' not in (HOUSE / "frontend/package-lock.json").read_text()


def test_the_development_lock_holds_the_other_one() -> None:
    """So that installing it takes nothing away from a site."""
    pinned = {name: set(re.findall(r"^(\S+==\S+)", (HOUSE / name).read_text(), re.MULTILINE)) for name in _LOCKS}
    assert pinned["requirements.lock"] - pinned["requirements-dev.lock"] == set()


def test_every_setting_is_documented() -> None:
    settings = (HOUSE / "collab/settings.py").read_text()
    read = set(re.findall(r"""env\.(?:text|flag|number|choice|words|hidden|bucket|secret)\(\s*"([A-Z_]+)\"""", settings))
    documented = set(re.findall(r"`([A-Z_]+)`", (HOUSE / "docs/settings.md").read_text()))
    assert len(read) > 10
    assert read - documented == set()


_LOCKS = ("requirements.lock", "requirements-dev.lock")


def _markup(text: str) -> str:
    """A page without its scripts and style sheets."""
    return re.sub(r"<(script|style)\b.*?</\1>", "", text, flags=re.DOTALL)
