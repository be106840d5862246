"""Somebody is muted and a message of theirs emptied; they appeal, and another moderator gives back the word and the words."""

from uuid import uuid4

from playwright.async_api import Locator, Page, expect

from tests.e2e.person import Cast
from tests.e2e.screens import composer, drawn
from tests.e2e.sight import axe
from tests.e2e.test_journey_03_leaving import first_space
from tests.e2e.threads import OURS, group_of

WHY = "Read it again: it names a plant."


async def test_an_appeal_gives_back_the_word_and_the_words(cast: Cast) -> None:
    mails = ("ines.vale", "sunita.hillrose", "esi.bramble", "mateus.serra")
    author, moderator, other, reader = [await cast.enter(cast.account(mail=mail)) for mail in mails]
    space = await first_space(author, OURS)
    for each in (moderator, other, reader):
        await first_space(each, OURS)
    group, words = await group_of(author, OURS), f"Tansy-{uuid4().hex[:6]}: the plant."
    first = {"client_id": str(uuid4()), "title": f"Plants {uuid4().hex[:4]}", "body": words}
    opened = await author.ask("POST", f"/api/spaces/{space}/topics", first)
    path, row = f"/s/{space}/t/{opened['topic']['place']}", f"#m{opened['message']['place']}"
    for each in (author, reader):
        await each.go(path)
        await drawn(each.page)
        await expect(each.page.locator(row)).to_contain_text(words)
    await moderator.ask(
        "POST", f"/api/spaces/{space}/messages/{opened['message']['place']}/redact", {"reason": "It seems to name a person."}
    )
    seat = next(each["seat"] for each in await author.ask("GET", "/api/spaces") if each["id"] == space)
    await moderator.ask("POST", f"/api/seats/{seat}/mute", {"minutes": 60, "reason": "Again and again.", "space": space})
    for each in (author, reader):
        await expect(each.page.locator(row)).not_to_contain_text(words)

    page = author.page
    await expect(page.locator("form.composer")).to_contain_text("A moderator has muted you here.")
    await axe(page)
    await page.locator(row).get_by_role("link", name="Why, and how to appeal").press("Enter")
    for kind in ("You were muted", "A message of yours was emptied"):
        await appealed(page, page.get_by_role("article").filter(has_text=kind))
    await axe(page)

    desk = await moderator.go(f"/g/{group}/desk")  # who decided it does not answer
    mine = desk.get_by_role("article").filter(has_text="Appeal against a mute")
    await expect(mine).to_contain_text("You decided this. Another moderator answers.")
    await expect(mine.get_by_role("button", name="Lift it")).to_have_count(0)

    desk = await other.go(f"/g/{group}/desk")
    back = await author.context.new_page()
    await back.goto(author.server.origin + path)
    await drawn(back)
    card = desk.get_by_role("article").filter(has_text="Appeal against a redaction")
    await expect(card).to_contain_text(WHY)
    await expect(desk.get_by_text(words)).to_have_count(0)
    await axe(desk)
    await card.get_by_role("button", name="Open the text").press("Enter")
    await expect(card).to_contain_text(words)
    await answered(desk, card)
    for one in (reader.page, back):
        await expect(one.locator(row)).to_contain_text(words)
    await answered(desk, desk.get_by_role("article").filter(has_text="Appeal against a mute"))
    await composer(back).fill("Thank you.")
    await composer(back).press("Enter")
    await expect(back.get_by_role("article").filter(has_text="Thank you.")).to_be_visible()
    await page.reload()
    await expect(page.get_by_role("article").filter(has_text="Lifted on your appeal.")).to_have_count(2)
    await expect(page.get_by_role("list", name="Moderation log")).to_contain_text("Lifted a decision on appeal")


async def appealed(page: Page, ruling: Locator) -> None:
    """By keyboard."""
    await ruling.get_by_role("button", name="Appeal").press("Enter")
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("There is one appeal.")
    await dialog.get_by_label("Why it is wrong").fill(WHY)
    await axe(page)
    await dialog.get_by_role("button", name="Appeal").press("Enter")
    await expect(ruling).to_contain_text("Your appeal waits for another moderator")
    await expect(ruling.get_by_role("button", name="Appeal")).to_have_count(0)


async def answered(desk: Page, card: Locator) -> None:
    """Lifted, by keyboard: R on the card asks for the reason."""
    await card.focus()
    await desk.keyboard.press("r")
    dialog = desk.get_by_role("dialog")
    await dialog.get_by_label("Reason").fill("It names a plant indeed.")
    await axe(desk)
    await dialog.get_by_role("button", name="Lift it").press("Enter")
    await expect(card).to_have_count(0)
