"""The page of the application names what its first view needs, so that nothing is asked for in a row."""

import re
from typing import Any

import pytest
from django.conf import settings

from collab.pages import shell
from collab.pages.build import Build, build_of
from tests.api.ask import ask
from tests.world import World

pytestmark = pytest.mark.django_db
MANIFEST: dict[str, Any] = {
    "src/main.ts": {"file": "main.js", "imports": ["_kit.js"], "css": ["main.css"]},
    "_kit.js": {"file": "kit.js"},
    "_talk.js": {"file": "talk.js", "imports": ["_kit.js"]},
    "src/styles/door.css": {"file": "door.css"},
    "src/screens/Home.svelte": {"file": "home.js", "imports": ["_kit.js"]},
    "src/screens/Space.svelte": {"file": "space.js", "imports": ["_kit.js", "_talk.js"]},
    "src/screens/Topic.svelte": {"file": "topic.js", "imports": ["_talk.js"]},
    **{f"src/words/{code}/{volume}.ts": {"file": f"{code}-{volume}.js"} for code, _ in settings.LANGUAGES for volume in ("first", "rest")},
}


@pytest.mark.parametrize(
    ("path", "language", "files"),
    [
        ("/", "en", ["kit.js", "home.js", "en-first.js"]),
        ("/s/7", "fr", ["kit.js", "space.js", "talk.js", "fr-first.js"]),
        ("/s/7/m/40", "en", ["kit.js", "space.js", "talk.js", "en-first.js"]),
        ("/s/7/t/40", "ar", ["kit.js", "topic.js", "talk.js", "ar-first.js"]),
        ("/settings", "en", ["kit.js", "en-first.js", "en-rest.js"]),
    ],
)
def test_the_page_names_the_files_of_its_first_view(
    world: World, monkeypatch: pytest.MonkeyPatch, path: str, language: str, files: list[str]
) -> None:
    monkeypatch.setattr(shell, "built", lambda: build_of(MANIFEST))
    world.ben.language = language
    world.ben.save()
    page = ask(world.ben).client.get(path, headers={"Accept-Language": language}).content.decode()
    assert re.findall(r'modulepreload" nonce="[^"]+" href="/static/([^"]+)"', page) == files
    assert re.findall(r'src="/static/([^"]+)"', page) == ["main.js"]
    [ahead] = re.findall(r'<link rel="preload" as="fetch" href="([^"]+)" crossorigin="anonymous">', page)
    assert ahead == ("/api/start?space=7" if path.startswith("/s/7") else "/api/start")


def test_before_the_first_build_the_page_is_there(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shell, "built", Build)
    assert ask(world.ben).client.get("/").status_code == 200
