"""A reader says that a message should be TLP:RED: it is hidden on every screen until its author gives it back, or lets it leave."""

import re
from uuid import uuid4

from playwright.async_api import Page, expect

from tests.e2e.person import Cast, Person
from tests.e2e.screens import drawn, share_document
from tests.e2e.sight import axe
from tests.e2e.test_journey_03_leaving import first_space

GROUP, HIDDEN = "Global Task Force", "Nobody reads it here until that is decided."


async def test_a_wish_holds_until_the_author_decides(cast: Cast) -> None:
    author, reader, other = [await cast.enter(cast.account(mail=mail)) for mail in ("linnea.furuvik", "owen", "bishnu.lamatol")]
    space = await first_space(author, GROUP)
    for each in (reader, other):
        await first_space(each, GROUP)
    words = f"Tansy-{uuid4().hex[:6]}: who asked, and where."
    first = {"client_id": str(uuid4()), "title": f"Tansy {uuid4().hex[:4]}", "body": words}
    opened = await author.ask("POST", f"/api/spaces/{space}/topics", first)
    path, row = f"/s/{space}/t/{opened['topic']['place']}", f"#m{opened['message']['place']}"
    for each in (author, reader, other):
        await each.go(path)
        await drawn(each.page)
        await expect(each.page.locator(row)).to_contain_text(words)

    await it_is_wished(reader.page, row)
    for each in (author, reader, other):
        await expect(each.page.locator(row)).to_contain_text(HIDDEN)
        await expect(each.page.get_by_text(words)).to_have_count(0)
    await expect(other.page.locator(row).get_by_role("button", name="Read and decide")).to_have_count(0)

    await it_is_decided(author, row, words, "No, show it again")
    await expect(other.page.locator(row)).to_contain_text(words)
    await expect(other.page.locator(row)).to_contain_text("TLP:AMBER")


async def it_is_wished(page: Page, row: str) -> None:
    """By keyboard, from the menu of the message."""
    await page.locator(row).focus()
    await page.locator(row).get_by_role("button", name=re.compile("More actions")).press("Enter")
    await page.get_by_role("menuitem", name="This should be TLP:RED").press("Enter")
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("hidden from this room at once")
    await expect(dialog.get_by_role("button", name="Hide it and ask")).to_be_disabled()
    await dialog.get_by_label("Why").fill("It names who asked.")
    await axe(page)
    await dialog.get_by_role("button", name="Hide it and ask").press("Enter")
    await expect(dialog).to_have_count(0)


async def it_is_decided(author: Person, row: str, words: str, answer: str) -> None:
    """Where it stood; what waits leads there."""
    page = author.page
    await page.locator(row).get_by_role("button", name="Read and decide").press("Enter")
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text(words)
    await expect(dialog).to_contain_text("It names who asked.")
    await expect(dialog).to_contain_text("Your word decides.")
    await axe(page)
    await dialog.get_by_role("button", name=answer).press("Enter")
    await expect(page.locator(row)).to_contain_text(words)


async def test_a_document_is_closed_and_opened_again(cast: Cast) -> None:
    author, reader, other = [await cast.enter(cast.account(mail=mail)) for mail in ("linnea.furuvik", "owen", "bishnu.lamatol")]
    space = await first_space(author, GROUP)
    for each in (reader, other):
        await first_space(each, GROUP)
    title = f"Tansy paper {uuid4().hex[:6]}"
    paper = await share_document(author, space, "tansy.md", b"# Tansy\n\nWho asked, and where.", title=title)
    for each in (author, reader, other):
        await each.go(f"/s/{space}/d/{paper['place']}")
        await expect(each.page.get_by_role("heading", level=1)).to_have_text(title)
    page = reader.page
    await page.get_by_role("button", name="More", exact=False).first.click()
    await page.get_by_role("menuitem", name="This should be TLP:RED").click()
    await page.get_by_role("dialog").get_by_label("Reason").fill("It names who asked.")
    await axe(page)
    await page.get_by_role("button", name="Hide it and ask").click()
    for each in (author, reader, other):
        await expect(each.page.get_by_role("heading", level=1)).to_have_text("TLP:RED?")
        await expect(each.page.get_by_text(HIDDEN)).to_be_visible()
        await expect(each.page.get_by_text(title)).to_have_count(0)
    page = author.page
    await page.get_by_role("button", name="More", exact=False).first.click()
    await page.get_by_role("menuitem", name="Read and decide").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("Who asked, and where.")
    await expect(dialog).to_contain_text(title)
    await axe(page)
    await dialog.get_by_role("button", name="No, show it again").click()
    for each in (author, reader, other):
        await expect(each.page.get_by_role("heading", level=1)).to_have_text(title)
