"""Journey 7: run a poll, on a site whose clock stands still.

The task force's lead asks one vote per delegation.  Kenya's alternate votes, later its head; an observer looks on.
"""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from playwright.async_api import Page, expect

from tests.e2e.person import Cast, Person
from tests.e2e.screens import space_of, status_and_body
from tests.e2e.sight import axe
from tests.e2e.still import SECOND, START, set_clock

SPACE = "Delegations"
QUESTION = "Which colour shall the cover of the minutes have, Marigold-7?"


async def open_poll(lead: Person, space: int, closes_at: datetime) -> dict[str, Any]:
    """A poll of delegations."""
    draft = {
        "client_id": str(uuid4()),
        "unit": "delegation",
        "question": QUESTION,
        "options": [{"text": "Red"}, {"text": "Green", "note": "as in past years"}],
        "quorum": 2,
        "closes_at": closes_at.isoformat(),
    }
    poll: dict[str, Any] = (await lead.ask("POST", f"/api/spaces/{space}/polls", draft))["poll"]
    return poll


async def vote(page: Page, option: str) -> None:
    """With the keyboard alone: to the option, to the button."""
    await page.get_by_role("radio", name=option).focus()
    await page.keyboard.press("Space")
    await page.get_by_role("button", name="Cast").focus()
    await page.keyboard.press("Enter")


async def test_the_heads_vote_counts_and_every_tab_shows_the_result_at_closing(still: Cast) -> None:
    ruth = await still.enter(still.account(mail="ruth"))
    space = await space_of(ruth, SPACE)
    alternate, head, observer = [await still.enter(still.account(mail=name)) for name in ("otieno", "wanjiru", "margarethe")]
    outsider = await still.enter(still.account(mail="ines.vale"))
    for each in (alternate, head, observer):
        await each.ask("PATCH", "/api/me", {"language": "en"})

    closes_at = START + timedelta(hours=1)
    poll = await open_poll(ruth, space, closes_at)
    address = f"/s/{space}/p/{poll['place']}"
    for each in (ruth, alternate, head, observer):
        await each.go(address)
        await expect(each.page.get_by_role("heading", level=1)).to_have_text(QUESTION)
        await expect(each.page.get_by_text("0 of 18")).to_be_visible()

    await vote(alternate.page, "Red")
    for each in (ruth, head, observer):
        await expect(each.page.get_by_text("1 of 18")).to_be_visible(timeout=2_000)
    await expect(head.page.get_by_text("Otieno Baraka")).to_be_visible()  # each unit sees its vote, and who cast it
    await head.page.get_by_role("button", name="Change").click()
    await vote(head.page, "Green")
    await expect(head.page.get_by_role("main").get_by_text("Wanjiru Kamande")).to_be_visible()  # now the alternate is owed it
    await expect(alternate.page.get_by_text("Wanjiru Kamande")).to_be_visible(timeout=2_000)
    await expect(observer.page.get_by_role("radio")).to_have_count(0)
    await expect(observer.page.get_by_text("1 of 18")).to_be_visible()
    for each in (ruth, observer):
        await expect(each.page.get_by_text("Wanjiru Kamande")).to_have_count(0)

    set_clock(ruth.server.folder, closes_at - SECOND)
    ballot = {"client_id": str(uuid4()), "choices": ["o1"]}
    cast = f"/api/spaces/{space}/polls/{poll['place']}/ballot"
    assert await alternate.refused("PUT", cast, ballot) == (409, "head_has_voted")
    for each in (ruth, alternate, head, observer):
        await expect(each.page.get_by_role("heading", name="Outcome")).to_have_count(0)
    set_clock(ruth.server.folder, closes_at)
    for each in (ruth, alternate, head, observer):  # two seconds, and what four browsers on a busy machine take to draw
        await expect(each.page.get_by_role("heading", name="Outcome")).to_be_visible(timeout=3_000)
    for each in (ruth, observer):
        row = each.page.get_by_role("row").filter(has_text="Green")
        await expect(row).to_contain_text("1")
        await expect(each.page.get_by_role("row").filter(has_text="Red")).to_contain_text("0")
    await axe(observer.page)
    assert await head.refused("PUT", cast, ballot) == (409, "poll_not_open")  # in that very second

    for path in (f"/api/spaces/{space}/polls/{poll['place']}", f"/api/cards?refs={space}.{poll['place']}"):
        hidden, missing = [await status_and_body(outsider, each) for each in (path, path.replace(str(space), "12345"))]
        assert hidden == missing
    await outsider.go(address)
    await outsider.wiretap.assert_never_sent("Marigold-7")


async def test_the_ballot_is_accessible_and_a_refused_vote_stays_on_the_screen(cast: Cast) -> None:
    ruth = await cast.enter(cast.account(mail="ruth"))
    space = await space_of(ruth, SPACE)
    poll = await open_poll(ruth, space, datetime.now(UTC) + timedelta(hours=1))
    head = await cast.enter(cast.account(mail="wanjiru"))
    await head.ask("PATCH", "/api/me", {"language": "en"})
    page = await head.go(f"/s/{space}/p/{poll['place']}")
    await expect(page.get_by_role("radio", name="Red")).to_be_visible()
    await axe(page)
    await page.get_by_role("radio", name="Red").check()
    await ruth.ask("POST", f"/api/spaces/{space}/polls/{poll['place']}/cancel", {"reason": "asked too early"})
    await expect(page.get_by_text("asked too early")).to_be_visible(timeout=3_000)
    await expect(page.get_by_role("button", name="Cast")).to_have_count(0)
