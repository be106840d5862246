"""A moderator says how long templates are kept, finds what is due by that, and disposes of it; by keyboard."""

import sqlite3
from contextlib import closing
from typing import Any

from playwright.async_api import Page, expect

from tests.e2e.person import Cast, Person
from tests.e2e.screens import share_document, space_of
from tests.e2e.sight import axe
from tests.e2e.test_every_screen import NARROW, OVERFLOW, WIDE, shown
from tests.server import DATABASE

SPACE = "Legislation menu"
GROUP = "Civil Society Reference Group"
TITLE = "Form of the old round, Thistle-2"


async def archived(person: Person, space: int) -> dict[str, Any]:
    """A template that was withdrawn long ago: their words are gone, their file is not."""
    fields = {"title": TITLE, "type": "template", "label": "amber"}
    shared = await share_document(person, space, "old.md", b"# Old\n\nNobody needs this.", **fields)
    at = f"/api/spaces/{space}/documents/{shared['place']}"
    await person.ask("POST", f"{at}/withdraw", {"reason": "Another round has begun."})
    with closing(sqlite3.connect(person.server.folder / DATABASE, timeout=20)) as database, database:
        database.execute("UPDATE documents_document SET withdrawn_at = '2020-03-01 12:00:00' WHERE title = ?", (TITLE,))
    return shared


async def looks(page: Page) -> None:
    """Axe finds nothing, and a narrow telephone shows it whole."""
    await axe(page)
    await page.set_viewport_size(NARROW)
    reach, over = await page.evaluate(OVERFLOW)
    await page.set_viewport_size(WIDE)
    assert reach <= NARROW["width"], over


async def test_a_document_is_kept_for_its_time_and_disposed_of(cast: Cast) -> None:
    moderator = await cast.enter(cast.account(mail="sunita.hillrose"))
    space = await space_of(moderator, SPACE)
    group = next(each["id"] for each in await moderator.ask("GET", "/api/groups") if each["name"] == GROUP)
    shared = await archived(moderator, space)

    page = await moderator.go(f"/g/{group}")
    await shown(page)
    await expect(page.get_by_text("Every document is kept for ever.")).to_be_visible()
    await expect(page.get_by_text("Nothing is due.")).to_be_visible()
    await page.get_by_role("button", name="Set a period").press("Enter")
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Kind").select_option("template")
    await dialog.get_by_role("button", name="Save").press("Enter")
    await expect(dialog.get_by_text("Write a number of days between 1 and 36,500.")).to_be_visible()
    await axe(page)
    await dialog.get_by_label("Days").fill("365")
    await dialog.get_by_label("Days").press("Enter")
    await expect(dialog).to_have_count(0)
    await expect(page.get_by_text("365 days · a moderator disposes of them")).to_be_visible()
    due = page.get_by_role("region", name="Due for disposal")
    await expect(due.get_by_role("link", name=TITLE)).to_be_visible()
    await looks(page)

    await due.get_by_role("link", name=TITLE).press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    await expect(page.get_by_text("Kept until")).to_be_visible()
    await page.get_by_role("button", name="More", exact=True).press("Enter")
    await page.get_by_role("menuitem", name="Dispose of it").press("Enter")
    await expect(dialog).to_be_visible()
    await axe(page)
    await dialog.get_by_label("Reason").fill("Five years are over.")
    await dialog.get_by_role("button", name="Dispose of it").press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Disposed document")
    await expect(page.get_by_text("Five years are over.")).to_be_visible()
    await looks(page)
    await page.reload()
    await shown(page)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Disposed document")
    left = await moderator.ask("GET", f"/api/spaces/{space}/documents/{shared['place']}")
    assert (left["document"]["state"], left["document"]["title"], left["downloads"]) == ("disposed", "", [])
    assert await moderator.refused("GET", f"/api/spaces/{space}/documents/{shared['place']}/versions/1/file") == (409, "already_gone")
