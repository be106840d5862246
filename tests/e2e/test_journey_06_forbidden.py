"""Journey 6: keep forbidden files out, on a site whose list holds the hash of a harmless picture.

A photo that calls itself a PDF is refused; a Word file with a known part is sealed and its sender learns no more than anybody does;
another person's clean file comes in.  The lead reads what is told, and refers it.  Nobody else learns that there is anything.
"""

import hashlib
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Browser, FilePayload, Locator, expect

from tests.e2e.person import Cast, Person
from tests.e2e.screens import space_of, status_and_body
from tests.e2e.sight import axe
from tests.papers import docx
from tests.server import serving

LEAD = "ruth.amberley@example.org"
PART = b"a harmless part, Kingfisher-6"  # stands for a picture
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF Plover-6"
KNOWN = docx("Kingfisher-6 in words", word__media__image1_dot_png=PART)
CLEAN = docx("Yarn menu, Dunnock-6")
SPACE = "Legislation menu"


@pytest_asyncio.fixture(loop_scope="session")
async def guarded(browser: Browser, seeded: Path, tmp_path: Path) -> AsyncIterator[Cast]:
    """People at a site that has a lead and a list."""
    folder = tmp_path / "data"
    shutil.copytree(seeded, folder)
    (tmp_path / "list").write_text(hashlib.sha1(PART, usedforsecurity=False).hexdigest())
    with serving(folder, SAFEGUARDING_LEADS=LEAD) as server:
        server.manage("hashes", "load", "watch", str(tmp_path / "list"))
        cast = Cast(browser, server, tmp_path)
        yield cast
        complaints = await cast.leave(None)
        assert not complaints, complaints


async def send(person: Person, content: bytes, name: str) -> Locator:
    """A file, through the library's dialog; the dialog."""
    space = await space_of(person, SPACE)
    page = await person.go("/library")
    await page.get_by_role("button", name="Share a document").click()
    dialog = page.get_by_role("dialog")
    picked = FilePayload(name=name, mimeType="application/octet-stream", buffer=content)
    await dialog.get_by_label("File", exact=True).set_input_files(picked)
    await dialog.get_by_label("Title").fill(name)
    await dialog.get_by_label("Space").select_option(str(space))
    await dialog.get_by_role("button", name="Share", exact=True).click()
    return dialog


def kept(folder: Path) -> set[str]:
    """The hashes of what lies in the store, opened by whoever could."""
    return {path.name for path in (folder / "files").glob("??/*")}


def told(folder: Path) -> str:
    """Every letter and every line of the log."""
    letters = [path.read_text(errors="replace") for path in (folder / "mail").glob("*") if path.is_file()]
    return "".join([*letters, *(path.read_text(errors="replace") for path in folder.glob("*.log"))])


async def test_what_is_known_is_sealed_and_only_the_lead_is_told(guarded: Cast) -> None:
    ines, bikash, sunita, ruth = [
        await guarded.enter(guarded.account(mail=name)) for name in ("ines.vale", "bikash.dell", "sunita.hillrose", "ruth.amberley")
    ]
    for each in (ines, bikash, sunita, ruth):
        await each.ask("PATCH", "/api/me", {"language": "en"})
    folder = guarded.server.folder
    before, count = kept(folder), (await ines.ask("GET", "/api/library"))["count"]

    dialog = await send(ines, JPEG, "plover.pdf")
    await expect(dialog.get_by_text("This kind of file is not taken in.")).to_be_visible()
    assert kept(folder) == before

    dialog = await send(ines, KNOWN, "kingfisher.docx")
    await expect(dialog).to_have_count(0)
    await expect(ines.page.get_by_role("region", name="What just happened")).to_have_text("Received; being checked")
    assert (kept(folder), (await ines.ask("GET", "/api/library"))["count"]) == (before, count)
    [sealed] = (folder / "files" / "sealed").iterdir()
    assert (sealed.stat().st_mode & 0o777, sealed.stat().st_size) == (0, len(KNOWN))
    dialog = await send(ines, CLEAN, "dunnock.docx")
    await expect(dialog.get_by_text("Uploads are unavailable for your account; the secretariat will contact you.")).to_be_visible()

    await send(bikash, CLEAN, "dunnock.docx")
    await expect(bikash.page.get_by_role("heading", level=1)).to_have_text("dunnock.docx")
    assert kept(folder) - before != set()

    page = await ruth.go("/safeguarding")
    case = page.get_by_role("listitem").filter(has_text="watch")
    await expect(case.get_by_text("in a part of the file")).to_be_visible()
    await expect(case.get_by_text(hashlib.sha1(PART, usedforsecurity=False).hexdigest())).to_be_visible()
    await axe(page)
    await case.get_by_label("To whom it was referred").fill("National hotline (example)")
    await case.get_by_label("What they call it").fill("Case 17")
    await page.keyboard.press("Enter")
    await expect(case.get_by_text("Referral:")).to_be_visible()
    await expect(case.get_by_role("button", name="Destroy what is sealed")).to_be_visible()

    number = (await ruth.ask("GET", "/api/safeguarding/cases"))[0]["id"]
    for each in (ines, bikash, sunita):
        hidden = await status_and_body(each, "/api/safeguarding/cases")
        missing = await status_and_body(each, "/api/safeguarding/nothing")
        assert (hidden[0], hidden[1]) == (404, missing[1])
        assert (await each.refused("POST", f"/api/safeguarding/cases/{number}/purge"))[0] == 404
    for each in (bikash, sunita, ruth):
        await each.wiretap.assert_never_sent("Kingfisher-6", "kingfisher.docx")
    assert [word for word in ("kingfisher", "Kingfisher-6", "plover", "Plover-6") if word in told(folder)] == []
