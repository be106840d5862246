"""Journey 2: work behind a proxy that blocks sockets, and without scripts."""

import re
import time

from playwright.async_api import Page, expect

from tests.e2e.person import Cast
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
