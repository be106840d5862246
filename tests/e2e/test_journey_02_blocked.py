"""Journey 2: work behind a proxy that blocks sockets, and without scripts."""

import re
import time
from dataclasses import dataclass, field

from playwright.async_api import Page, Request, expect

from tests.e2e.person import Cast, Person
from tests.e2e.screens import composer, open_space, order_on, said, space_of

SPACE = "Legislation menu"


async def block_sockets(page: Page) -> None:
    """What a proxy does that drops the Upgrade: the socket never opens and never fails."""
    await page.route_web_socket(re.compile(r"/live/"), lambda socket: None)


async def test_where_sockets_are_blocked_the_slower_way_takes_over_by_itself(cast: Cast) -> None:
    ines = await cast.enter(cast.account(mail="ines.vale"))
    mateus = await cast.enter(cast.account(mail="mateus.serra"))
    space = await space_of(ines, SPACE)
    await open_space(mateus, space)
    await block_sockets(ines.page)
    started = time.monotonic()
    async with ines.page.expect_request("**/api/live/poll", timeout=15_000):
        await ines.go(f"/s/{space}")
    assert time.monotonic() - started < 8  # five seconds from opening, and what it takes to load the page
    await expect(ines.page.get_by_role("article").first).to_be_visible()
    await expect(ines.page.get_by_text("Your network blocks live connections")).to_be_visible()

    await composer(mateus.page).fill("To the one behind the proxy.")
    await composer(mateus.page).press("Enter")
    await expect(said(ines.page, "To the one behind the proxy.")).to_be_visible(timeout=3_000)
    await composer(ines.page).fill("From behind the proxy.")
    await composer(ines.page).press("Enter")
    await expect(said(mateus.page, "From behind the proxy.")).to_be_visible(timeout=3_000)
    await expect(said(ines.page, "From behind the proxy.")).to_have_count(1)
    await expect(ines.page.locator(".msg-pending, .msg-failed")).to_have_count(0)
    assert await order_on(ines.page) == await order_on(mateus.page)


async def test_after_a_time_without_a_line_nothing_is_missing_or_doubled(cast: Cast) -> None:
    ines = await cast.enter(cast.account(mail="ines.vale"))
    mateus = await cast.enter(cast.account(mail="mateus.serra"))
    space = await space_of(ines, SPACE)
    page = await open_space(ines, space)
    await open_space(mateus, space)
    await ines.context.set_offline(True)
    for n in range(3):
        await composer(mateus.page).fill(f"While you were away, {n}.")
        await composer(mateus.page).press("Enter")
        await expect(said(mateus.page, f"While you were away, {n}.")).to_be_visible()
    await expect(said(page, "While you were away")).to_have_count(0)
    await ines.context.set_offline(False)
    await expect(said(page, "While you were away")).to_have_count(3, timeout=30_000)
    assert await order_on(page) == await order_on(mateus.page)
    ines.complaints.forgive("ERR_INTERNET_DISCONNECTED")
    ines.complaints.forgive("WebSocket connection")


@dataclass
class Tabs:
    """Three tabs of one browser, each with the space open by the slower way, and the rounds that wait in them."""

    person: Person
    pages: list[Page] = field(default_factory=list)
    waiting: dict[Request, Page] = field(default_factory=dict)

    @property
    def leader(self) -> Page:
        """The tab whose round waits; fails unless it is the only one."""
        [leader] = self.waiting.values()
        return leader

    async def open(self, space: int) -> None:
        """One more tab, as soon as it is on the slower way."""
        page = await self.person.context.new_page()
        page.on("request", lambda request: self._began(page, request))
        page.on("requestfinished", self._ended)
        page.on("requestfailed", self._ended)
        page.on("close", lambda _: self._closed(page))
        await block_sockets(page)
        await page.goto(f"{self.person.server.origin}/s/{space}")
        await expect(page.get_by_text("Your network blocks live connections")).to_be_visible(timeout=15_000)
        self.pages.append(page)

    def _began(self, page: Page, request: Request) -> None:
        if request.url.endswith("/api/live/poll") and (request.post_data_json or {}).get("wait"):
            self.waiting[request] = page

    def _ended(self, request: Request) -> None:
        self.waiting.pop(request, None)

    def _closed(self, page: Page) -> None:
        self.waiting = {request: each for request, each in self.waiting.items() if each is not page}


async def three_tabs(person: Person, space: int) -> Tabs:
    """All on the slower way."""
    tabs = Tabs(person)
    await person.page.close()
    for _ in range(3):
        await tabs.open(space)
    return tabs


async def test_tabs_of_one_person_share_one_poll_and_another_takes_over(cast: Cast) -> None:
    ines = await cast.enter(cast.account(mail="ines.vale"))
    mateus = await cast.enter(cast.account(mail="mateus.serra"))
    space = await space_of(ines, SPACE)
    await open_space(mateus, space)
    tabs = await three_tabs(ines, space)

    for words in ("To all three tabs.", "And once more."):
        await composer(mateus.page).fill(words)
        await composer(mateus.page).press("Enter")
        for page in tabs.pages:
            await expect(said(page, words)).to_be_visible(timeout=3_000)
        assert tabs.leader in tabs.pages

    leader = tabs.leader
    await leader.close()
    tabs.pages.remove(leader)
    await composer(mateus.page).fill("After the leader has gone.")
    await composer(mateus.page).press("Enter")
    for page in tabs.pages:
        await expect(said(page, "After the leader has gone.")).to_be_visible(timeout=3_000)
        await expect(said(page, "And once more.")).to_have_count(1)
        assert await order_on(page) == await order_on(mateus.page)
    assert tabs.leader in tabs.pages


async def test_signing_out_in_one_tab_ends_all_of_them(cast: Cast) -> None:
    ines = await cast.enter(cast.account(mail="ines.vale"), fresh=True)
    tabs = await three_tabs(ines, await space_of(ines, SPACE))
    await tabs.pages[1].keyboard.press("Shift+Escape")
    for page in (tabs.pages[0], tabs.pages[2]):
        await expect(page.get_by_role("heading", name="You are signed out")).to_be_visible(timeout=5_000)
        await expect(page.get_by_role("article")).to_have_count(0)
    assert not tabs.waiting


async def test_an_ended_seat_clears_the_space_from_every_tab(cast: Cast) -> None:
    moderator = await cast.enter(cast.account(mail="sunita.hillrose"))
    leaver = await cast.enter(cast.account(mail="yaye"))
    space = await space_of(leaver, SPACE)
    seat = next(each["seat"] for each in await leaver.ask("GET", "/api/spaces") if each["id"] == space)
    tabs = await three_tabs(leaver, space)
    for page in tabs.pages:
        await expect(page.get_by_role("article").first).to_be_visible()
    await moderator.ask("POST", f"/api/seats/{seat}/end", {"reason": "Moved on."})
    for page in tabs.pages:
        await expect(page.get_by_text("There is nothing here that you can see")).to_be_visible(timeout=3_000)
        await expect(page.get_by_role("article")).to_have_count(0)
        await expect(page.get_by_role("navigation").get_by_role("link", name=SPACE)).to_have_count(0)
