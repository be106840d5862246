"""Journey 1: live chat in a reference group.

Two members of civil society have a space open, somebody of the private sector is signed in beside them.
"""

import re
import time

from playwright.async_api import expect

from tests.e2e.person import Cast
from tests.e2e.screens import composer, latest, open_space, order_on, said, space_of, status_and_body
from tests.e2e.sight import axe

SPACE = "Legislation menu"
SECRET = "Marigold-4711: we start with one from each region."


async def test_a_message_is_on_the_other_screen_within_a_second_and_nowhere_else(cast: Cast) -> None:
    ines = await cast.enter(cast.account(mail="ines.vale"))
    mateus = await cast.enter(cast.account(mail="mateus.serra"))
    outsider = await cast.enter(cast.account(groups="Private Sector"))
    space = await space_of(ines, SPACE)
    for member in (ines, mateus):
        await open_space(member, space)

    await composer(ines.page).fill(SECRET + " <script>alert(1)</script> **together**")
    started = time.monotonic()
    await composer(ines.page).press("Enter")
    row = said(mateus.page, "Marigold-4711")
    await expect(row).to_be_visible(timeout=2_000)
    assert time.monotonic() - started < 1.5  # a second, and what two browsers on a busy machine take to draw

    await expect(row).to_contain_text("Inês Vale")
    await expect(row).to_contain_text("Harbour Lantern Child Rights Network")
    await expect(row.locator("strong")).to_have_text("together")
    await expect(row.locator("script")).to_have_count(0)
    await expect(said(ines.page, "Marigold-4711")).to_have_count(1)
    await expect(ines.page.locator(".msg-pending, .msg-failed")).to_have_count(0)
    assert await order_on(ines.page) == await order_on(mateus.page)

    place = (await latest(ines, space))["place"]
    for path in (f"/api/spaces/{space}", f"/api/spaces/{space}/history", f"/api/spaces/{space}/messages/{place}/revisions"):
        hidden, missing = [await status_and_body(outsider, each) for each in (path, path.replace(str(space), "12345"))]
        assert hidden == missing == (404, '{"code": "not_found", "message": "There is nothing here that you can see.", "facts": {}}')
    await outsider.go(f"/s/{space}/m/{place}")
    await expect(outsider.page.get_by_role("heading", level=1)).not_to_contain_text(SPACE)
    await outsider.wiretap.assert_never_sent("Marigold-4711", SPACE)


async def test_the_composer_says_who_reads_and_keeps_what_is_refused(cast: Cast) -> None:
    ines = await cast.enter(cast.account(mail="ines.vale"))
    space = await space_of(ines, SPACE)
    page = await open_space(ines, space)
    reach = page.locator(".composer-reach")
    await expect(reach).to_contain_text(re.compile(r"\d+ people"))
    await expect(reach).to_contain_text("TLP:AMBER")
    too_long = "x" * 4001
    await composer(page).fill(too_long)
    await composer(page).press("Enter")
    await expect(composer(page)).to_have_value(too_long)
    await expect(said(page, "xxxxxxxxxx")).to_have_count(0)


async def test_what_the_line_loses_waits_and_arrives_once(cast: Cast) -> None:
    """Sent without a line: shown at once, kept, and sent when the line is back, without a reload."""
    ines = await cast.enter(cast.account(mail="ines.vale"))
    mateus = await cast.enter(cast.account(mail="mateus.serra"))
    space = await space_of(ines, SPACE)
    page = await open_space(ines, space)
    await open_space(mateus, space)
    await ines.context.set_offline(True)
    await composer(page).fill("Written in a tunnel.")
    await composer(page).press("Enter")
    mine = said(page, "Written in a tunnel.")
    await expect(mine).to_be_visible()
    await ines.context.set_offline(False)
    await expect(said(mateus.page, "Written in a tunnel.")).to_be_visible(timeout=30_000)
    await expect(mine).to_have_count(1)
    await expect(page.locator(".msg-pending, .msg-failed")).to_have_count(0, timeout=30_000)
    ines.complaints.forgive("ERR_INTERNET_DISCONNECTED")
    ines.complaints.forgive("WebSocket connection")


async def test_the_space_is_accessible(cast: Cast) -> None:
    ines = await cast.enter(cast.account(mail="ines.vale"), locale="en-GB")
    page = await open_space(ines, await space_of(ines, SPACE))
    await axe(page)
