"""A sealed post, from the custodians' keys to the name: each half of every key stays in the browser that made it.

It is of somebody who takes part in a circle under a chosen name: what is sealed, and what its custodians can open, is that name.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from playwright.async_api import Locator, Page, expect

from tests.e2e.person import Cast, Person
from tests.e2e.screens import composer, open_space, said, space_of
from tests.e2e.sight import axe
from tests.e2e.threads import group_of, seats_of

CIRCLE, CS, PS = "Survivor Voices Circle", "Civil Society Reference Group", "Private Sector Reference Group"
MASK, BEHIND = "Juniper (example)", "Clara Montero"
WHY = "Our engineers ask for it."
WORDS, REASON, PHRASE = "Speedwell-4417: we have seen the drafts.", "It speaks of drafts that nobody here has.", "seven quiet words of mine"


@dataclass
class Custodian:
    """Somebody with a key file."""

    person: Person
    group: str
    moderator: Person
    file: Path


async def test_a_name_is_sealed_and_opened_by_the_consent_of_two_custodians(cast: Cast, tmp_path: Path) -> None:
    mails = ("marta", "robin", "clara", "nuru", "sunita.hillrose", "lena.fairwater", "jun.ellery", "dana")
    marta, robin, clara, nuru, sunita, lena, jun, dana = [await cast.enter(cast.account(mail=mail)) for mail in mails]
    others = (marta, robin, nuru, sunita, lena, jun, dana)
    for each in (clara, *others):
        await each.ask("PATCH", "/api/me", {"language": "en"})
    thread = await open_thread(marta, sunita, jun)
    custodians = [
        Custodian(who, group, moderator, await key_of(who, group, tmp_path))
        for who, group, moderator in ((nuru, CIRCLE, marta), (lena, CS, sunita), (dana, PS, jun))
    ]
    for custodian in custodians:
        await name(custodian, thread, [marta, sunita, jun])
    await write_sealed(clara, thread)
    await two_release(marta, robin, clara)
    await its_author_lets_it_go(jun, clara, thread)
    await two_let_it_go(marta, robin)
    file = await ask_for_the_name(jun, thread, tmp_path)
    for custodian in custodians[1:]:
        await grant(custodian)
    await read_the_name(jun, thread, file)
    await clara.go(f"/s/{thread}")
    await expect(clara.page.get_by_text("Somebody has asked the custodians who wrote this.")).to_have_count(1)
    for each in others:
        await each.wiretap.assert_never_sent(PHRASE, BEHIND)


async def open_thread(ours: Person, *others: Person) -> int:
    """The whole circle on one side, two people on each of the others."""
    charter = {
        "group": await group_of(ours, CIRCLE), "groups": [await group_of(ours, CS), await group_of(ours, PS)],
        "title": "Words that all of us can carry", "seats": await seats_of(ours, CIRCLE), "ceiling": "amber_strict",
        "attributions": ["constituency", "unattributed"],
    }  # fmt: skip
    thread: int = (await ours.ask("POST", "/api/bridges", charter))["bridge"]
    for who, group, names in zip(others, (CS, PS), (("Sunita", "Lena"), ("Jun", "Dana")), strict=True):
        await who.ask("POST", f"/api/bridges/{thread}/accept", {"seats": await seats_of(who, group, *names)})
    return thread


async def saved(page: Page, press: Locator, folder: Path) -> Path:
    """The file that a press hands to one's own disk."""
    async with page.expect_download() as coming:
        await press.click()
    download = await coming.value
    path = folder / f"{uuid4().hex}-{download.suggested_filename}"
    await download.save_as(path)
    return path


async def fill_phrase(dialog: Locator) -> None:
    await dialog.get_by_label("Passphrase", exact=True).fill(PHRASE)
    await dialog.get_by_label("The same passphrase again").fill(PHRASE)


async def key_of(who: Person, group: str, folder: Path) -> Path:
    """Made on the page of one's own; the private half is in the file, sealed, and nowhere else."""
    page = await who.go("/custody")
    make = page.get_by_role("listitem").filter(has_text=group).get_by_role("button", name="Make a key")
    await expect(make).to_be_visible()
    await axe(page)
    await make.click()
    dialog = page.get_by_role("dialog")
    await fill_phrase(dialog)
    file = await saved(page, dialog.get_by_role("button", name="Make it and save the file"), folder)
    await expect(page.get_by_role("listitem").filter(has_text=group)).to_contain_text("Make another key")
    assert set(json.loads(file.read_text())) == {"collab", "publicKey", "salt", "nonce", "sealed"}
    return file


async def name(custodian: Custodian, thread: int, moderators: list[Person]) -> None:
    """By a change of the charter, to which every side agrees."""
    group = await group_of(custodian.moderator, custodian.group)
    (ready,) = await custodian.moderator.ask("GET", f"/api/groups/{group}/custody-keys")
    changes: dict[str, Any] = {"changes": {"custodian": ready["by"]["seat"]}, "group": group}
    asked = await custodian.moderator.ask("POST", f"/api/bridges/{thread}/amendments", changes)
    number = next(each["number"] for each in asked["amendments"] if each["ours"])
    for other in moderators:
        if other is not custodian.moderator:
            await other.ask("POST", f"/api/bridges/{thread}/amendments/{number}", {"agree": True})


async def write_sealed(author: Person, thread: int) -> None:
    """The box to tick is beside how one is shown."""
    page = await author.go(f"/s/{thread}")
    await page.locator("form.composer button[popovertarget]").click()
    await page.get_by_role("radio", name="Unattributed").check()
    await page.get_by_role("checkbox", name="Seal who wrote this").check()
    await axe(page)
    await page.keyboard.press("Escape")
    await composer(page).fill(WORDS)
    await page.get_by_role("button", name="Submit to your moderator").click()
    mine = page.get_by_role("region", name="Your posts on their way")
    await expect(mine).to_contain_text("Your moderators see the words, not that they are yours")
    await expect(mine).to_contain_text("Nobody knows whom to tell")


async def two_release(first: Person, second: Person, author: Person) -> None:
    """The first approves, the other one releases; neither is sent a name."""
    group = await group_of(first, CIRCLE)
    for who, button in ((first, "Approve"), (second, "Release")):
        page = await who.go(f"/g/{group}/desk")
        card = page.locator("article.queue").filter(has_text="Speedwell-4417")
        await expect(card).to_contain_text("Nobody is told which of your group’s people wrote this.")
        await card.get_by_role("button", name=button).click()
        await page.get_by_role("dialog").get_by_role("button", name="Release").click()
        await axe(page)
    await expect(said(author.page, "Speedwell-4417").first).to_be_visible()


async def its_author_lets_it_go(asker: Person, author: Person, thread: int) -> None:
    """Asked for nobody knows whom; the author comes, looks, and answers, and no notice leads there."""
    room = await space_of(asker, "Safety by design")
    place = next(each["place"] for each in (await asker.ask("GET", f"/api/spaces/{thread}/history"))["items"] if each["body"] == WORDS)
    topic = next(
        each["place"] for each in (await asker.ask("GET", f"/api/start?space={room}"))["newest"]["items"] if each["kind"] == "topic"
    )
    draft = {"space": room, "topic": topic, "words": WHY}
    assert (await asker.ask("POST", f"/api/bridges/{thread}/messages/{place}/carry", draft))["state"] == "asked"
    page = await author.go(f"/s/{thread}")
    await page.get_by_text("Your released post").click()
    await expect(page.get_by_text("Somebody asks to carry this on.")).to_be_visible()
    await axe(page)
    await page.get_by_role("link", name="Answer", exact=True).click()
    card = page.get_by_role("article").filter(has_text="Speedwell-4417")
    await expect(card).to_contain_text("Nobody knows that these words are yours")
    await axe(page)
    await card.get_by_role("radio", name="Unattributed").check()
    await card.get_by_role("button", name="Let it go on").click()
    await expect(card).to_contain_text("You agreed")


async def two_let_it_go(first: Person, second: Person) -> None:
    """As they released it."""
    group = await group_of(first, CIRCLE)
    for who, said_then in ((first, "has agreed"), (second, "Carried on")):
        page = await who.go(f"/g/{group}/desk")
        card = page.locator("article.queue").filter(has_text=WHY)
        await expect(card).to_contain_text("Its author is sealed, and has agreed.")
        await axe(page)
        await card.get_by_role("button", name="Let it go on").click()
        await expect(card).to_contain_text(said_then)


async def ask_for_the_name(asker: Person, thread: int, folder: Path) -> Path:
    """From the menu of the post, by keyboard, with a reason."""
    page = await open_space(asker, thread)
    row = said(page, "Speedwell-4417")
    await row.focus()
    await row.get_by_role("button", name="More").press("Enter")
    await page.get_by_role("menuitem", name="Ask for the name of its author").press("Enter")
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Reason").fill(REASON)
    await fill_phrase(dialog)
    await axe(page)
    return await saved(page, dialog.get_by_role("button", name="Ask, and save the key"), folder)


async def grant(custodian: Custodian) -> None:
    """Where it waits, with the key file."""
    page = await custodian.person.go("/custody")
    card = page.locator("article.queue").filter(has_text=REASON)
    await card.get_by_role("button", name="Grant").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Reason").fill("So do I.")
    await dialog.get_by_label("Key file").set_input_files(custodian.file)
    await dialog.get_by_label("Passphrase").fill(PHRASE)
    await dialog.get_by_role("button", name="Grant").click()
    await expect(card).to_have_count(0)


async def read_the_name(asker: Person, thread: int, file: Path) -> None:
    """On the open page, which learns of the grants by itself."""
    page = asker.page
    details = page.get_by_role("complementary", name="Details of this thread")
    await expect(details).to_contain_text("Granted: the asker can read the name.")
    await details.get_by_role("button", name="Read the name").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Key file").set_input_files(file)
    await dialog.get_by_label("Passphrase").fill(PHRASE)
    await dialog.get_by_role("button", name="Read the name").click()
    await expect(page.get_by_role("dialog", name="Who wrote this")).to_contain_text(MASK)
    await axe(page)
    await asker.wiretap.assert_never_sent(PHRASE)
