"""Every screen stands open: axe finds nothing, a narrow telephone shows it whole, and no page carries a style of its own.

A screen is looked at in light, in dark and from right to left, then at 390 pixels.  Each test goes through a part
of the house with one sign-in, and tells everything that it found at once.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Page, ViewportSize, expect

from tests.e2e.person import Cast, Person
from tests.e2e.screens import space_of
from tests.e2e.sight import axe

GROUP = "Civil Society Reference Group"
WIDE: ViewportSize = {"width": 1280, "height": 800}
NARROW: ViewportSize = {"width": 390, "height": 844}
STYLED = re.compile(r"<[a-z][^<>]*\sstyle\s*=", re.IGNORECASE)  # in the source of a page, as it was delivered

# How far the page reaches to the side, and what reaches furthest, for whoever has to mend it.
OVERFLOW = """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => {
  const wide = document.documentElement.scrollWidth, room = innerWidth;
  const over = [...document.body.querySelectorAll('*')].filter(each => each.getBoundingClientRect().right > room + 1);
  done([wide, wide > room ? over.slice(0, 4).map(each => each.outerHTML.slice(0, 120)) : []]);
})))"""


@dataclass
class Round:
    """One person's way through some screens, and what stood in the way."""

    person: Person
    found: list[str] = field(default_factory=list)

    async def visit(self, *paths: str) -> None:
        """Go to each address, wait until it shows what it has, and look."""
        for path in paths:
            page = await self.person.go(path)
            await shown(page)
            await self.look(path)
            source = await self.person.context.request.get(self.person.server.origin + path)
            self.found += [f"{path}: delivered with {each!r}" for each in STYLED.findall(await source.text())]

    async def look(self, name: str) -> None:
        """At what is on the screen now."""
        page = self.person.page
        try:
            await axe(page)
        except AssertionError as problems:
            self.found.append(str(problems))
        await page.set_viewport_size(NARROW)
        reach, over = await page.evaluate(OVERFLOW)
        if reach > NARROW["width"]:
            self.found.append(f"{name}: {reach} px wide at {NARROW['width']} px: {over}")
        await page.set_viewport_size(WIDE)

    def end(self) -> None:
        """Fail if anything stood in the way."""
        assert not self.found, "\n\n".join(self.found)


async def shown(page: Page) -> None:
    """Until the page has its heading and nothing on it is still being fetched."""
    await expect(page.get_by_role("heading", level=1).first).to_be_visible()
    await page.wait_for_load_state("networkidle")
    await expect(page.locator(".skel")).to_have_count(0)


async def bridge_of(person: Person) -> int:
    """A thread with other groups in which the person speaks."""
    found: int = next(each["id"] for each in await person.ask("GET", "/api/spaces") if each["group"] is None)
    return found


async def poll_of(person: Person, state: str, kind: str = "") -> str:
    """The address of a poll that the person may see."""
    rows = (await person.ask("GET", f"/api/decisions?state={state}"))["items"]
    row = next(row for row in rows if kind in {"", row["poll"]["poll_kind"]})
    return f"/s/{row['poll']['space']}/p/{row['poll']['place']}"


async def talk_of(person: Person) -> tuple[int, dict[str, Any]]:
    """A space with a topic, and its newest message; the person's language becomes English."""
    space = await space_of(person, "Legislation menu")
    return space, (await person.ask("GET", f"/api/spaces/{space}/history"))["items"][-1]


async def test_where_people_talk(cast: Cast) -> None:
    person = await cast.enter(cast.account(mail="sunita.hillrose"))
    space, newest = await talk_of(person)
    walk = Round(person)
    await walk.visit(
        "/", f"/s/{space}", f"/s/{space}/t/{newest['topic']}", f"/s/{space}/m/{newest['place']}",
        f"/s/{await bridge_of(person)}", "/mentions", "/find?q=menu",
    )  # fmt: skip
    walk.end()


async def test_where_people_read_and_decide(cast: Cast) -> None:
    person = await cast.enter(cast.account(mail="sunita.hillrose"))
    await talk_of(person)
    [paper, *_] = (await person.ask("GET", "/api/library"))["items"]
    walk = Round(person)
    [shelf, *_] = await person.ask("GET", "/api/collections")
    await walk.visit(
        "/library", "/uploads", f"/collections/{shelf['id']}", "/centre", f"/s/{paper['space']}/d/{paper['place']}", "/decisions"
    )
    await walk.visit(await poll_of(person, "open"), await poll_of(person, "closed"))
    speaker = Round(await cast.enter(cast.account(mail="priya.sandoval")), walk.found)
    await space_of(speaker.person, "Terminology in seven languages")
    await speaker.visit(*[await poll_of(speaker.person, state, "silence") for state in ("open", "closed")])
    lead = Round(await cast.enter(cast.account(mail="mere.talasiga")), walk.found)
    await space_of(lead.person, "Delegations")
    page = await lead.person.go(await poll_of(lead.person, "open", "ladder"))
    await page.get_by_text("Record a vote that you were told").click()
    await page.get_by_role("button", name="Give the vote of").click()
    await expect(page.get_by_label("Who votes for you")).to_be_focused()
    await lead.look("giving a vote")
    await page.get_by_role("button", name="Cancel").click()
    await expect(page.get_by_role("button", name="Record the vote of")).to_be_visible()
    await lead.look("recording a vote")
    walk.end()


async def test_where_people_keep_the_house(cast: Cast) -> None:
    moderator = await cast.enter(cast.account(mail="sunita.hillrose"))
    await talk_of(moderator)
    group = next(each["id"] for each in await moderator.ask("GET", "/api/groups") if each["name"] == GROUP)
    walk = Round(moderator)
    await walk.visit(
        f"/g/{group}", f"/g/{group}/desk", f"/g/{group}/audit", f"/g/{group}/log", f"/bridges/new?group={group}", "/settings", "/nowhere"
    )
    officer = await cast.enter(cast.account(mail="noor.halvorsen"))
    rounds = Round(officer, walk.found)
    await rounds.visit(f"/g/{group}", "/secretariat")
    rounds.end()


async def test_at_the_door(cast: Cast) -> None:
    nobody = await cast.stranger(locale="en")
    walk = Round(nobody)
    await walk.visit(
        "/account/login/", "/account/login/code/", "/account/password/reset/",
        "/account/about/support/", "/account/about/privacy/", "/account/about/accessibility/", await invitation_of(nobody),
    )  # fmt: skip
    guarded = await cast.stranger(cast.account(mail="signe.holmdal"), locale="en")
    page = await guarded.go("/account/login/")
    await page.locator("input[name=login]").fill(guarded.account["mail"])
    await page.locator("input[name=password]").fill(guarded.account["password"])
    await page.locator("input[name=password]").press("Enter")
    await page.wait_for_url(re.compile("/account/2fa/authenticate/"))
    await expect(page.locator("input[name=code]")).to_be_visible()
    step = Round(guarded, walk.found)
    await step.look("the second step")
    step.end()


async def test_the_door_is_whole_on_a_narrow_telephone_in_every_language(cast: Cast) -> None:
    found = []
    for language in ("en", "fr", "es", "pt", "ru", "ar", "zh-CN"):
        nobody = await cast.stranger(locale=language, viewport=NARROW)
        page = await nobody.go("/account/login/")
        await expect(page.locator("html")).to_have_attribute("lang", re.compile(f"^{language[:2]}"))
        reach, over = await page.evaluate(OVERFLOW)
        if reach > NARROW["width"]:
            found.append(f"{language}: {reach} px wide: {over}")
    assert not found, "\n".join(found)


async def invitation_of(person: Person) -> str:
    """The address that a letter of the example alliance names."""
    letters = (each.read_text().replace("=\n", "") for each in (person.server.folder / "mail").glob("*"))
    found: str = next(filter(None, (re.search(r"/account/invitation/[\w-]+/", each) for each in letters)))[0]
    return found


async def test_the_plain_pages(cast: Cast) -> None:
    person = await cast.enter(cast.account(mail="sunita.hillrose"))
    space, newest = await talk_of(person)
    poll, result = await poll_of(person, "open"), await poll_of(person, "closed")
    walk = Round(person)
    await walk.visit(
        "/plain/", f"/plain/s/{space}/", f"/plain/s/{space}/t/{newest['topic']}/", f"/plain{poll}/", f"/plain{result}/",
        "/account/sessions/", "/account/password/change/", "/account/2fa/",
    )  # fmt: skip
    walk.end()
