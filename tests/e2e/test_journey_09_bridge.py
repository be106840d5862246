"""Journey 9: a moderated thread between groups.

Civil society proposes a thread to two groups; one of them accepts.  A post is held, returned with a word, written anew
and released.  Beside them sit somebody of the group that has not answered, and somebody of no group concerned.
"""

import time
from dataclasses import dataclass

from playwright.async_api import Locator, expect

from tests.e2e.person import Cast, Person
from tests.e2e.screens import composer, said, status_and_body
from tests.e2e.sight import axe

OURS, THEIRS, SILENT = "Civil Society Reference Group", "Private Sector Reference Group", "Global Task Force"
TITLE = "Pennywort-3316: one page of terms"
FIRST, SECOND = "Bluebell-5190: our helpline hears it every night.", "Foxglove-6204: one helpline hears it every night."
NOTE = "Quillwort-7721: could it say one helpline, so that nobody is pointed at?"
MISSING = (404, '{"code": "not_found", "message": "There is nothing here that you can see.", "facts": {}}')


@dataclass
class Table:
    """Who takes part in the story, and who must hear nothing of it."""

    moderator: Person  # of the proposing group
    author: Person  # of the same group
    host: Person  # moderates the group that accepts
    reader: Person  # of that group
    silent: Person  # of a group that was asked and has not answered
    colleague: Person  # of the proposing group, without a place in the thread
    outsider: Person

    @property
    def everyone(self) -> list[Person]:
        """All seven."""
        return [self.moderator, self.author, self.host, self.reader, *self.uninvited]

    @property
    def uninvited(self) -> list[Person]:
        """Those whom the thread never concerns."""
        return [self.silent, self.colleague, self.outsider]


async def seated(cast: Cast) -> Table:
    """Seven browsers, in English, each on its home screen."""
    mails = ("sunita.hillrose", "ines.vale", "jun.ellery", "petra.nyholm", "otieno.baraka", "lena.fairwater", "nuru.abasi")
    table = Table(*[await cast.enter(cast.account(mail=each)) for each in mails])
    for each in table.everyone:
        await each.ask("PATCH", "/api/me", {"language": "en"})
        await each.go("/")
        await expect(each.page.get_by_role("heading", level=1)).to_be_visible()
    return table


async def group_of(person: Person, name: str) -> int:
    """The id of one of the person's groups."""
    found: int = next(each["id"] for each in (await person.ask("GET", "/api/start"))["groups"] if each["name"] == name)
    return found


async def propose(moderator: Person) -> int:
    """Through the form: two groups asked, the author to speak.  The number of the thread."""
    group = await group_of(moderator, OURS)
    page = await moderator.go(f"/bridges/new?group={group}")
    await page.get_by_label("Title", exact=True).fill(TITLE)
    for name in (THEIRS, SILENT, "Inês Vale"):
        await page.get_by_role("checkbox", name=name).check()
    await page.get_by_role("button", name="Send the proposal").click()
    await expect(waiting(moderator, TITLE)).to_contain_text("Waiting for answers")
    desk = (await moderator.ask("GET", f"/api/groups/{group}/desk"))["items"]
    number: int = next(each["bridge"] for each in desk if each.get("title") == TITLE and each["kind"] == "proposal")
    return number


async def accept(host: Person) -> None:
    """On the desk of the group that was asked: yes, with one reader beside oneself."""
    page = await host.go(f"/g/{await group_of(host, THEIRS)}/desk")
    await waiting(host, TITLE).get_by_role("button", name="Accept").click()
    await page.get_by_role("dialog").get_by_role("checkbox", name="Petra Nyholm").check()
    await page.get_by_role("dialog").get_by_role("button", name="Accept").click()


def waiting(person: Person, words: str) -> Locator:
    """What lies on the moderator's desk with these words."""
    return person.page.get_by_role("main").locator("article.queue").filter(has_text=words)


def listed(person: Person) -> Locator:
    """The thread in the person's navigation."""
    return person.page.get_by_role("navigation").get_by_role("link", name=TITLE)


async def test_a_thread_opens_by_acceptance_and_every_post_passes_its_own_gate(cast: Cast) -> None:
    table = await seated(cast)
    number = await propose(table.moderator)
    for each in (table.author, table.reader, *table.uninvited):
        assert await status_and_body(each, f"/api/bridges/{number}") == await status_and_body(each, "/api/bridges/12345") == MISSING
        await expect(listed(each)).to_have_count(0)
        await each.wiretap.assert_never_sent(TITLE)

    await accept(table.host)
    for each in (table.author, table.reader):
        await expect(listed(each)).to_be_visible()
    for each in (table.author, table.reader):
        await each.go(f"/s/{number}")
        banner = each.page.get_by_role("note", name="Audience of this thread")
        await expect(banner.get_by_role("listitem")).to_have_text(["Civil society 2", "Private sector 2"])

    await they_return_a_post(table)
    await axe(table.author.page)
    await they_release_it(table)

    for each in table.uninvited:
        assert await status_and_body(each, f"/api/spaces/{number}/history") == MISSING
        await each.go("/")
        await each.wiretap.assert_never_sent(TITLE, "Bluebell-5190", "Foxglove-6204", "Quillwort-7721")


async def they_return_a_post(table: Table) -> None:
    """Held for one's own moderator, returned with words that its author alone reads."""
    page = table.author.page
    await composer(page).fill(FIRST)
    await page.get_by_role("button", name="Submit to your moderator").click()
    mine = page.get_by_role("region", name="Your posts on their way")
    await expect(mine).to_contain_text("Held for your moderator")
    await expect(mine).to_contain_text("Only you and your moderators see this")

    desk = await table.moderator.go(f"/g/{await group_of(table.moderator, OURS)}/desk")
    await waiting(table.moderator, "Bluebell-5190").get_by_role("button", name="Return with a note").click()
    await desk.get_by_role("dialog").get_by_label("Note to the author").fill(NOTE)
    await desk.get_by_role("dialog").get_by_role("button", name="Return with a note").click()
    await expect(mine).to_contain_text("Returned to you")
    await expect(mine).to_contain_text(NOTE)
    await they_know_nothing(table)


async def they_release_it(table: Table) -> None:
    """Written anew, held anew, released; and then on the other side's screen within two seconds."""
    page = table.author.page
    await page.get_by_role("button", name="Edit and resubmit").click()
    await expect(composer(page)).to_have_value(FIRST)
    await composer(page).fill(SECOND)
    await page.get_by_role("button", name="Resubmit to your moderator").click()
    mine = page.get_by_role("region", name="Your posts on their way")
    await expect(mine).to_contain_text("Held for your moderator")
    await they_know_nothing(table)

    held = waiting(table.moderator, "Foxglove-6204")
    await held.get_by_role("button", name="Release these words").click()
    await expect(said(table.reader.page, "Foxglove-6204")).to_have_count(0)
    started = time.monotonic()
    await table.moderator.page.get_by_role("dialog").get_by_role("button", name="Release these words").click()
    read = said(table.reader.page, "Foxglove-6204")
    await expect(read).to_be_visible(timeout=2_000)
    assert time.monotonic() - started < 3  # two, and what a click takes on a busy machine
    await expect(read).to_contain_text("Inês Vale")
    await expect(said(page, "Foxglove-6204")).to_have_count(1)
    await expect(mine).to_have_count(0)
    await table.reader.wiretap.assert_never_sent("Bluebell-5190", "Quillwort-7721")
    await table.host.wiretap.assert_never_sent("Bluebell-5190", "Quillwort-7721")


async def they_know_nothing(table: Table) -> None:
    """Nothing that is held has reached the other side, its moderator, or anybody beside them."""
    for each in (table.reader, table.host, *table.uninvited):
        await each.wiretap.assert_never_sent("Bluebell-5190", "Foxglove-6204", "Quillwort-7721")
