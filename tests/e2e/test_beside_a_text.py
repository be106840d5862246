"""Beside a text: a comment on words that move, is orphaned with them and goes with the version."""

from playwright.async_api import Page, expect

from tests.e2e.person import Cast
from tests.e2e.sight import axe
from tests.e2e.test_journey_04_curate import a_space
from tests.e2e.test_writing_together import enter, move, paper, start


async def selected(page: Page, words: str) -> None:
    """Wait until these words are selected: the editor takes the focus in a frame of its own."""
    found = ""
    for _ in range(300):
        found = await page.evaluate("new Promise((done) => requestAnimationFrame(() => done(getSelection().toString())))")
        if found == words:
            return
    raise AssertionError(f"selected is {found!r}")


async def test_a_comment_goes_with_its_words_and_a_copy_leaves_under_its_label(cast: Cast) -> None:
    ines, sunita = [await cast.enter(cast.account(mail=name)) for name in ("ines.vale", "sunita.hillrose")]
    for each in (ines, sunita):
        await each.ask("PATCH", "/api/me", {"language": "en"})
    address = await start(ines, await a_space(ines))
    await paper(ines.page).click()
    await ines.page.keyboard.type("Warm yarn")
    await expect(ines.page.get_by_text("Saved")).to_be_visible()
    await move(ines.page, "Control+a")
    beside = ines.page.get_by_role("region", name="Comments")
    await beside.get_by_role("button", name="Use the words selected").click()
    await beside.get_by_role("textbox", name="Comment", exact=True).fill("Which one, Larkspur-7?")
    await beside.get_by_role("button", name="Comment", exact=True).click()
    await expect(beside.get_by_role("article")).to_contain_text("Which one, Larkspur-7?")
    await expect(paper(ines.page).locator(".commented")).to_have_text("Warm yarn")

    await sunita.go(address)
    theirs = sunita.page.get_by_role("region", name="Comments")
    await expect(theirs.get_by_role("article")).to_contain_text("In the text")
    await enter(ines.page)
    await move(ines.page, "Control+Home")
    await ines.page.keyboard.type("Buy ")
    await expect(paper(sunita.page)).to_contain_text("Buy")
    await theirs.get_by_role("button", name="Warm yarn").click()
    await selected(sunita.page, "Warm yarn")
    await axe(sunita.page)
    await paper(sunita.page).press("Backspace")
    for comments in (theirs, beside):
        await expect(comments.get_by_role("heading", name="On passages that no longer stand in the text")).to_be_visible()
    await sunita.page.keyboard.press("Control+z")
    for comments in (theirs, beside):
        await expect(comments.get_by_role("button", name="Warm yarn")).to_be_visible()

    await ines.page.emulate_media(media="print")
    await expect(ines.page.get_by_text("TLP:GREEN").last).to_be_visible()
    await expect(ines.page.locator(".print-foot")).to_contain_text("Inês Vale (example)")
    await expect(ines.page.get_by_role("region", name="Comments")).to_be_hidden()
    await ines.page.emulate_media(media="screen")
    async with ines.page.expect_download() as taken:
        await ines.page.get_by_role("link", name="As a Word file").click()
    assert (await taken.value).suggested_filename == "Charter of yarn Foxglove-6, after v1 (TLP-GREEN).docx"
    await ines.go(address.removesuffix("/text"))
    await expect(ines.page.get_by_text("The text after version 1").first).to_be_visible()
