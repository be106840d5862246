"""A document goes with a post between groups: chosen by its author, read by the moderator who releases it, opened on the other side."""

from playwright.async_api import Locator, Page, expect

from tests.e2e.person import Cast, Person
from tests.e2e.sight import axe
from tests.e2e.test_journey_04_curate import a_space, share
from tests.e2e.threads import Thread, thread_of
from tests.papers import pdf

TITLE, INSIDE = "Clause menu, Saffron-52", "Oxlip-3381"
WORDS = "Our clauses are attached, Yarrow-77."


async def approved(author: Person, moderator: Person, title: str) -> str:
    """A document that its group has approved: its address in the API."""
    space = await a_space(author)
    await share(author, space, pdf(INSIDE), title)
    await expect(author.page.get_by_role("heading", level=1)).to_have_text(title)
    at = f"/api/spaces/{space}/documents/{author.page.url.rsplit('/', 1)[1]}"
    await author.ask("PATCH", at, {"type": "paper"})
    await author.ask("POST", f"{at}/submit", {})
    await moderator.ask("POST", f"{at}/approve", {"version": 1})
    return at


def post(page: Page, words: str) -> Locator:
    return page.get_by_role("article").filter(has_text=words)


async def test_a_document_goes_with_a_post_and_is_opened_on_the_other_side(cast: Cast) -> None:
    thread = await thread_of(cast, "Clauses compared")
    at = await approved(thread.author, thread.moderator, TITLE)
    await submitted(thread)
    await decided(thread)
    await opened(thread)
    await thread.moderator.ask("POST", f"{at}/withdraw", {"reason": "Superseded."})
    page = thread.reader.page
    await page.reload()
    await expect(page.get_by_role("heading", level=1)).to_have_text("No longer passed on")
    await axe(page)
    await thread.outsider.wiretap.assert_never_sent(INSIDE, "Saffron-52", "Yarrow-77")


async def submitted(thread: Thread) -> None:
    """The author chooses it, sees what it tells, and submits."""
    page = await thread.author.go(f"/s/{thread.number}")
    await page.get_by_role("button", name="Attach a document").press("Enter")
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("checkbox", name=TITLE).press("Space")
    await axe(page)
    await dialog.get_by_role("button", name="Attach", exact=True).press("Enter")
    await expect(page.get_by_role("list", name="Attached")).to_contain_text(TITLE)
    await expect(page.get_by_text("A document tells which group it comes from")).to_have_count(0)  # her name says more
    await page.get_by_role("button", name=f"Remove “{TITLE}”").click()
    await expect(page.get_by_role("list", name="Attached")).to_have_count(0)
    await page.get_by_role("button", name="Attach a document").click()
    await dialog.get_by_role("checkbox", name=TITLE).check()
    await dialog.get_by_role("button", name="Attach", exact=True).click()
    await expect(page.get_by_role("list", name="Attached")).to_contain_text(TITLE)
    await page.get_by_role("textbox", name="Message in this thread").fill(WORDS)
    await axe(page)
    await page.get_by_role("button", name="Submit to your moderator").click()
    await expect(post(page, WORDS).get_by_role("link", name=TITLE)).to_be_visible()
    await expect(page.get_by_role("list", name="Attached")).to_have_count(0)
    await axe(page)


async def decided(thread: Thread) -> None:
    """The moderator reads the document before the post is released."""
    group = (await thread.moderator.ask("GET", f"/api/bridges/{thread.number}"))["speakers"][0]["group"]["id"]
    page = await thread.moderator.go(f"/g/{group}/desk")
    card = post(page, WORDS).first
    await expect(card).to_contain_text("1 document goes with it")
    await axe(page)
    await card.get_by_role("link", name=TITLE).press("Enter")
    await expect(page.locator("#main .sheet")).to_have_count(1)
    await expect(page.locator("#main")).to_contain_text(INSIDE)
    await page.go_back()
    await post(page, WORDS).first.get_by_role("button", name="Release these words").press("Enter")
    await page.get_by_role("dialog").get_by_role("button", name="Release these words").press("Enter")
    await expect(post(page, WORDS)).to_have_count(0)


async def opened(thread: Thread) -> None:
    """On the other side it is read, searched and taken."""
    page = await thread.reader.go(f"/s/{thread.number}")
    await expect(post(page, WORDS)).to_contain_text(TITLE)
    await axe(page)
    await post(page, WORDS).get_by_role("link", name=TITLE).press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    await page.get_by_label("Find in this document").fill(INSIDE)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("search").get_by_role("status")).to_have_text("1 of 1")
    await axe(page)
    async with page.expect_download() as waiting:
        await page.get_by_role("link", name="Download").click()
    assert (await waiting.value).suggested_filename == "Clause menu Saffron-52, v1 (TLP-GREEN).pdf"
