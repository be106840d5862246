"""A TLP:RED exchange at two browsers, and before a moderator of the same group who is not named in it."""

import re

from playwright.async_api import Page, expect

from tests.e2e.person import Cast, Person
from tests.e2e.screens import composer, said, status_and_body
from tests.e2e.sight import axe
from tests.e2e.test_journey_03_leaving import NOT_FOUND, first_space

GROUP, TITLE, WORDS = "Global Task Force", "Ember room", "Celandine-7741 for two."


async def test_an_exchange_is_for_those_who_were_named(cast: Cast) -> None:
    opener, reader, moderator, officer = [
        await cast.enter(cast.account(mail=mail)) for mail in ("corazon.baylando", "miguel.santelmo", "lars.ekdal", "noor.halvorsen")
    ]
    for each in (opener, reader, moderator):
        await first_space(each, GROUP)
    space = await it_is_opened(opener)
    page = await reader.go(f"/s/{space}")
    await expect(page.locator(".view-sub")).to_contain_text("TLP:RED Named readers only · 2 readers, list closed on")
    await expect(page.locator(".reader-mark")).to_have_attribute("aria-hidden", "true")
    await expect(page.locator(".reader-mark text").first).to_have_text(re.compile("Miguel Santelmo .* · .*"))
    await axe(page)
    await it_is_hidden_from(moderator, space)
    await it_is_neither_linked_nor_printed(opener.page, page)
    await the_door_shuts(opener, reader, officer, space)


async def it_is_opened(opener: Person) -> int:
    """From the group's page, by keyboard and pointer.  Its id."""
    group = next(each["id"] for each in await opener.ask("GET", "/api/groups") if each["name"] == GROUP)
    page = await opener.go(f"/g/{group}")
    await page.get_by_role("button", name="New closed space").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("TLP:RED exchange").press("Space")
    await expect(dialog.get_by_role("heading", name="Open a closed exchange")).to_be_visible()
    await expect(dialog).to_contain_text("Nobody joins later, not even moderators")
    await expect(dialog.get_by_label("Strictest label allowed")).to_have_count(0)
    await dialog.get_by_label("Title").fill(TITLE)
    await dialog.get_by_label(re.compile("Miguel Santelmo")).check()
    await axe(page)
    await dialog.get_by_role("button", name="Open the exchange").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    return int(page.url.rsplit("/", 1)[1])


async def it_is_hidden_from(moderator: Person, space: int) -> None:
    """No door, no page, no find."""
    assert space not in [each["id"] for each in await moderator.ask("GET", "/api/spaces")]
    assert await status_and_body(moderator, f"/api/spaces/{space}") == NOT_FOUND
    page = await moderator.go(f"/s/{space}")
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    await expect(page.get_by_text(TITLE)).to_have_count(0)


async def it_is_neither_linked_nor_printed(opener: Page, reader: Page) -> None:
    """A topic is opened and answered; the menu leads nowhere out, a report says who will see it, a printer gets one sentence."""
    await opener.get_by_role("button", name="New topic").click()
    dialog = opener.get_by_role("dialog")
    await dialog.get_by_label("Title").fill("Celandine")
    await dialog.get_by_label("First message").fill(WORDS)
    await dialog.get_by_role("button", name="Send to 2 people").click()
    row = said(reader, WORDS)
    await expect(row).to_be_visible()
    await row.focus()
    await row.get_by_role("button", name=re.compile("More actions")).press("Enter")
    await expect(reader.get_by_role("menuitem", name="Report")).to_be_visible()
    await expect(reader.get_by_role("menuitem", name="Copy the link")).to_have_count(0)
    await reader.get_by_role("menuitem", name="Report").click()
    await expect(reader.get_by_role("dialog")).to_contain_text("safety stands above the label")
    await reader.keyboard.press("Escape")
    await reader.emulate_media(media="print")
    await expect(reader.get_by_text("This is TLP:RED: it is not printed from here.")).to_be_visible()
    await expect(row).to_be_hidden()
    await expect(reader.get_by_role("heading", level=1)).to_be_hidden()
    await reader.emulate_media(media="screen")


async def the_door_shuts(opener: Person, reader: Person, officer: Person, space: int) -> None:
    """With the end of a seat, on the open page."""
    seat = next(each["seat"] for each in await reader.ask("GET", "/api/spaces") if each["id"] == space)
    await officer.ask("POST", f"/api/seats/{seat}/end", {"reason": "moved on"})
    await expect(reader.page.get_by_role("article")).to_have_count(0)
    assert await status_and_body(reader, f"/api/spaces/{space}") == NOT_FOUND
    await composer(opener.page).fill("Vervain-5520, alone.")
    await composer(opener.page).press("Enter")
    await expect(said(opener.page, "Vervain-5520")).to_be_visible()
    await reader.wiretap.assert_never_sent("Vervain-5520")
