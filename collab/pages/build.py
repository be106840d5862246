"""The files that the front end was built to, by their hashed names under STATIC_URL."""

import json
import logging
import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.conf import settings

log = logging.getLogger("collab.pages")
# The addresses that people open most, and their screens.
FIRST_SCREENS = {r"/": "Home", r"/s/\d+(/m/\d+)?": "Space", r"/s/\d+/t/\d+": "Topic"}


@dataclass(frozen=True)
class Build:
    """What pages name.  Empty before the first build: the pages that Django draws then work, without looks."""

    js: str = ""
    css: list[str] = field(default_factory=list)
    door_css: str = ""
    parts: list[str] = field(default_factory=list)  # what the script cannot run without
    screens: dict[str, list[str]] = field(default_factory=dict)  # by name
    words: dict[str, list[str]] = field(default_factory=dict)  # by language: what the first screens say, and the rest

    def first_view(self, path: str, language: str) -> list[str]:
        """What the page at this address needs besides the entry.  Naming it spares a round trip for each step between."""
        screen = next((name for shape, name in FIRST_SCREENS.items() if re.fullmatch(shape, path)), "")
        words = self.words.get(language, [])[: 1 if screen else None]
        return list(dict.fromkeys([*self.parts, *self.screens.get(screen, []), *words]))


@cache
def built() -> Build:
    """The last build, as its manifest tells it."""
    try:
        return build_of(json.loads((settings.HOUSE / "frontend" / "dist" / ".vite" / "manifest.json").read_text()))
    except FileNotFoundError:
        log.warning("the front end has not been built")
        return Build()


def build_of(manifest: dict[str, Any]) -> Build:
    """The build that this manifest of Vite describes."""
    entry, *parts = with_imports(manifest, "src/main.ts")
    return Build(
        js=entry,
        css=manifest["src/main.ts"].get("css", []),
        door_css=manifest["src/styles/door.css"]["file"],
        parts=parts,
        screens={name: with_imports(manifest, f"src/screens/{name}.svelte") for name in FIRST_SCREENS.values()},
        words={code: [manifest[f"src/words/{code}/{volume}.ts"]["file"] for volume in ("first", "rest")] for code, _ in settings.LANGUAGES},
    )


def with_imports(manifest: dict[str, Any], name: str) -> list[str]:
    """A file, and all that it cannot run without, each once."""
    found: dict[str, str] = {}
    todo = [name]
    while todo:
        name = todo.pop(0)
        if name not in found:
            found[name] = manifest[name]["file"]
            todo += manifest[name].get("imports", [])
    return list(found.values())
