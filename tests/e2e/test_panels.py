"""A moderator holds a post for everybody; moderators of two groups decide: once it stands again, once it goes."""

import re

from playwright.async_api import Locator, Page, expect

from tests.e2e.person import Cast, Person
from tests.e2e.screens import drawn
from tests.e2e.sight import axe
from tests.e2e.threads import OURS, THEIRS, Thread, group_of, thread_of

HELD, GONE = "Held by the moderators of this thread until they decide.", "Removed by the moderators of this thread."
WHY = "It seems to name who asked."


async def test_a_post_is_held_for_everybody_until_two_groups_agree(cast: Cast) -> None:
    thread = await thread_of(cast, "Held for all")
    readers = (thread.author, thread.reader, thread.moderator, thread.host)
    for words, answer, after in (
        ("Campion-5521: it stands.", "It stands", "Campion-5521"), ("Mallow-9034: it goes.", "It goes", GONE)
    ):  # fmt: skip
        place = await thread.released(words)
        row = f"#m{place}"
        for each in readers:
            await each.go(f"/s/{thread.number}")
            await drawn(each.page)
            await expect(each.page.locator(row)).to_contain_text(words)
        await held(thread.host.page, row)
        for each in readers:
            await expect(each.page.locator(row)).to_contain_text(HELD)
            await expect(each.page.get_by_role("log").get_by_text(words)).to_have_count(0)
        await spoken(thread, words, answer)
        for each in readers:
            await each.go(f"/s/{thread.number}")
            await drawn(each.page)
            await expect(each.page.locator(row)).to_contain_text(after)
    await thread.outsider.wiretap.assert_never_sent("Campion-5521", "Mallow-9034")
    log = await thread.reader.go(f"/g/{await group_of(thread.reader, THEIRS)}/log")
    await expect(log.get_by_role("list", name="Moderation log")).to_contain_text("Removed a post: two groups agreed")
    await axe(log)


async def held(page: Page, row: str) -> None:
    """By keyboard, from the menu of the post."""
    await page.locator(row).focus()
    await page.locator(row).get_by_role("button", name=re.compile("More actions")).press("Enter")
    await page.get_by_role("menuitem", name="Hold it for everybody").press("Enter")
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("after 72 hours")
    await expect(dialog.get_by_role("button", name="Hold it for everybody")).to_be_disabled()
    await dialog.get_by_label("Reason").fill(WHY)
    await axe(page)
    await dialog.get_by_role("button", name="Hold it for everybody").press("Enter")
    await expect(dialog).to_have_count(0)


async def spoken(thread: Thread, words: str, answer: str) -> None:
    """On the desk of the author's group; where the post is to stand, who held it has to say so as well."""
    await said(await flag_on_desk(thread.moderator, OURS), thread.moderator.page, words, answer)
    if answer == "It stands":
        await said(await flag_on_desk(thread.host, THEIRS), thread.host.page, words, answer)
    await expect(thread.moderator.page.get_by_role("article").filter(has_text="Held for everybody")).to_have_count(0)


async def flag_on_desk(person: Person, group: str) -> Locator:
    """The card."""
    page = await person.go(f"/g/{await group_of(person, group)}/desk")
    return page.get_by_role("article").filter(has_text="Held for everybody")


async def said(card: Locator, page: Page, words: str, answer: str) -> None:
    """The words are masked until one opens them; R and B on the card ask for the reason."""
    await expect(card).to_contain_text(WHY)
    await expect(page.get_by_text(words)).to_have_count(0)
    await axe(page)
    await card.get_by_role("button", name="Open the text").press("Enter")
    await expect(card).to_contain_text(words)
    await card.focus()
    await page.keyboard.press("r" if answer == "It stands" else "b")
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Reason").fill("We looked at it together.")
    await axe(page)
    await dialog.get_by_role("button", name=answer).press("Enter")
    await expect(dialog).to_have_count(0)
