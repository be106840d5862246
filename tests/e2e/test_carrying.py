"""A post goes on into another group only by the consent of its author and a moderator of theirs, who works by keyboard alone."""

import re

from playwright.async_api import Page, expect

from tests.e2e.person import Cast, Person
from tests.e2e.screens import open_space, said, space_of
from tests.e2e.sight import axe
from tests.e2e.threads import OURS, Thread, group_of, thread_of

WORDS = "Teasel-2204: one form for every line. Sorrel-9917: and one clock for all of them."
PASSAGE, KEPT = "Teasel-2204: one form for every line.", "Sorrel-9917"
SECOND, WHY, NO = "Yarrow-5531: not for other ears.", "Our engineers ask for it.", "Betony-8806: it was said in confidence."


async def test_a_passage_goes_on_by_two_consents_and_a_no_is_told_to_the_asker_alone(cast: Cast) -> None:
    thread = await thread_of(cast, "Carrying forms")
    room = await space_of(thread.reader, "Safety by design")
    await thread.released(WORDS)
    await ask_for(thread, "Teasel-2204", PASSAGE)
    await the_author_agrees(thread)
    await the_moderator_agrees_by_keyboard(thread)
    await it_stands_there_as_an_excerpt(thread, room)

    await thread.released(SECOND)
    await ask_for(thread, "Yarrow-5531", SECOND)
    await the_author_refuses(thread)
    page = await thread.reader.go("/carrying")
    refused = page.get_by_role("article").filter(has_text="Yarrow-5531")
    await expect(refused).to_contain_text("Refused")
    for each in (thread.reader, thread.moderator, thread.host, thread.outsider):
        await each.wiretap.assert_never_sent("Betony-8806")
    await thread.outsider.wiretap.assert_never_sent("Teasel-2204", "Yarrow-5531")


async def ask_for(thread: Thread, token: str, passage: str) -> None:
    """From the menu of the post: where to, which words, and why."""
    page = await open_space(thread.reader, thread.number)
    row = said(page, token).first
    await row.focus()
    await row.get_by_role("button", name="More").press("Enter")
    await page.get_by_role("menuitem", name="Carry on elsewhere").press("Enter")
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Where it is to go").select_option(label="Private Sector Reference Group: Safety by design")
    await expect(dialog.get_by_label("Topic")).to_be_visible()
    await dialog.get_by_label("Topic").select_option(index=1)
    await dialog.get_by_label("Which words").fill("Words that nobody said")
    await expect(dialog.get_by_role("button", name="Ask", exact=True)).to_be_disabled()
    await dialog.get_by_label("Which words").fill(passage)
    await dialog.get_by_label("Why").fill(WHY)
    await axe(page)
    await dialog.get_by_role("button", name="Ask", exact=True).click()
    told = page.get_by_role("region", name="What just happened")  # announced as well, and there for a moment too
    await expect(told).to_contain_text("Asked. You are told how it ends.")
    await thread.reader.go("/carrying")
    await expect(page.get_by_role("article").filter(has_text=token)).to_contain_text("Asked")


async def consent_of(person: Person, token: str) -> Page:
    """The page of what is asked of somebody, with this request on it."""
    page = await person.go("/carrying")
    await expect(page.get_by_role("article").filter(has_text=token)).to_contain_text(WHY)
    return page


async def the_author_agrees(thread: Thread) -> None:
    page = await consent_of(thread.author, "Teasel-2204")
    card = page.get_by_role("article").filter(has_text="Teasel-2204")
    await expect(card).not_to_contain_text(KEPT)
    await expect(card.get_by_role("button", name="Let it go on")).to_be_disabled()
    await card.get_by_role("radio", name="Name, role, organisation").check()
    await card.get_by_label("Label there").select_option(label="TLP:AMBER")
    await axe(page)
    await card.get_by_role("button", name="Let it go on").click()
    await expect(card).to_contain_text("You agreed")


async def the_moderator_agrees_by_keyboard(thread: Thread) -> None:
    """J to the request, R to let it go on: no pointer is used."""
    page = await thread.moderator.go(f"/g/{await group_of(thread.moderator, OURS)}/desk")
    card = page.locator("article.queue").filter(has_text="Teasel-2204")
    await expect(card).to_contain_text("Shown as")
    await axe(page)
    for _ in range(await page.locator("article.queue").count() + 1):
        await page.keyboard.press("j")
        if await card.evaluate("card => card === document.activeElement"):
            break
    await expect(card).to_be_focused()
    await page.keyboard.press("r")
    await expect(card).to_contain_text("Carried on")
    await expect(card.get_by_role("button", name="Take it back")).to_be_visible()


async def it_stands_there_as_an_excerpt(thread: Thread, room: int) -> None:
    """In the words and under the name agreed to, with a way back for those who sit in the thread."""
    page = await open_space(thread.reader, room)
    excerpt = said(page, "Teasel-2204").first
    await expect(excerpt).to_be_visible()
    await expect(excerpt).not_to_contain_text(KEPT)
    await expect(excerpt).to_contain_text("Inês Vale")
    await excerpt.get_by_role("button", name="Where this was said").click()
    await expect(page).to_have_url(re.compile(rf"/s/{thread.number}/m/\d+$"))
    await expect(said(page, KEPT).first).to_be_visible()


async def the_author_refuses(thread: Thread) -> None:
    page = await consent_of(thread.author, "Yarrow-5531")
    card = page.get_by_role("article").filter(has_text="Yarrow-5531")
    await card.get_by_role("button", name="Refuse").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Reason").fill(NO)
    await dialog.get_by_role("button", name="Refuse").click()
    await expect(card).to_contain_text("Refused")
