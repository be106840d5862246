"""Who moderates the author's group takes a released post back in the thread; the other side's moderator is offered no such thing."""

from playwright.async_api import Locator, Page, expect

from tests.e2e.person import Cast
from tests.e2e.sight import axe
from tests.e2e.threads import thread_of

WORDS = "Betony-271: better not said."


def post(page: Page) -> Locator:
    return page.get_by_role("article").filter(has_text="Betony-271")


async def menu_of(page: Page) -> list[str]:
    """What the menu of the post offers."""
    await post(page).focus()
    await post(page).get_by_role("button", name="More").press("Enter")
    return [await each.inner_text() for each in await page.get_by_role("menuitem").all()]


async def test_a_moderator_takes_a_post_of_the_own_group_back(cast: Cast) -> None:
    thread = await thread_of(cast, "Said too soon")
    await thread.released(WORDS)
    theirs = await thread.host.go(f"/s/{thread.number}")
    assert "Take back for your group…" not in await menu_of(theirs)
    reads = await thread.reader.go(f"/s/{thread.number}")
    await expect(post(reads)).to_be_visible()

    page = await thread.moderator.go(f"/s/{thread.number}")
    assert "Take back for your group…" in await menu_of(page)
    await page.get_by_role("menuitem", name="Take back for your group…").press("Enter")
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("Betony-271")
    await axe(page)
    await dialog.get_by_role("button", name="Take back", exact=True).press("Enter")
    await expect(dialog).to_have_count(0)
    for each in (page, reads, theirs):
        await expect(post(each)).to_have_count(0)
        await expect(each.get_by_text("Withdrawn by its group.")).to_be_visible()
