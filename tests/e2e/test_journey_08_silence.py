"""Journey 8: a silence procedure, on a site whose clock stands still.

The task force's lead places two texts.  A head of delegation objects to the first a second before its end; the second
is adopted at its second with nobody online, and an objection one second later comes too late.
"""

import hashlib
import sqlite3
import time
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from playwright.async_api import expect

from tests.e2e.person import Cast, Person
from tests.e2e.screens import space_of
from tests.e2e.sight import axe
from tests.e2e.still import SECOND, START, set_clock

SPACE = "Delegations"
TEXT = "The rota of annex 2 names the languages of each session, Saffron-9."
FIRST_ENDS, SECOND_ENDS = START + timedelta(minutes=20), START + timedelta(minutes=40)


async def test_an_objection_breaks_a_silence_and_nobody_online_adopts_a_text(still: Cast) -> None:
    ruth, head, alternate = [await still.enter(still.account(mail=name)) for name in ("ruth", "wanjiru", "otieno")]
    folder = ruth.server.folder
    for each in (ruth, head, alternate):
        space = await space_of(each, SPACE)

    first = await place(ruth, "Languages of the sessions")
    for each in (head, alternate):
        await each.go(f"/s/{space}/p/{first}")
        await expect(each.page.get_by_text(hashlib.sha256(TEXT.encode()).hexdigest())).to_be_visible()
    await expect(alternate.page.get_by_text("For your unit Wanjiru Kamande")).to_be_visible()

    set_clock(folder, FIRST_ENDS - SECOND)
    assert await objected(alternate, space, first) == (403, "not_designated")
    await head.page.get_by_role("button", name="Break the silence").focus()  # with the keyboard alone
    await head.page.keyboard.press("Enter")
    await expect(head.page.get_by_label("Reason")).to_be_focused()
    await axe(head.page)
    await head.page.keyboard.type("Annex 2 has no rota yet.")
    await head.page.keyboard.press("Tab")
    await head.page.keyboard.type("Name the rota of 2025.")
    await head.page.get_by_role("dialog").get_by_role("button", name="Break the silence").press("Enter")
    for each in (ruth, alternate):
        await expect(each.page.get_by_role("heading", name="Silence broken: not adopted")).to_be_visible(timeout=3_000)
        await expect(each.page.get_by_text("Name the rota of 2025.")).to_be_visible()
    set_clock(folder, FIRST_ENDS + SECOND)
    assert await objected(head, space, first) == (409, "poll_not_open")

    asked: dict[str, object] = {
        "client_id": str(uuid4()),
        "poll_kind": "silence",
        "unit": "delegation",
        "question": "The same, on the rota of 2025",
    }
    asked |= {"closes_at": SECOND_ENDS.isoformat(), "silence": {"text": TEXT, "follows": first}}
    second = (await ruth.ask("POST", f"/api/spaces/{space}/polls", asked))["poll"]
    await head.go(f"/s/{space}/p/{second['place']}")
    await head.page.get_by_role("button", name="Break the silence").click()
    await head.page.get_by_label("Reason").fill("On second thoughts.")
    await head.page.get_by_label("Remedy").fill("Another rota.")
    for each in (ruth, alternate):
        await each.page.goto("about:blank")
    await head.context.set_offline(True)
    set_clock(folder, SECOND_ENDS)
    assert adopted(folder, f"{space}/{second['place']}") == [SECOND_ENDS]

    set_clock(folder, SECOND_ENDS + SECOND)
    await head.context.set_offline(False)
    await head.page.get_by_role("dialog").get_by_role("button", name="Break the silence").click()
    await expect(head.page.get_by_role("alert").filter(has_text="Your objection came too late")).to_be_visible()
    await expect(head.page.get_by_label("Remedy")).to_have_value("Another rota.")
    page = await ruth.go(f"/s/{space}/p/{second['place']}")
    await expect(page.get_by_role("heading", name="Adopted by silence")).to_be_visible()
    await expect(page.get_by_text(SECOND_ENDS.strftime("%H:%M:%S")).first).to_be_visible()
    page = await ruth.go("/")  # the worker tells within five seconds; of one text it had told before
    await expect(page.get_by_text("A silence was broken: nothing is adopted")).to_have_count(1, timeout=15_000)
    await expect(page.get_by_text("A text is adopted by silence")).to_have_count(2, timeout=15_000)
    assert adopted(folder, f"{space}/{first}") == []
    head.complaints.forgive("ERR_INTERNET_DISCONNECTED")


async def place(lead: Person, title: str) -> int:
    """A text under silence until FIRST_ENDS, through the dialog.  Its place."""
    page = await lead.go("/decisions")
    await page.get_by_role("button", name="More ways to ask").click()
    await page.get_by_role("menuitem", name="Text under silence").click()
    await axe(page)
    await page.get_by_label("Space", exact=True).select_option(label=f"{SPACE} · Global Task Force")
    await page.get_by_label("Title", exact=True).fill(title)
    await page.get_by_label("Text", exact=True).fill(TEXT)
    await page.get_by_label("Silence ends").fill(FIRST_ENDS.strftime("%Y-%m-%dT%H:%M:%S"))
    await page.get_by_role("button", name="Place it under silence").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(title)
    return int(page.url.rpartition("/")[2])


async def objected(person: Person, space: int, poll: int) -> tuple[int, str]:
    """What the API answers to an objection: its status and its code."""
    body = {"client_id": str(uuid4()), "text": hashlib.sha256(TEXT.encode()).hexdigest(), "reason": "No.", "remedy": "Yes."}
    return await person.refused("POST", f"/api/spaces/{space}/polls/{poll}/break", body)


def adopted(folder: Path, subject: str) -> list[datetime]:
    """When the record of acts says that this text was adopted; waits for the clock as long as one was placed that nobody broke."""
    deadline = time.monotonic() + 10
    asked = "SELECT verb, at FROM audit_auditentry WHERE subject_id = ? AND verb IN ('silence.adopt', 'silence.break')"
    with closing(sqlite3.connect(folder / "collab.sqlite3")) as database:
        while not (ends := database.execute(asked, [subject]).fetchall()):
            assert time.monotonic() < deadline, "the clock did nothing"
            time.sleep(0.05)
    return [datetime.fromisoformat(f"{at}+00:00") for verb, at in ends if verb == "silence.adopt"]
