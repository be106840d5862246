"""With scripts switched off one signs in, reads, posts and votes; and every page of the door is open to everyone."""

import asyncio
import re

from playwright.async_api import expect

from tests.e2e.person import Account, Cast, Person, sign_in
from tests.e2e.sight import axe

GROUP = "Civil Society Reference Group"


async def own_space(person: Person) -> int:
    """The first open space of the group; the person's language becomes English."""
    await person.ask("PATCH", "/api/me", {"language": "en"})
    spaces = await person.ask("GET", "/api/spaces")
    found: int = next(each["id"] for each in spaces if each["group"] and each["group"]["name"] == GROUP and not each["closed"])
    return found


def moderates(account: Account) -> bool:
    """Whether the person leads or moderates the group."""
    return any(seat["group"] == GROUP and seat["role"] in {"lead", "moderator"} for seat in account["groups"])


async def test_reading_and_posting_with_scripts_switched_off(cast: Cast) -> None:
    account = cast.account(groups=GROUP)
    space = await own_space(await cast.enter(account))
    bare = await cast.enter(account, java_script_enabled=False)
    page = await bare.go("/plain/")
    await expect(page.get_by_role("heading", name=GROUP)).to_be_visible()
    await page.goto(f"{bare.server.origin}/plain/s/{space}/")
    await page.locator(f"a[href^='/plain/s/{space}/t/']").first.click()
    await page.get_by_label("Message", exact=True).fill("Sorrel-3071, written without scripts.")
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_role("article").filter(has_text="Sorrel-3071")).to_have_count(1)
    await page.reload()
    await expect(page.get_by_role("article").filter(has_text="Sorrel-3071")).to_have_count(1)
    newest = page.get_by_role("article").filter(has_text="Sorrel-3071")
    await newest.get_by_role("link", name="Edit").click()
    await page.get_by_label("Message", exact=True).fill("Sorrel-3071, and edited.")
    await page.get_by_role("button", name="Keep the new wording").click()
    await expect(page.get_by_role("article").filter(has_text="Sorrel-3071, and edited.")).to_have_count(1)
    await page.get_by_role("article").filter(has_text="Sorrel-3071").get_by_role("link", name="Withdraw").click()
    await page.get_by_role("button", name="Withdraw").click()
    await expect(page.get_by_role("article").filter(has_text="Sorrel-3071")).to_have_count(0)


async def test_voting_with_scripts_switched_off(cast: Cast) -> None:
    account = next(each for each in cast.accounts if moderates(each))
    asker = await cast.enter(account)
    space = await own_space(asker)
    opened = await asker.ask(
        "POST", f"/api/spaces/{space}/polls",
        {"client_id": "6f0e6a7e-6f7d-4f0e-9d3e-777777777777", "unit": "person", "question": "Shall the page stay plain?",
         "options": [{"text": "Yes"}, {"text": "No"}], "closes_at": "2099-01-01T00:00:00Z"},
    )  # fmt: skip
    bare = await cast.enter(account, java_script_enabled=False)
    page = await bare.go(f"/plain/s/{space}/p/{opened['poll']['place']}/")
    await page.get_by_label("Yes").check()
    await page.get_by_role("button", name="Vote", exact=True).click()
    await expect(page.get_by_label("Yes")).to_be_checked()
    await expect(page.get_by_text(re.compile(r"^1 of \d+ have voted$"))).to_be_visible()


async def test_signing_in_and_out_with_scripts_switched_off(cast: Cast) -> None:
    person = await cast.stranger(cast.account(groups=GROUP), java_script_enabled=False)
    await sign_in(person)
    page = await person.go("/plain/")
    await page.get_by_role("button", name=re.compile("Sign out|Sair|Salir|Se déconnecter")).click()
    await expect(page.locator("input[name=login]")).to_be_visible()
    await person.go("/plain/")
    await expect(page.locator("input[name=login]")).to_be_visible()


async def link_in_mail(person: Person, address: str) -> str:
    """The link of the invitation that went to this address, once the worker has put the mail into its folder."""
    async with asyncio.timeout(60):
        while True:
            for letter in (person.server.folder / "mail").glob("*"):
                found = re.search(r"(/account/invitation/[\w-]+/)", letter.read_text().replace("=\n", ""))
                if found and f"To: {address}" in letter.read_text():
                    return found[1]
            await asyncio.sleep(0.1)


async def test_an_invitation_becomes_an_account(cast: Cast) -> None:
    lead = await cast.enter(cast.account(mail="noor.halvorsen"))
    groups = await lead.ask("GET", "/api/groups")
    group = next(each["id"] for each in groups if each["name"] == GROUP)
    organisation = (await lead.ask("GET", "/api/organisations"))[0]
    await lead.ask("POST", f"/api/groups/{group}/invitations", {"email": "nia.newcomer@example.org", "organisation": organisation["id"]})
    link = await link_in_mail(lead, "nia.newcomer@example.org")
    nia = await cast.stranger(java_script_enabled=False, locale="en")
    page = await nia.go(link)
    await expect(page.get_by_text(GROUP)).to_be_visible()
    await page.get_by_label("Your name, as colleagues know it").fill("Nia Newcomer (example)")
    await page.get_by_label("Password").fill("correct horse battery")
    await page.get_by_role("button", name="Make my account and take the seat").click()
    await nia.go("/plain/")
    await expect(page.get_by_role("heading", name=GROUP)).to_be_visible()


async def test_pages_of_the_door_are_open_to_everyone(cast: Cast) -> None:
    nobody = await cast.stranger()
    for path in (
        "/account/login/code/",
        "/account/password/reset/",
        "/account/about/support/",
        "/account/about/privacy/",
        "/account/signup/",
    ):
        await nobody.go(path)
        await axe(nobody.page)
    person = await cast.enter(cast.account(groups=GROUP))
    space = await own_space(person)
    for path in ("/plain/", f"/plain/s/{space}/", "/account/2fa/", "/account/sessions/", "/account/password/change/"):
        await person.go(path)
        await axe(person.page)
    await person.go(f"/plain/s/{space}/")
    await person.page.locator(f"a[href^='/plain/s/{space}/t/']").first.click()
    await axe(person.page)
