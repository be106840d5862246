"""With the post its author says that it may go on without being asked again; a moderator's release says so too, and both can end it."""

from playwright.async_api import expect

from tests.e2e.person import Cast
from tests.e2e.screens import composer, open_space, said, space_of
from tests.e2e.sight import axe
from tests.e2e.threads import OURS, Thread, group_of, thread_of

WORDS = "Sorrel-4471: one form for every line, for whoever can use it."
TOLD = "What just happened"  # on the screen; the same is announced, and stands there for a moment as well
ALLOWED = "May be carried on without asking me again"


async def test_what_its_author_let_go_goes_on_at_once_until_they_want_to_be_asked(cast: Cast) -> None:
    thread = await thread_of(cast, "Forms for all", label="green", ceiling="amber", unasked=True)
    room = await space_of(thread.reader, "Safety by design")
    await the_author_lets_it_go_with_the_post(thread)
    await the_moderator_reads_that_and_releases(thread)
    await a_reader_carries_it_on_at_once(thread)
    page = await open_space(thread.reader, room)
    await expect(said(page, "Sorrel-4471").first).to_contain_text("Inês Vale")
    await the_author_is_told_and_takes_it_back(thread)
    await the_author_wants_to_be_asked(thread)
    await thread.outsider.wiretap.assert_never_sent("Sorrel-4471")


async def the_author_lets_it_go_with_the_post(thread: Thread) -> None:
    page = await open_space(thread.author, thread.number)
    await composer(page).fill(WORDS)
    await page.get_by_role("button", name="As: Name, role, organisation").click()
    box = page.get_by_role("checkbox", name=ALLOWED)
    await expect(box).not_to_be_checked()
    await box.press("Space")
    await axe(page)
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="may be carried on")).to_be_visible()
    await page.get_by_role("button", name="Submit to your moderator").click()
    await expect(said(page, "Sorrel-4471").first).to_contain_text(ALLOWED)


async def the_moderator_reads_that_and_releases(thread: Thread) -> None:
    page = await thread.moderator.go(f"/g/{await group_of(thread.moderator, OURS)}/desk")
    card = page.locator("article.queue").filter(has_text="Sorrel-4471")
    await expect(card).to_contain_text("your release agrees to that too")
    await axe(page)
    await card.get_by_role("button", name="Release these words").click()
    await page.get_by_role("dialog").get_by_role("button", name="Release these words").click()
    await expect(card).to_have_count(0)


async def a_reader_carries_it_on_at_once(thread: Thread) -> None:
    page = await open_space(thread.reader, thread.number)
    row = said(page, "Sorrel-4471").first
    await expect(row).to_contain_text("May be carried on")
    await axe(page)
    await row.focus()
    await row.get_by_role("button", name="More").press("Enter")
    await page.get_by_role("menuitem", name="Carry on elsewhere").press("Enter")
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("have agreed to this beforehand")
    await dialog.get_by_label("Where it is to go").select_option(label="Private Sector Reference Group: Safety by design")
    await dialog.get_by_label("Topic").select_option(index=1)
    await axe(page)
    await dialog.get_by_role("button", name="Carry on", exact=True).click()
    await expect(page.get_by_role("region", name=TOLD)).to_contain_text("Carried on.")


async def the_author_is_told_and_takes_it_back(thread: Thread) -> None:
    page = await thread.author.go("/carrying")
    card = page.get_by_role("article").filter(has_text="Sorrel-4471")
    await expect(card).to_contain_text("Carried on, as agreed with the post")
    await axe(page)
    await card.get_by_role("button", name="Take it back").click()
    await page.get_by_role("dialog").get_by_role("button", name="Take it back").click()
    await expect(card).to_contain_text("Taken back")


async def the_author_wants_to_be_asked(thread: Thread) -> None:
    """The mark is gone on the open page of a reader too."""
    reading = await open_space(thread.reader, thread.number)
    await expect(said(reading, "Sorrel-4471").first).to_contain_text("May be carried on")
    page = await open_space(thread.author, thread.number)
    await page.get_by_text("Your released post").click()
    await page.get_by_role("button", name="Ask me again from now on").click()
    await expect(page.get_by_role("region", name=TOLD)).to_contain_text("From now on you are asked")
    await axe(page)
    await expect(said(reading, "Sorrel-4471").first).not_to_contain_text("May be carried on")
