"""What a thread came to: a summary for one group, and a joint one with a dissent that both sides sign; both are in the libraries then."""

from playwright.async_api import Locator, Page, expect

from tests.e2e.person import Cast, Person
from tests.e2e.sight import axe
from tests.e2e.threads import OURS, THEIRS, Thread, group_of, thread_of

FIRST, SECOND = "Campion-1180: forms differ in every country.", "Mallow-7342: clocks start at different hours."
OWN, JOINT = "Forms and clocks, for our group", "Forms and clocks, jointly"
DISSENT = "Tansy-6650: we would start the clock with the first reading."


async def test_a_summary_is_signed_by_every_side_and_becomes_a_document_of_each(cast: Cast) -> None:
    thread = await thread_of(cast, "Forms and clocks")
    for words in (FIRST, SECOND):
        await thread.released(words)
    await of_ones_own_group(thread)
    await jointly(thread)
    await thread.outsider.wiretap.assert_never_sent("Campion-1180", "Mallow-7342", "Tansy-6650", OWN, JOINT)
    for each in (thread.host, thread.reader):
        await each.wiretap.assert_never_sent(OWN)


async def of_ones_own_group(thread: Thread) -> None:
    """Its writer does not sign it; a moderator does, by keyboard alone."""
    page = await drafted(thread.author, thread, f"Sum up for {OURS}", OWN)
    mine = card(page, OWN)
    await expect(mine).to_contain_text("Signed by 0 of 1")
    await expect(mine.get_by_role("button", name="Sign", exact=True)).to_have_count(0)
    await axe(page)

    page = await thread.moderator.go(f"/s/{thread.number}/summaries")
    await to_by_keyboard(page, OWN)
    await page.keyboard.press("r")
    await sign(page)
    await expect(card(page, OWN)).to_contain_text("Signed, in the library")
    await card(page, OWN).get_by_role("link", name="Open the document").press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_contain_text(OWN)


async def jointly(thread: Thread) -> None:
    """A dissent of the other side voids what was signed before; with the last signature both groups have the document."""
    page = await drafted(thread.reader, thread, "Sum up jointly", JOINT)
    ours = await thread.moderator.go(f"/s/{thread.number}/summaries")
    await card(ours, JOINT).get_by_role("button", name="Sign", exact=True).click()
    await sign(ours)
    await expect(card(ours, JOINT)).to_contain_text("Signed by 1 of 2")

    theirs = await thread.host.go(f"/s/{thread.number}/summaries")
    await card(theirs, JOINT).get_by_role("button", name="Dissent").click()
    dialog = theirs.get_by_role("dialog")
    await dialog.get_by_label("Where your group does not agree").fill(DISSENT)
    await axe(theirs)
    await dialog.get_by_role("button", name="Dissent").click()
    await expect(card(theirs, JOINT)).to_contain_text("Tansy-6650")
    await expect(card(theirs, JOINT)).to_contain_text("Signed by 0 of 2")
    await card(theirs, JOINT).get_by_role("button", name="Sign", exact=True).click()
    await sign(theirs)

    # What the first one looks at is no longer what would be signed: refused, and there anew to be read.
    await card(ours, JOINT).get_by_role("button", name="Sign", exact=True).click()
    await ours.get_by_role("dialog").get_by_label("Where your group reads it").select_option(index=1)
    await ours.get_by_role("dialog").get_by_role("button", name="Sign", exact=True).click()
    await expect(ours.get_by_role("dialog")).to_contain_text("changed")
    await ours.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    await expect(card(ours, JOINT)).to_contain_text("Tansy-6650")
    await card(ours, JOINT).get_by_role("button", name="Sign", exact=True).click()
    await sign(ours)
    await expect(card(ours, JOINT)).to_contain_text("Signed, in the library")
    for person, group in ((thread.author, OURS), (thread.reader, THEIRS)):
        found = (await person.ask("GET", f"/api/library?group={await group_of(person, group)}"))["items"]
        assert [each["title"] for each in found if each["title"] == JOINT] == [JOINT]
    await page.reload()
    await expect(card(page, JOINT)).to_contain_text("Signed, in the library")
    await axe(page)


async def drafted(person: Person, thread: Thread, button: str, title: str) -> Page:
    """Through the form, from both posts; it waits for the moderators."""
    page = await person.go(f"/s/{thread.number}/summaries")
    await page.get_by_role("button", name=button).click()
    form = page.get_by_role("main").locator("form")
    await expect(form.get_by_role("button", name="Put it before the moderators")).to_be_disabled()
    await form.get_by_label("Title").fill(title)
    await form.get_by_label("What the thread came to").fill("Forms and clocks **differ**; both could be one.")
    for words in ("Campion-1180", "Mallow-7342"):
        await form.get_by_role("checkbox", name=words).check()
    await axe(page)
    await form.get_by_role("button", name="Put it before the moderators").click()
    await expect(card(page, title)).to_be_visible()
    return page


def card(page: Page, title: str) -> Locator:
    """The summary on the page."""
    return page.locator("article.queue").filter(has=page.get_by_role("heading", name=title))


async def to_by_keyboard(page: Page, title: str) -> None:
    """J until it has the focus."""
    await expect(card(page, title)).to_be_visible()
    for _ in range(await page.locator("article.queue").count()):
        await page.keyboard.press("j")
        if await card(page, title).evaluate("card => card === document.activeElement"):
            break
    await expect(card(page, title)).to_be_focused()


async def sign(page: Page) -> None:
    """Say where one's group reads it, and yes."""
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Where your group reads it").select_option(index=1)
    await dialog.get_by_role("button", name="Sign", exact=True).click()
    await expect(dialog).to_have_count(0)
