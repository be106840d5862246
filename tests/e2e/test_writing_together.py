"""Two people write a text at once; the line breaks and comes back; a third reads it after both have left; it becomes a version."""

from playwright.async_api import Locator, Page, expect

from tests.e2e.person import Cast, Person
from tests.e2e.sight import axe
from tests.e2e.test_journey_04_curate import a_space, sees_state

TITLE = "Charter of yarn, Foxglove-6"


def paper(page: Page) -> Locator:
    return page.get_by_role("textbox", name=f"Text: {TITLE}")


async def move(page: Page, key: str) -> None:
    """Press a key that moves the caret, and wait until the page has heard of it: what a machine types next may come before."""
    await page.keyboard.press(key)
    await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


async def enter(page: Page) -> None:
    """Give the paper the focus, and wait until the editor has set its caret.

    It does so 20 ms later, and takes back what was moved before: a machine is quick enough for that, people are not.
    Timers of one delay run in order.
    """
    await paper(page).focus()
    await page.evaluate("new Promise((done) => setTimeout(done, 20))")


async def start(person: Person, space: int) -> str:
    """Through the library's dialog; the address of the text."""
    page = await person.go("/library")
    await page.get_by_role("button", name="Write a text together").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Title").fill(TITLE)
    await dialog.get_by_label("Space", exact=True).select_option(str(space))
    await dialog.get_by_label("Label").select_option("green")
    await dialog.get_by_role("button", name="Start", exact=True).click()
    await expect(paper(page)).to_be_visible()
    return page.url.removeprefix(person.server.origin)


async def reads_what_it_looks_like(reader: Person, address: str) -> None:
    """The version as its writers saw it, no sign of Markdown; words are found and spoken of as they are shown."""
    page = await reader.go(address)
    await expect(page.get_by_role("heading", level=3, name="Kept. Aims, Larkspur-6")).to_be_visible()
    await page.get_by_label("Find in this document").fill("larkspur-6 written by")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("search").get_by_role("status")).to_have_text("1 of 1")
    await page.get_by_label("Find in this document").fill("LARKSPUR-6")
    await page.keyboard.press("Enter")
    await expect(page.locator("#main mark")).to_have_text("Larkspur-6")
    await page.get_by_label("Passage").fill("Kept. Aims, Larkspur-6 Written by the second.")
    await page.get_by_role("textbox", name="Comment", exact=True).fill("Over the end of a heading.")
    await page.get_by_role("button", name="Comment", exact=True).click()
    await expect(page.get_by_text("Over the end of a heading.")).to_be_visible()
    await axe(page)


async def test_a_text_is_written_by_two_and_read_by_a_third_after_both_left(cast: Cast) -> None:
    ines, sunita, bikash = [await cast.enter(cast.account(mail=name)) for name in ("ines.vale", "sunita.hillrose", "bikash.dell")]
    for each in (ines, sunita, bikash):
        await each.ask("PATCH", "/api/me", {"language": "en"})
    space = await a_space(ines)
    address = await start(ines, space)
    await sunita.go(address)
    await expect(paper(sunita.page)).to_be_visible()

    await paper(ines.page).click()
    await ines.page.keyboard.press("Escape")
    await ines.page.keyboard.press("Enter")  # the first tool: a heading
    await expect(ines.page.get_by_role("button", name="Heading", exact=True)).to_have_attribute("aria-pressed", "true")
    await ines.page.keyboard.type("Aims, Larkspur-6")
    await expect(paper(sunita.page).get_by_role("heading", level=2, name="Aims, Larkspur-6")).to_be_visible(timeout=2_000)
    await expect(sunita.page.locator(".caret-name")).to_have_text("Inês Vale (example)")

    await enter(sunita.page)
    await move(sunita.page, "Control+End")
    await sunita.page.keyboard.press("Enter")
    await sunita.page.keyboard.type("Written by the second.")
    await expect(paper(ines.page).get_by_text("Written by the second.")).to_be_visible(timeout=2_000)
    await axe(ines.page)

    await ines.context.set_offline(True)
    await move(ines.page, "Control+Home")
    await ines.page.keyboard.type("Kept. ")
    await expect(ines.page.get_by_text("The line is broken.")).to_be_visible()
    await sunita.page.keyboard.type(" Meanwhile.")
    await ines.context.set_offline(False)
    for each in (ines, sunita):
        await expect(paper(each.page).get_by_role("heading", level=2, name="Kept. Aims, Larkspur-6")).to_be_visible(timeout=15_000)
        await expect(paper(each.page).get_by_text("Written by the second. Meanwhile.")).to_be_visible(timeout=15_000)
    ines.complaints.forgive("ERR_INTERNET_DISCONNECTED")
    await expect(ines.page.get_by_text("The line is broken.")).to_have_count(0)
    await expect(ines.page.get_by_text("Saved")).to_be_visible()

    for each in (ines, sunita):
        await each.go(address.removesuffix("/text"))
    await bikash.go(address)
    await expect(paper(bikash.page)).to_have_text("Kept. Aims, Larkspur-6Written by the second. Meanwhile.")

    await ines.page.get_by_role("button", name="Submit for approval").click()
    await ines.page.get_by_role("dialog").get_by_role("button", name="Submit for approval").click()
    await expect(ines.page.locator("#main .pill").filter(has_text="In review")).to_be_visible()
    await sees_state(sunita, "In review")
    await expect(sunita.page.get_by_role("button", name="Approve version")).to_have_count(0)  # she wrote in it
    await expect(bikash.page.get_by_text("Version 2 is in review.")).to_be_visible(timeout=2_000)
    api = f"/api{address.removesuffix('/text').replace('/s/', '/spaces/').replace('/d/', '/documents/')}"
    file = await bikash.context.request.get(f"{bikash.server.origin}{api}/versions/2/file")
    assert (await file.body()).decode() == f"# {TITLE}\n\n## Kept. Aims, Larkspur-6\n\nWritten by the second. Meanwhile.\n"

    await reads_what_it_looks_like(sunita, f"{address.removesuffix('/text')}/v/2/read")

    await ines.ask("POST", f"{api}/withdraw", {"reason": "It was a trial."})
    await expect(paper(bikash.page)).to_have_count(0, timeout=1_000)  # the open editor closes
