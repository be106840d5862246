"""A space is opened, renamed, archived and reopened, and those who read it follow without a reload."""

import re
from uuid import uuid4

from playwright.async_api import Locator, Page, expect

from tests.e2e.person import Cast, Person
from tests.e2e.screens import composer
from tests.e2e.sight import axe
from tests.e2e.threads import OURS, group_of

FIRST, SECOND, PURPOSE = "Samphire-3108", "Samphire-3108, second reading", "Clauses that two groups share."


async def test_a_space_is_renamed_archived_and_reopened_before_its_readers(cast: Cast) -> None:
    sunita, ines, petra = [await cast.enter(cast.account(mail=each)) for each in ("sunita.hillrose", "ines.vale", "petra.nyholm")]
    for each in (sunita, ines, petra):
        await each.ask("PATCH", "/api/me", {"language": "en"})
        await each.go("/")
    page = await opened(sunita)
    await expect(listed(ines, FIRST)).to_be_visible()
    await renamed(page)
    await expect(listed(ines, SECOND)).to_be_visible()

    address = page.url
    path = await listed(ines, SECOND).get_attribute("href")
    assert path is not None
    topic = {"title": "Clauses", "body": "Which first?", "client_id": str(uuid4())}
    await sunita.ask("POST", f"/api{path.replace('/s/', '/spaces/')}/topics", topic)
    await ines.go(path)
    await expect(ines.page.get_by_text(PURPOSE)).to_be_visible()
    await expect(composer(ines.page)).to_be_visible()
    await archived(page)
    await expect(listed(ines, SECOND)).to_have_count(0)
    await expect(ines.page.get_by_text("This space is archived. It can be read, not written.")).to_be_visible()
    await expect(composer(ines.page)).to_have_count(0)

    await ines.page.goto(address)
    await ines.page.get_by_text("Archived: 1").click()
    await expect(ines.page.get_by_role("link", name=SECOND)).to_be_visible()
    await expect(ines.page.get_by_role("button", name=f"Reopen {SECOND}")).to_have_count(0)
    await reopened(page)
    await expect(listed(ines, SECOND)).to_be_visible()
    await petra.wiretap.assert_never_sent("Samphire-3108")


def listed(person: Person, title: str) -> Locator:
    """The space in the person's navigation."""
    return person.page.get_by_role("navigation").get_by_role("link", name=re.compile(rf"^{title}( \d+ unread)?$"))


async def opened(moderator: Person) -> Page:
    """On the group's page, by its moderator; back there afterwards."""
    address = f"/g/{await group_of(moderator, OURS)}"
    page = await moderator.go(address)
    await page.get_by_role("button", name="New space").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Title").fill(FIRST)
    await dialog.get_by_role("button", name="Open the space").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(FIRST)
    return await moderator.go(address)


async def renamed(page: Page) -> None:
    """By keyboard alone."""
    change = page.get_by_role("button", name=f"Change {FIRST}")
    await change.focus()
    await change.press("Enter")
    dialog = page.get_by_role("dialog")
    await axe(page)
    await dialog.get_by_label("Title").fill(SECOND)
    await dialog.get_by_label("What it is for").fill(PURPOSE)
    await dialog.get_by_label("Title").press("Enter")
    await expect(dialog).to_have_count(0)
    await expect(page.get_by_role("main").get_by_role("link", name=SECOND)).to_be_visible()


async def archived(page: Page) -> None:
    await page.get_by_role("button", name=f"Change {SECOND}").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("checkbox", name="Archive it").check()
    await dialog.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Archived: 1")).to_be_visible()
    await expect(page.get_by_role("button", name=f"Change {SECOND}")).to_have_count(0)


async def reopened(page: Page) -> None:
    await page.get_by_text("Archived: 1").click()
    await axe(page)
    await page.get_by_role("button", name=f"Reopen {SECOND}").click()
    await expect(page.get_by_text("Archived: 1")).to_have_count(0)
    await expect(page.get_by_role("button", name=f"Change {SECOND}")).to_be_visible()
