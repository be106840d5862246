"""No mouse: sign in, go somewhere, read, answer, quote, look up the keys, and leave, by keyboard alone."""

from playwright.async_api import Locator, Page, expect

from tests.e2e.person import Cast
from tests.e2e.screens import composer, said
from tests.e2e.sight import axe

SPACE = "Legislation menu"
FURTHEST = 60  # stops of the Tab key, before something counts as out of reach


async def test_a_day_without_a_mouse(cast: Cast) -> None:
    person = await cast.stranger(cast.account(mail="sunita.hillrose"), locale="en")
    page = await person.go("/account/login/")
    await tab_to(page, page.locator("input[name=login]"))
    await page.keyboard.type(person.account["mail"])
    await tab_to(page, page.locator("input[name=password]"))
    await page.keyboard.type(person.account["password"])
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_be_visible()

    await go_by_palette(page)
    await walk(page)
    await answer_with_a_word(page)
    await reply_and_quote(page)
    await see_the_keys(page)

    await page.keyboard.press("Shift+Escape")
    await page.wait_for_url(person.server.origin + "/leave/")
    await expect(page.get_by_text("Tansy-4418")).to_have_count(0)
    person.wiretap.bodies.clear()
    person.wiretap.frames.clear()
    await page.go_back()
    await expect(page.locator("input[name=login]")).to_be_visible()
    await expect(page.get_by_role("article")).to_have_count(0)
    await person.wiretap.assert_never_sent("Tansy-4418", SPACE)


async def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until the focus is there.  Fails if it does not get there."""
    for _ in range(FURTHEST):
        if await wanted.evaluate("each => each === document.activeElement"):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"out of reach of the Tab key: {wanted}")


async def row_in_focus(page: Page) -> str:
    """The id of the message that has the focus; empty if none has."""
    found: str = await page.evaluate("document.activeElement.closest('article.msg')?.id ?? ''")
    return found


async def go_by_palette(page: Page) -> None:
    """Ctrl K, a few letters, Enter: and the heading of the space has the focus."""
    await page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="Search or go to…")
    await expect(field).to_be_focused()
    await page.keyboard.type(SPACE[:8])
    await expect(page.get_by_role("option", selected=True)).to_contain_text(SPACE)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_be_focused()
    await expect(page.get_by_role("heading", level=1)).to_have_text(SPACE)
    await expect(page.get_by_role("article").first).to_be_visible()


async def walk(page: Page) -> None:
    """J and K: one message down, one up, and back on the same."""
    await page.keyboard.press("j")
    start = await row_in_focus(page)
    await page.keyboard.press("k")
    above = await row_in_focus(page)
    await page.keyboard.press("j")
    assert start and above and start != above
    assert await row_in_focus(page) == start
    order = await page.locator("article.msg").evaluate_all("rows => rows.map(each => each.id)")
    assert order.index(above) == order.index(start) - 1


async def answer_with_a_word(page: Page) -> None:
    """From the message in focus by Tab to its words; the focus stays at the message."""
    here = await row_in_focus(page)
    row = page.locator(f"#{here}")
    await tab_to(page, row.get_by_role("button", name="React"))
    await page.keyboard.press("Enter")
    await expect(row.get_by_role("menuitem", name="Thanks")).to_be_focused()
    await page.keyboard.press("End")
    await expect(row.get_by_role("menuitem", name="Question")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(row.get_by_role("button", name="Question", pressed=True)).to_be_visible()
    assert await row_in_focus(page) == here


async def reply_and_quote(page: Page) -> None:
    """R and Q put the focus where one writes; Enter posts, Escape leads back to reading."""
    await page.keyboard.press("r")
    await expect(composer(page)).to_be_focused()
    await page.keyboard.type("Tansy-4418, a reply.")
    await page.keyboard.press("Enter")
    await expect(said(page, "Tansy-4418, a reply.")).to_have_count(1)
    await expect(composer(page)).to_have_value("")
    await expect(composer(page)).to_be_focused()

    await page.keyboard.press("Escape")
    await page.keyboard.press("j")
    quoted = await row_in_focus(page)
    await page.keyboard.press("q")
    await expect(composer(page)).to_be_focused()
    await expect(page.locator("form.composer .composer-quote")).to_be_visible()
    await page.keyboard.type("Tansy-4418, with a quote.")
    await page.keyboard.press("Enter")
    mine = said(page, "Tansy-4418, with a quote.")
    await expect(mine).to_have_count(1)
    await expect(mine.locator(f"a[href$='/{quoted.replace('m', 'm/', 1)}']")).to_have_count(1)


async def see_the_keys(page: Page) -> None:
    """? shows them all, and Escape closes them."""
    await page.keyboard.press("Escape")
    await page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="All keys")
    await expect(sheet).to_be_visible()
    await axe(page)
    for key in ("Ctrl", "J", "K", "R", "Q", "?", "Enter"):
        await expect(sheet.locator("kbd").get_by_text(key, exact=True).first).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(sheet).to_have_count(0)
