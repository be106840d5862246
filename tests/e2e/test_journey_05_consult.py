"""Journey 5: consult on a draft, on a site whose clock stands still.

The moderator of the research group asks for positions on two clauses.  Two people of her institute write theirs at once.
After the deadline nobody files, the positions are taken away as a table, and she says what was done with them.
"""

import csv
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from playwright.async_api import expect

from tests.e2e.person import Cast
from tests.e2e.screens import space_of, status_and_body
from tests.e2e.sight import axe
from tests.e2e.still import SECOND, START, set_clock

SPACE = "Cost evidence"
ENDS = (START + timedelta(hours=2)).replace(second=0)  # the same session lasts so long
TEXT = "Each figure names its year, Teal-9.\n\nEach estimate is a range."


async def test_two_people_of_one_organisation_file_one_position(still: Cast) -> None:
    hana, elio, lena = [await still.enter(still.account(mail=name)) for name in ("hana", "elio", "lena")]
    outsider = await still.enter(still.account(mail="ines.vale"))
    for each in (hana, elio, lena):
        space = await space_of(each, SPACE)

    page = await hana.go(f"/s/{space}/consult")
    await page.get_by_label("Title").fill("Rules for figures")
    await page.get_by_text("Paste a whole text").click()
    await page.get_by_label("Text", exact=True).fill(TEXT)
    await page.get_by_role("button", name="Make clauses of it").click()
    await page.get_by_label("When positions are shown").select_option("filing")
    await axe(page)
    await page.get_by_label("Closes (UTC)").fill(ENDS.strftime("%Y-%m-%dT%H:%M"))
    await page.get_by_role("button", name="Open it").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Rules for figures")
    address = page.url.removeprefix(hana.server.origin)
    for each in (elio, lena):
        await each.go(address)
    for each in (hana, elio, lena):
        await expect(each.page.get_by_role("radio")).to_have_count(8)
    await axe(elio.page)

    await elio.page.get_by_role("radio", name="Support", exact=True).first.focus()  # with the keyboard alone
    await elio.page.keyboard.press("Space")
    await elio.page.get_by_role("button", name="Save for later").focus()
    await elio.page.keyboard.press("Enter")
    await expect(elio.page.get_by_text("nothing is filed yet")).to_be_visible()

    first, second = page.get_by_role("region", name="Clause 1"), page.get_by_role("region", name="Clause 2")
    file = page.get_by_role("button", name="File the position of Delta")
    await second.get_by_role("radio", name="Oppose").check()
    await file.click()
    await expect(page.get_by_role("alert").filter(has_text="changed these answers meanwhile")).to_be_visible()
    await expect(first.get_by_role("radio", name="Support", exact=True)).to_be_checked()  # his, put together with hers
    await file.click()
    await expect(second.get_by_text("Opposing a clause needs reasons.")).to_be_visible()
    await expect(second.get_by_role("radio", name="Oppose")).to_be_checked()
    await second.get_by_label("Reasoning").fill("Not every author gives one.")
    await file.click()
    await expect(page.get_by_text("this is what is filed")).to_be_visible()

    await expect(elio.page.get_by_text("Version 1")).to_be_visible(timeout=3_000)
    row = lena.page.get_by_role("row").filter(has_text="Delta Institute")
    await expect(row.get_by_role("cell")).to_have_text(["Support", "Oppose"], timeout=3_000)
    await expect(lena.page.get_by_text("Not every author gives one.")).to_be_visible()
    await expect(lena.page.get_by_text("Version 1")).to_have_count(0)  # who filed it, and when, is her institute's own affair
    await axe(lena.page)

    poll = f"/api/spaces/{space}/polls/{address.rpartition('/')[2]}"
    set_clock(hana.server.folder, ENDS - SECOND)
    for each in (elio, lena):
        await expect(each.page.get_by_role("button", name="File the position")).to_be_visible()
    set_clock(hana.server.folder, ENDS)
    for each in (elio, lena):
        await expect(each.page.get_by_role("button", name="File the position")).to_have_count(0, timeout=3_000)
    late = {"client_id": str(uuid4()), "revision": 0, "answers": {}, "file": True}
    assert await lena.refused("PUT", f"{poll}/answer", late) == (409, "poll_not_open")
    async with page.expect_download() as taken:
        await page.get_by_role("link", name="Table (CSV)").click()
    assert positions(await (await taken.value).path(), "Delta Institute") == ["Support", "Oppose"]
    await page.get_by_role("button", name="Declare the outcome").click()
    await page.get_by_label("What follows").fill("You asked for authors where there are any; clause 2 now says so.")
    await page.get_by_role("dialog").get_by_role("button", name="Declare the outcome").click()
    await expect(lena.page.get_by_text("clause 2 now says so")).to_be_visible(timeout=3_000)

    path = f"{poll}/form"
    assert await status_and_body(outsider, path) == await status_and_body(outsider, path.replace(str(space), "12345"))
    await outsider.go(address)
    await outsider.wiretap.assert_never_sent("Teal-9")


def positions(table: Path, unit: str) -> list[str]:
    """What a unit says on each clause, in a table of positions: clauses down, units across."""
    rows = list(csv.reader(table.read_text("utf-8-sig").splitlines()))
    head = next(number for number, row in enumerate(rows) if any(cell.startswith(unit) for cell in row))
    column = next(number for number, cell in enumerate(rows[head]) if cell.startswith(unit))
    return [row[column] for row in rows[head + 1 : head + 3]]
