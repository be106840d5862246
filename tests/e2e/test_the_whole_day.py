"""The whole day of an alliance, in seven browsers at once.

A member of civil society, one of the private sector, a delegate, a head of delegation and two moderators
talk, share the alliance's strategy, vote, and pass a post through the gate.  Somebody who belongs to none
of it has a browser open all day long, and is sent nothing.
"""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from playwright.async_api import expect

from tests.e2e.person import Cast, Person
from tests.e2e.screens import composer, open_space, said, share_document, space_of, strategy
from tests.server import HOUSE

SECRETS = ("Heather-3051", "Saffron-8816", "Juniper-1207")


async def test_a_day_of_the_alliance(cast: Cast) -> None:
    ines = await cast.enter(cast.account(mail="ines.vale"))  # civil society
    petra = await cast.enter(cast.account(mail="petra.nyholm"))  # private sector
    otieno = await cast.enter(cast.account(mail="otieno.baraka"))  # a delegate: alternate
    wanjiru = await cast.enter(cast.account(mail="wanjiru.kamande"))  # head of the same delegation
    sunita = await cast.enter(cast.account(mail="sunita.hillrose"))  # moderates civil society
    jun = await cast.enter(cast.account(mail="jun.ellery"))  # moderates the private sector
    outsider = await cast.enter(cast.account(mail="nuru.abasi"))
    await outsider.go("/")
    for each in (petra, jun, otieno, wanjiru, sunita):
        await each.ask("PATCH", "/api/me", {"language": "en"})

    space = await they_talk(ines, sunita)
    await they_share_the_strategy(ines, sunita, space)
    await they_vote(cast, otieno, wanjiru)
    await they_pass_a_post_through_the_gate(ines, sunita, petra, jun)

    await outsider.go("/")
    assert await outsider.ask("GET", "/api/find?q=Heather") == {"hits": [], "cursor": None}
    await outsider.wiretap.assert_never_sent(*SECRETS, "A day of the alliance", "Which text first?")
    await petra.wiretap.assert_never_sent("Heather-3051", "Saffron-8816")


async def they_talk(ines: Person, sunita: Person) -> int:
    """Chat: on both screens at once."""
    space = await space_of(ines, "General discussion")
    await open_space(ines, space)
    await open_space(sunita, space)
    await composer(ines.page).fill("Heather-3051: shall we read the strategy together today?")
    await composer(ines.page).press("Enter")
    await expect(said(sunita.page, "Heather-3051")).to_be_visible()
    await composer(sunita.page).fill("Yes. Share it here and I will look.")
    await composer(sunita.page).press("Enter")
    await expect(said(ines.page, "Share it here")).to_be_visible()
    return space


async def they_share_the_strategy(ines: Person, sunita: Person, space: int) -> None:
    """A document: shared by one, approved by another, and everyone sees that it was."""
    text = strategy(HOUSE)
    paper = await share_document(ines, space, "strategy.txt", text, title="A day of the alliance: the strategy", type="paper")
    path = f"/s/{space}/d/{paper['place']}"
    await ines.go(path)
    await expect(ines.page.get_by_role("heading", level=1)).to_have_text("A day of the alliance: the strategy")
    await ines.page.get_by_role("button", name="Submit for approval").click()
    await sunita.go(path)
    await sunita.page.get_by_role("button", name="Approve version 1").click()
    await expect(ines.page.get_by_text("Approved by Sunita Hillrose")).to_be_visible()
    file = f"/api/spaces/{space}/documents/{paper['place']}/versions/1/file"
    fetched = await sunita.context.request.get(sunita.server.origin + file)
    assert await fetched.body() == text


async def they_vote(cast: Cast, otieno: Person, wanjiru: Person) -> None:
    """A poll per delegation: the head's vote stands, turnout moves, nobody sees a result before the end."""
    lars = await cast.enter(cast.account(mail="lars.ekdal"))  # moderates the task force
    await lars.ask("PATCH", "/api/me", {"language": "en"})
    spaces = [each for each in await lars.ask("GET", "/api/spaces") if each["group"] and each["group"]["name"] == "Global Task Force"]
    space = spaces[0]["id"]
    draft = {
        "client_id": str(uuid4()), "unit": "delegation", "question": "Which text first? Saffron-8816",
        "options": [{"text": "The glossary"}, {"text": "The menu"}],
        "closes_at": (datetime.now(UTC) + timedelta(hours=2)).isoformat(),
    }  # fmt: skip
    poll = (await lars.ask("POST", f"/api/spaces/{space}/polls", draft))["poll"]
    path = f"/s/{space}/p/{poll['place']}"
    for each in (otieno, wanjiru):
        await each.go(path)
    await otieno.page.get_by_role("radio", name="The menu").check()
    await otieno.page.get_by_role("button", name="Cast").click()
    await expect(wanjiru.page.get_by_text("1 of 18")).to_be_visible()
    await wanjiru.page.get_by_role("button", name="Change").click()
    await wanjiru.page.get_by_role("radio", name="The glossary").check()
    await wanjiru.page.get_by_role("button", name="Cast").click()
    await expect(otieno.page.get_by_text("Wanjiru Kamande")).to_be_visible()
    found = await lars.ask("GET", f"/api/spaces/{space}/polls/{poll['place']}")
    assert (found["poll"]["cast"], found["poll"]["result"]) == (1, None)


async def they_pass_a_post_through_the_gate(ines: Person, sunita: Person, petra: Person, jun: Person) -> None:
    """A cross-group thread: proposed, accepted, held, returned, released; and read by the other side only then."""
    civil, moderator = await seat_in(sunita, "Civil Society Reference Group")
    private, other = await seat_in(jun, "Private Sector Reference Group")
    _, author = await seat_in(ines, "Civil Society Reference Group")
    _, reader = await seat_in(petra, "Private Sector Reference Group")
    charter = {"title": "A page of ten terms", "attributions": ["name", "constituency"]}
    proposal = {"group": civil, "groups": [private], "seats": [moderator, author], **charter}
    number = (await sunita.ask("POST", "/api/bridges", proposal))["bridge"]
    await jun.ask("POST", f"/api/bridges/{number}/accept", {"seats": [other, reader]})

    await ines.go(f"/s/{number}")
    await petra.go(f"/s/{number}")
    await expect(ines.page.get_by_role("note").first).to_contain_text("Private sector")
    await composer(ines.page).fill("Juniper-1207: we could draft one page of ten terms together.")
    await ines.page.get_by_role("button", name="Submit to your moderator").click()
    await expect(ines.page.get_by_text("Held for your moderator").first).to_be_visible()
    await petra.wiretap.assert_never_sent("Juniper-1207")

    await sunita.go(f"/g/{civil}/desk")
    held = sunita.page.locator("article, section, li").filter(has_text="Juniper-1207").last
    await held.get_by_role("button", name=re.compile("^Release")).click()
    confirm = sunita.page.get_by_role("dialog").get_by_role("button", name=re.compile("^Release"))
    await confirm.click()
    await expect(said(petra.page, "Juniper-1207")).to_be_visible()
    await expect(said(petra.page, "Juniper-1207")).to_contain_text("Inês Vale")


async def seat_in(person: Person, group: str) -> tuple[int, int]:
    """The id of one of the person's groups, and of the seat there."""
    found = next(each for each in (await person.ask("GET", "/api/start"))["groups"] if each["name"] == group)
    return found["id"], found["seat"]
