"""Who moderates the author's group takes a released post back in the thread; the other side's moderator is offered no such thing."""

from playwright.async_api import Locator, Page, expect

from tests.e2e.person import Cast
from tests.e2e.sight import axe
from tests.e2e.threads import thread_of

WORDS = "Betony-271: better not said."


def post(page: Page) -> Locator:
    return page.get_by_role("article").filter(has_text="Betony-271")


async def menu_of(page: Page) -> Locator:
    """Open the menu of the post."""
    await post(page).focus()
    await post(page).get_by_role("button", name="More").press("Enter")
    await expect(page.get_by_role("menuitem", name="Hold for our own people")).to_be_visible()
    return page.get_by_role("menuitem", name="Take back for your group…")


async def test_a_moderator_takes_a_post_of_the_own_group_back(cast: Cast) -> None:
    thread = await thread_of(cast, "Said too soon")
    await thread.released(WORDS)
    theirs = await thread.host.go(f"/s/{thread.number}")
    await expect(await menu_of(theirs)).to_have_count(0)
    reads = await thread.reader.go(f"/s/{thread.number}")
    await expect(post(reads)).to_be_visible()

    page = await thread.moderator.go(f"/s/{thread.number}")
    await (await menu_of(page)).press("Enter")
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("Betony-271")
    await axe(page)
    await dialog.get_by_role("button", name="Take back", exact=True).press("Enter")
    await expect(dialog).to_have_count(0)
    for each in (page, reads, theirs):
        await expect(post(each)).to_have_count(0)
        await expect(each.get_by_text("Withdrawn by its group.")).to_be_visible()
