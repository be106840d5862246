"""Whoever leaves a screen and comes back in the same tab finds it alive: what was said meanwhile, and what is said from then on."""

from uuid import uuid4

from playwright.async_api import expect

from tests.e2e.person import Cast, Person


async def test_a_space_and_a_desk_are_alive_when_one_comes_back(cast: Cast) -> None:
    sunita, ines, bikash = [await cast.enter(cast.account(mail=name)) for name in ("sunita.hillrose", "ines.vale", "bikash.dell")]
    for each in (sunita, ines):
        await each.ask("PATCH", "/api/me", {"language": "en"})
    page = await sunita.go("/")
    nav = page.get_by_role("navigation")
    space = nav.get_by_role("link", name="General discussion").first
    desk = nav.get_by_role("link", name="Moderators’ desk").first
    await space.click()
    await expect(page.locator(".msg-body").first).to_be_visible()
    number = int(page.url.rsplit("/", 1)[1])
    await desk.click()
    await expect(page.locator("article.queue").first).to_be_visible()
    await page.get_by_role("link", name="Library").first.click()
    await expect(page.get_by_role("heading", name="Library", level=1)).to_be_visible()

    place = await say(ines, number, "Said meanwhile, Teasel-41.")
    await space.click()
    await expect(page.get_by_text("Teasel-41")).to_be_visible()
    await say(ines, number, "Said to her face, Bryony-42.")
    await expect(page.get_by_text("Bryony-42")).to_be_visible(timeout=2_000)
    await bikash.ask("POST", f"/api/spaces/{number}/messages/{place}/report", {"reason": "tone", "words": "Sorrel-43."})
    await desk.click()
    waits = page.locator("article.queue").filter(has=page.get_by_role("heading", name="Flagged by a member"))
    await expect(waits.first).to_be_visible()
    before = await waits.count()
    other = await say(ines, number, "And once more, Vetch-44.")
    await bikash.ask("POST", f"/api/spaces/{number}/messages/{other}/report", {"reason": "tone", "words": "Sorrel-45."})
    await expect(waits).to_have_count(before + 1, timeout=2_000)


async def say(person: Person, space: int, words: str) -> int:
    """A message in the first topic of a space: its place."""
    newest = (await person.ask("GET", f"/api/start?space={space}"))["newest"]
    topic = next(each["place"] for each in newest["items"] if each["kind"] == "topic")
    draft = {"client_id": str(uuid4()), "topic": topic, "body": words}
    place: int = (await person.ask("POST", f"/api/spaces/{space}/messages", draft))["place"]
    return place
