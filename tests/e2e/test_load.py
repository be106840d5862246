"""A space in which very much is said: the page keeps what it can show, and nobody loses their place."""

from uuid import uuid4

import pytest_asyncio
from playwright.async_api import Page, expect

from tests.e2e.flood import Flood, to_end
from tests.e2e.person import Cast
from tests.e2e.screens import drawn, latest, space_of

SPACE, ROWS = "Legislation menu", 300


@pytest_asyncio.fixture(loop_scope="session")
async def hot(cast: Cast) -> tuple[Page, Flood]:
    """Inês with the space open, and the tap of its flood.  The newest message is her own: it must not matter who wrote last."""
    ines = await cast.enter(cast.account(mail="ines.vale"))
    space = await space_of(ines, SPACE)
    topic = (await latest(ines, space))["topic"]
    await ines.ask("POST", f"/api/spaces/{space}/messages", {"client_id": str(uuid4()), "topic": topic, "body": "Mine."})
    flood = await Flood(space).over(ines.page)
    page = await ines.go(f"/s/{space}")
    await drawn(page)
    return page, flood


async def test_at_the_end_the_page_follows_and_keeps_three_hundred_rows(hot: tuple[Page, Flood]) -> None:
    page, flood = hot
    await to_end(page)
    for _ in range(20):
        flood.pour(50)
        await expect(page.locator(f"#m{flood.rev}")).to_be_attached()
    await expect(page.locator("article.msg")).to_have_count(ROWS)
    await expect(page.locator(f"#m{flood.rev}")).to_be_in_viewport()
    shown = await page.locator("article.msg").evaluate_all("rows => rows.map(row => Number(row.dataset.place))")
    assert shown == sorted(set(shown))
    assert shown[-1] == flood.rev


async def test_who_reads_further_up_keeps_their_place_and_comes_back_by_one_press(hot: tuple[Page, Flood]) -> None:
    page, flood = hot
    first = page.locator("article.msg").first
    read = await first.get_attribute("id")
    await first.scroll_into_view_if_needed()
    await page.mouse.wheel(0, -20_000)
    await expect(first).to_be_in_viewport()
    for _ in range(10):
        flood.pour(50)
    pill = page.get_by_role("button", name="500 new messages")
    await expect(pill).to_be_visible()
    await expect(page.locator("article.msg")).to_have_count(ROWS)
    await expect(page.locator(f"#{read}")).to_be_in_viewport()
