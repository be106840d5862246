"""Journey 10: somebody takes part under a name of her own choice.

She comes by an invitation of the participation manager, writes under a content note, is quoted, and takes her words back.  Beside them
sit a moderator of the circle, one of its members, and the secretariat, who keeps the lists.
"""

import asyncio
from uuid import uuid4

from playwright.async_api import expect

from tests.e2e.person import Cast, Person
from tests.e2e.screens import said
from tests.e2e.sight import axe
from tests.e2e.test_without_scripts import link_in_mail

CIRCLE = "Survivor Voices Circle"
MAIL, NAME, MASK = "wisteria.arden@example.org", "Wisteria Arden (example)", "Linden"
NOTE, WORDS = "of waiting rooms", "Meadowsweet-6118: nobody told us how long it takes."
QUOTING, REASON = "Yarrow-2290: this should open the paper.", "Her travel is to be paid."


async def test_a_survivor_takes_part_under_a_name_of_her_own_choice(cast: Cast) -> None:
    manager, moderator, member, officer = [
        await cast.enter(cast.account(mail=mail)) for mail in ("marta", "robin", "clara", "noor.halvorsen")
    ]
    for each in (manager, moderator, member, officer):
        await each.ask("PATCH", "/api/me", {"language": "en"})
    circle = next(each["id"] for each in await manager.ask("GET", "/api/groups") if each["name"] == CIRCLE)
    survivor = await she_joins(cast, manager, circle)
    space = next(each["id"] for each in await survivor.ask("GET", "/api/spaces") if each["title"] == "Our room")
    place, answer = await she_writes_and_is_quoted(survivor, member, space)
    await she_takes_it_back(survivor, member, space, place, answer)
    await they_read_a_mask(survivor, [moderator, member, officer], circle, space)
    await she_is_looked_up(survivor, manager, moderator, circle)


async def she_joins(cast: Cast, manager: Person, circle: int) -> Person:
    """By a letter; then under the name that she chooses."""
    organisation = next(each["id"] for each in await manager.ask("GET", "/api/organisations") if each["name"].startswith("Survivor"))
    await manager.ask("POST", f"/api/groups/{circle}/invitations", {"email": MAIL, "organisation": organisation})
    survivor = await cast.stranger(locale="en")
    page = await survivor.go(await link_in_mail(manager, MAIL))
    await page.get_by_label("Your name, as colleagues know it").fill(NAME)
    await page.get_by_label("Password").fill("correct horse battery")
    await page.get_by_role("button", name="Make my account and take the seat").click()
    await survivor.go("/")
    await expect(page.get_by_role("navigation").get_by_role("link", name="Our room")).to_be_visible()
    seats = (await survivor.ask("GET", f"/api/groups/{circle}"))["seats"]
    mine = next(each["by"]["seat"] for each in seats if each["mine"])
    await survivor.ask("PATCH", f"/api/seats/{mine}", {"pseudonym": MASK})
    return survivor


async def she_writes_and_is_quoted(survivor: Person, member: Person, space: int) -> tuple[int, int]:
    """Her words lie folded under their note.  The places of her message and of the answer that quotes it."""
    draft = {"client_id": str(uuid4()), "title": "Waiting", "body": WORDS, "note": NOTE}
    opened = await survivor.ask("POST", f"/api/spaces/{space}/topics", draft)
    topic, place = opened["topic"]["place"], opened["message"]["place"]
    page = await member.go(f"/s/{space}/t/{topic}")
    row = page.get_by_role("article").filter(has_text=NOTE)
    await expect(row).to_contain_text(MASK)
    await expect(row.get_by_text(WORDS)).to_be_hidden()
    await axe(page)
    said_by = {"client_id": str(uuid4()), "topic": topic, "body": QUOTING, "quote": place}
    answer = await member.ask("POST", f"/api/spaces/{space}/messages", said_by)
    await expect(said(page, QUOTING).locator("blockquote")).to_contain_text("Meadowsweet-6118")
    return place, answer["place"]


async def she_takes_it_back(survivor: Person, member: Person, space: int, place: int, answer: int) -> None:
    """A tombstone stands where it was, and the quote of it is empty, on an open page and in what is searched."""
    await survivor.ask("POST", f"/api/spaces/{space}/messages/{place}/withdraw")
    page = member.page
    await expect(said(page, QUOTING).locator("blockquote")).not_to_contain_text("Meadowsweet-6118")
    await expect(page.get_by_text("withdrawn").first).to_be_visible()
    assert "Meadowsweet-6118" not in str(await member.ask("GET", f"/api/spaces/{space}/history"))
    assert (await member.ask("GET", "/api/find?q=Meadowsweet"))["hits"] == []


async def they_read_a_mask(survivor: Person, others: list[Person], circle: int, space: int) -> None:
    """No name, no address and no account of hers in anything that they were sent, nor in the lists and records that they may take away."""
    me = await survivor.ask("GET", "/api/me")
    for other in others:
        await other.go(f"/g/{circle}")
        await expect(other.page.get_by_text(MASK).first).to_be_visible()
        await asyncio.gather(*(other.context.request.get(f"{other.server.origin}{path}") for path in (
            f"/api/groups/{circle}", f"/api/groups/{circle}/audit", f"/api/spaces/{space}/people", "/api/start", "/api/find?q=Linden",
        )))  # fmt: skip
        await other.wiretap.assert_never_sent(NAME, MAIL, "Wisteria", f'"person":{me.get("id")}')
        assert NAME not in await other.page.content()


async def she_is_looked_up(survivor: Person, manager: Person, moderator: Person, circle: int) -> None:
    """By the manager alone, who gives a reason, which she reads and the record keeps."""
    seats = (await moderator.ask("GET", f"/api/groups/{circle}"))["seats"]
    seat = next(each["by"]["seat"] for each in seats if each["by"]["name"] == MASK)
    assert await moderator.refused("POST", f"/api/seats/{seat}/look-up", {"reason": REASON}) == (403, "not_allowed")
    page = await manager.go(f"/g/{circle}")
    await manager.wiretap.assert_never_sent(NAME)
    await page.get_by_role("button", name=MASK).click()
    await page.get_by_role("menuitem", name="Look up who this is").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Reason").fill(REASON)
    await dialog.get_by_role("button", name="Look up who this is").click()
    await expect(page.get_by_role("dialog")).to_contain_text(NAME)
    await axe(page)
    await survivor.go("/")
    await expect(survivor.page.get_by_text(REASON).first).to_be_visible()
    record = await manager.ask("GET", f"/api/groups/{circle}/audit")
    assert [each["reason"] for each in record["entries"] if each["verb"] == "seat.look_up"] == [REASON]
