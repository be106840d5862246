"""Where things are on the screens, said once for all journeys."""

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

from playwright.async_api import Locator, Page, expect

from tests.e2e.person import Person


async def space_of(person: Person, title: str) -> int:
    """The id of one of the person's spaces; the screen's language becomes English, so that tests can read it."""
    await person.ask("PATCH", "/api/me", {"language": "en"})
    found: int = next(each["id"] for each in await person.ask("GET", "/api/spaces") if each["title"] == title)
    return found


async def open_space(person: Person, space: int) -> Page:
    """The space on the person's screen, with its messages."""
    page = await person.go(f"/s/{space}")
    await drawn(page)
    return page


async def drawn(page: Page) -> None:
    """Wait until all rows of the stream are there: those that fit on the screen come first."""
    await expect(page.get_by_role("log")).to_have_attribute("aria-busy", "false")


def composer(page: Page) -> Locator:
    """The field for a message."""
    return page.locator("form.composer textarea")


async def order_on(page: Page) -> list[str]:
    """The messages on the screen, from top to bottom."""
    return await page.locator("article.msg .msg-body").all_text_contents()  # inner text of rows out of sight would be empty


async def latest(person: Person, space: int) -> dict[str, Any]:
    """The newest message of a space."""
    found: dict[str, Any] = (await person.ask("GET", f"/api/spaces/{space}/history"))["items"][-1]
    return found


async def status_and_body(person: Person, path: str) -> tuple[int, str]:
    """What a plain GET is answered."""
    answer = await person.context.request.get(person.server.origin + path, headers={"Accept-Language": "en"})
    return answer.status, json.dumps(json.loads(await answer.text()))


def said(page: Page, words: str) -> Locator:
    """The message on the screen that holds these words."""
    return page.get_by_role("article").filter(has_text=words)


async def share_document(person: Person, space: int, name: str, content: bytes, **fields: str) -> dict[str, Any]:
    """A document shared with a space, as its form sends it."""
    cookies = {each["name"]: each["value"] for each in await person.context.cookies()}
    answer = await person.context.request.post(
        f"{person.server.origin}/api/spaces/{space}/documents",
        multipart={"file": {"name": name, "mimeType": "application/octet-stream", "buffer": content}, "client_id": str(uuid4()), **fields},
        headers={"X-CSRFToken": cookies.get("csrf", ""), "Origin": person.server.origin},
    )
    assert answer.ok, await answer.text()
    found: dict[str, Any] = await answer.json()
    return found


def strategy(house: Path) -> bytes:
    """The alliance's own strategy where it lies beside the project, else a page of our own."""
    beside = house.parent / "shared" / "mission" / "strategy-2023-2025.txt"
    if beside.exists():
        return beside.read_bytes()
    return b"Strategy (example)\n\nRooms for each group, one door between them, and the paperwork of agreement.\n"
