"""Journey 4: curate a shared document.

A member shares a PDF; a moderator returns it, then approves the next version; a third member looks on; an outsider learns nothing.
"""

from playwright.async_api import FilePayload, Page, expect

from tests.e2e.person import Cast, Person
from tests.e2e.screens import status_and_body
from tests.e2e.sight import axe
from tests.papers import pdf

GROUP = "Civil Society Reference Group"
TITLE = "Menu of clauses, Marigold-4"
REASON = "The third clause names no source, Larkspur-4."


async def a_space(person: Person) -> int:
    """A space of the group that everyone in it reads."""
    spaces = await person.ask("GET", "/api/spaces")
    found: int = next(each["id"] for each in spaces if each["group"] and each["group"]["name"] == GROUP and not each["closed"])
    return found


async def group_of(person: Person, space: int) -> int:
    """The group of a space."""
    return int((await person.ask("GET", f"/api/spaces/{space}"))["group"]["id"])


async def choose_file(page: Page, content: bytes, name: str) -> None:
    """In the dialog that is open."""
    picked = FilePayload(name=name, mimeType="application/pdf", buffer=content)
    await page.get_by_role("dialog").get_by_label("File", exact=True).set_input_files(picked)


async def share(person: Person, space: int, content: bytes, title: str) -> None:
    """Through the library's dialog."""
    page = await person.go("/library")
    await page.get_by_role("button", name="Share a document").click()
    dialog = page.get_by_role("dialog")
    await choose_file(page, content, "menu.pdf")
    await dialog.get_by_label("Title").fill(title)
    await dialog.get_by_label("Space").select_option(str(space))
    await dialog.get_by_label("Kind", exact=True).select_option("sample_clause")
    await dialog.get_by_label("Label").select_option("green")  # from TLP:AMBER on, two must approve
    await dialog.get_by_role("button", name="Share", exact=True).click()


async def submit(person: Person) -> None:
    await person.page.get_by_role("button", name="Submit for approval").click()


async def define_attribute(moderator: Person, group: int) -> None:
    """What the group asks of its sample clauses beside what every group asks."""
    page = await moderator.go(f"/g/{group}")
    section = page.get_by_role("region", name="Attributes of documents")
    await section.get_by_role("button", name="New attribute").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Name").fill("Drafting round")
    await dialog.get_by_label("What is said").select_option("choice")
    await dialog.get_by_label("Options").fill("First\nSecond")
    await dialog.get_by_label("Sample clause").check()
    await axe(page)
    await dialog.get_by_role("button", name="Define").click()
    await expect(section.get_by_text("Drafting round")).to_be_visible()
    await expect(section.get_by_text("One of several options · Sample clause")).to_be_visible()


async def say_what_is_needed(source: Person, reader: Person) -> None:
    """A clause that names no provision is not submitted; once it does, everybody reads it."""
    page = source.page
    await submit(source)
    await expect(page.get_by_text("Before it is submitted, the document must say: Provision, Region, Source.")).to_be_visible()
    await expect(page.get_by_text("Still to be said: it is needed before a review")).to_have_count(3)
    await page.get_by_role("button", name="More", exact=True).click()
    await page.get_by_role("menuitem", name="Describe and label").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Provision").fill("Retention of data")
    await dialog.get_by_label("Region").select_option("africa")
    await dialog.get_by_label("Source").fill("Act 7 (example)")
    await dialog.get_by_label("Drafting round").select_option("First")
    await dialog.get_by_label("Advocacy").check()
    await axe(page)
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog).to_have_count(0)
    await expect(reader.page.get_by_text("Retention of data")).to_be_visible(timeout=2_000)
    await expect(reader.page.get_by_text("Still to be said")).to_have_count(0)


async def add_version(person: Person, content: bytes, note: str) -> None:
    await person.page.get_by_role("button", name="Add a version").click()
    dialog = person.page.get_by_role("dialog")
    await choose_file(person.page, content, "menu.pdf")
    await dialog.get_by_label("What changed").fill(note)
    await dialog.get_by_role("button", name="Add a version").click()
    await expect(dialog).to_have_count(0)


async def sees_state(person: Person, state: str) -> None:
    """The state in the document's head, within two seconds."""
    await expect(person.page.locator("#main .pill").filter(has_text=state).first).to_be_visible(timeout=2_000)


async def speaks_on_a_passage(reader: Person, writer: Person, address: str) -> None:
    """Both read the version here; what one says on a passage is before the other within two seconds."""
    await reader.go(address)
    page = await writer.go(address)
    await expect(page.locator(".sheet svg text")).to_have_text("Clauses, version 3", timeout=15_000)  # drawn by a process of its own
    await expect(page.locator(".sheet img")).to_have_js_property("complete", True)
    assert await page.locator(".sheet img").evaluate("each => each.naturalWidth") > 600
    await page.get_by_label("Find in this document").fill("clauses")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("search").get_by_role("status")).to_have_text("1 of 1")
    await page.get_by_label("Passage").fill("version 3")
    await page.get_by_role("textbox", name="Comment", exact=True).fill("The third at last, Bluebell-4.")
    await page.get_by_role("button", name="Comment", exact=True).click()
    await expect(reader.page.get_by_text("The third at last, Bluebell-4.")).to_be_visible(timeout=2_000)
    await axe(page)


async def test_a_document_is_returned_improved_and_approved_before_everyones_eyes(cast: Cast) -> None:
    ines, sunita, bikash, petra = [
        await cast.enter(cast.account(mail=name)) for name in ("ines.vale", "sunita.hillrose", "bikash.dell", "petra.nyholm")
    ]
    for each in (ines, sunita, bikash):
        await each.ask("PATCH", "/api/me", {"language": "en"})
    space = await a_space(ines)
    versions = [pdf(f"Clauses, version {n}") for n in (1, 2, 3)]

    await define_attribute(sunita, await group_of(sunita, space))
    await share(ines, space, versions[0], TITLE)
    await expect(ines.page.get_by_role("heading", level=1)).to_have_text(TITLE)
    address = ines.page.url.removeprefix(ines.server.origin)
    place = int(address.rsplit("/", 1)[1])
    for each in (sunita, bikash):
        await each.go(address)
        await sees_state(each, "In work")
    await axe(bikash.page)

    await say_what_is_needed(ines, bikash)
    await submit(ines)
    for each in (sunita, bikash):
        await sees_state(each, "In review")
    await sunita.page.get_by_role("button", name="Return with a reason").click()
    await sunita.page.get_by_role("dialog").get_by_label("What should change").fill(REASON)
    await sunita.page.get_by_role("dialog").get_by_role("button", name="Return with a reason").click()
    await sees_state(bikash, "Changes requested")
    await expect(ines.page.get_by_text(REASON)).to_be_visible(timeout=2_000)

    for n in (2, 3):
        await add_version(ines, versions[n - 1], f"Source added, {n}")
        await sees_state(bikash, "In work")
        await submit(ines)
        await sunita.page.get_by_role("button", name=f"Approve version {n}").click()
        await sees_state(bikash, "Approved")
        rail = bikash.page.get_by_role("listitem").filter(has_text=f"Version {n}")
        await expect(rail.get_by_text("In force")).to_be_visible()
    await expect(bikash.page.get_by_role("listitem").filter(has_text="Version 2").get_by_text("Superseded")).to_be_visible()

    await sunita.page.get_by_role("button", name="Publish…").click()
    await sunita.page.get_by_role("dialog").get_by_role("button", name="Publish now").click()
    await sees_state(bikash, "Published")
    await bikash.go(f"{address}/v/2")
    await expect(bikash.page.get_by_text("You are looking at version 2. Version 3 is the current one.")).to_be_visible()
    await bikash.page.get_by_role("link", name="Go to it").click()
    await expect(bikash.page.get_by_role("button", name="Publish…")).to_have_count(0)

    for n in (2, 3):  # the superseded one stays at its address
        file = await bikash.context.request.get(f"{bikash.server.origin}/api/spaces/{space}/documents/{place}/versions/{n}/file")
        assert (file.status, await file.body()) == (200, versions[n - 1])
        assert file.headers["content-disposition"].startswith("attachment")
    await sunita.page.reload()
    await expect(sunita.page.get_by_role("region", name="Read and downloaded").get_by_text("Bikash Dell").first).to_be_visible()

    page = await bikash.go(f"{address}/v/3/since/1")
    await expect(page.locator("del")).to_contain_text("1")
    await expect(page.locator("ins")).to_contain_text("3")
    await page.get_by_role("button", name="Next change").click()
    await expect(page.locator("del")).to_be_focused()
    await axe(page)
    await speaks_on_a_passage(sunita, bikash, f"{address}/v/3/read")

    page = await bikash.go(f"/library?q={TITLE.split(', ')[1]}")
    await expect(page.get_by_role("link", name=TITLE)).to_be_visible()
    await axe(page)

    await bikash.wiretap.assert_never_sent("Larkspur-4")
    api = f"/api/spaces/{space}/documents/{place}"
    for path in (api, f"{api}/versions/3/file"):
        hidden, missing = [await status_and_body(petra, each) for each in (path, path.replace(str(space), "12345"))]
        assert hidden == missing
    await petra.go(address)
    await petra.go("/library")
    await petra.wiretap.assert_never_sent("Marigold-4", "Larkspur-4", "Bluebell-4")
    await petra.ask("PATCH", "/api/me", {"language": "en"})
    page = await petra.go("/centre")  # TLP:GREEN: there every member of the alliance finds what was published
    await page.get_by_label("Region").select_option("africa")
    await expect(page.get_by_role("link", name=TITLE)).to_be_visible()
    await axe(page)
    await page.get_by_role("link", name=TITLE).click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    await expect(page.get_by_role("definition").filter(has_text="Retention of data")).to_be_visible()
    await expect(page.get_by_text("Drafting round")).to_have_count(0)  # the group's own affair
    await expect(page.get_by_role("link", name="Download")).to_be_visible()
    await axe(page)
    href = await page.get_by_role("link", name="Download").get_attribute("href")
    taken = await petra.context.request.get(f"{petra.server.origin}{href}")
    assert (taken.status, await taken.body()) == (200, versions[2])
    await petra.wiretap.assert_never_sent("Larkspur-4", "Bluebell-4", "Sunita")


async def test_a_picture_in_disguise_is_refused_and_the_form_stays(cast: Cast) -> None:
    ines = await cast.enter(cast.account(mail="ines.vale"))
    await ines.ask("PATCH", "/api/me", {"language": "en"})
    space = await a_space(ines)
    before = (await ines.ask("GET", "/api/library"))["count"]
    await share(ines, space, b"\xff\xd8\xff\xe0\x00\x10JFIF", "A photo")
    dialog = ines.page.get_by_role("dialog")
    await expect(dialog.get_by_text("This kind of file is not taken in.")).to_be_visible()
    await expect(dialog.get_by_label("Title")).to_have_value("A photo")
    assert (await ines.ask("GET", "/api/library"))["count"] == before
