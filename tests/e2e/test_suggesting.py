"""One suggests in a text, another accepts by keyboard and leaves the rest open; the version holds what was accepted."""

from playwright.async_api import Locator, Page, expect

from tests.e2e.person import Cast
from tests.e2e.sight import axe
from tests.e2e.test_journey_04_curate import a_space
from tests.e2e.test_writing_together import enter, move, paper, start


def cards(page: Page) -> Locator:
    return page.get_by_role("region", name="suggestion").get_by_role("article")


async def test_what_one_suggests_another_accepts_and_the_rest_stays_out_of_the_version(cast: Cast) -> None:
    ines, sunita = [await cast.enter(cast.account(mail=name)) for name in ("ines.vale", "sunita.hillrose")]
    for each in (ines, sunita):
        await each.ask("PATCH", "/api/me", {"language": "en"})
    address = await start(ines, await a_space(ines))
    await paper(ines.page).click()
    await ines.page.keyboard.type("Buy wool.")
    await sunita.go(address)
    await expect(paper(sunita.page)).to_have_text("Buy wool.")

    await paper(sunita.page).click()
    await sunita.page.keyboard.press("Escape")
    await sunita.page.keyboard.press("End")
    await sunita.page.keyboard.press("Enter")  # the last tool: Suggest
    await expect(sunita.page.get_by_role("button", name="Suggest", exact=True)).to_have_attribute("aria-pressed", "true")
    await expect(sunita.page.get_by_text("You are suggesting.")).to_be_visible()
    await enter(sunita.page)
    await move(sunita.page, "Control+End")
    for _n in range(5):
        await sunita.page.keyboard.press("Backspace")
    await sunita.page.keyboard.type("silk.")
    for each in (sunita, ines):
        await expect(paper(each.page).get_by_role("insertion")).to_contain_text("silk.")
        await expect(paper(each.page).get_by_role("deletion")).to_contain_text("wool.")
    await expect(cards(ines.page)).to_contain_text("Sunita Hillrose (example)")
    await expect(cards(sunita.page).get_by_role("button", name="Accept")).to_have_count(0)  # her own
    await axe(ines.page)

    await cards(ines.page).get_by_role("button", name="Accept").focus()
    await ines.page.keyboard.press("Enter")
    for each in (ines, sunita):
        await expect(paper(each.page)).to_contain_text("Buy silk.")
        await expect(paper(each.page).get_by_role("deletion")).to_have_count(0)
        await expect(cards(each.page)).to_have_count(0)
    await expect(ines.page.get_by_text("Settled suggestions")).to_be_visible()

    await enter(sunita.page)
    await sunita.page.keyboard.type(" Now.")
    await expect(cards(ines.page)).to_contain_text("Now.")
    await ines.go(address.removesuffix("/text"))
    await ines.page.get_by_role("button", name="Submit for approval").click()
    dialog = ines.page.get_by_role("dialog")
    await expect(dialog).to_contain_text("1 suggestion is open.")
    await dialog.get_by_label("What changed").fill("Silk")
    await dialog.get_by_role("button", name="Submit for approval").click()
    await expect(ines.page.locator("#main .pill").filter(has_text="In review")).to_be_visible()
    api = f"/api{address.removesuffix('/text').replace('/s/', '/spaces/').replace('/d/', '/documents/')}"
    file = await ines.context.request.get(f"{ines.server.origin}{api}/versions/2/file")
    assert (await file.body()).decode().endswith("\n\nBuy silk.\n")
