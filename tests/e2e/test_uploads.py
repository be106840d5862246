"""Several files at once, one of them cut off; the page is closed, opened again, and the same file chosen again."""

import hashlib

from playwright.async_api import FilePayload, Route, expect

from tests.e2e.person import Cast
from tests.e2e.screens import space_of
from tests.e2e.sight import axe
from tests.papers import pdf

LONG = b"".join(b"line %d of the oleander register\n" % n for n in range(90_000))  # 2.8 MB: three parts
DROP = """content => {
  const data = new DataTransfer();
  data.items.add(new File([content], 'dropped_note.md'));
  document.querySelector('#main').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


def chosen(name: str, content: bytes) -> FilePayload:
    """A file as the picker gives it."""
    return FilePayload(name=name, mimeType="", buffer=content)


async def test_what_was_cut_off_goes_on_after_the_page_was_closed(cast: Cast) -> None:
    ines = await cast.enter(cast.account(mail="ines.vale"))
    space = await space_of(ines, "Legislation menu")
    page = await ines.go("/uploads")
    parts = 0

    async def cut(route: Route) -> None:
        nonlocal parts
        parts += route.request.method == "PATCH"
        await (route.abort() if parts > 1 else route.continue_())

    await page.get_by_label("Space", exact=True).select_option(str(space))
    await page.route("**/api/uploads/*", cut)
    await page.get_by_label("Choose files").set_input_files([chosen("register.txt", LONG)])
    row = page.get_by_role("listitem").filter(has_text="register.txt")
    await expect(row).to_contain_text("The line is broken")
    await row.get_by_role("button", name="Pause").click()
    await expect(row.get_by_role("button", name="Go on")).to_be_visible()
    assert await page.evaluate("Object.keys(localStorage).length + Object.keys(sessionStorage).length") == 0
    page.on("dialog", lambda dialog: dialog.accept())
    await page.unroute("**/api/uploads/*")
    ines.complaints.forgive("ERR_FAILED")
    await page.reload()

    left = page.get_by_role("listitem").filter(has_text="register.txt")
    again = left.get_by_label("Choose the same file again")
    await again.set_input_files([chosen("register.txt", b"#" + LONG[1:])])
    await expect(left).to_contain_text("This is another file")
    await again.set_input_files([chosen("register.txt", LONG)])
    await page.evaluate(DROP, "# A note, Larkspur-6")
    await page.get_by_label("Choose files").set_input_files([chosen("menu.pdf", pdf("Clauses, Bluebell-6"))])
    await expect(page.get_by_text("Received. Check the title, then share.")).to_have_count(3)
    await axe(page)
    await page.get_by_label("Label", exact=True).select_option("green")
    await page.get_by_role("button", name="Share 3 documents").press("Enter")
    await expect(page.get_by_text("Shared:")).to_have_count(3)
    found = await ines.ask("GET", "/api/library?q=oleander")
    assert [each["versions"][0]["sha256"] for each in found["items"]] == [hashlib.sha256(LONG).hexdigest()]
    assert {each["name"] for each in await ines.ask("GET", "/api/uploads")} & {"register.txt", "dropped_note.md"} == set()
