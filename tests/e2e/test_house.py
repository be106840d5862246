"""The house stands: people sign in, and what is said reaches who may read it and nobody else."""

import json

from playwright.async_api import expect

from tests.e2e.person import Cast, Person
from tests.e2e.screens import space_of
from tests.e2e.sight import axe

# Over the wire, headers and answers of the API included; files by brotli, as browsers ask for it on https and on localhost.  Home says
# what waits, and so does a space: up to 4 kB more than on a new site, once other tests have left something there.
DOOR_BYTES, HOME_BYTES, SPACE_BYTES = 27_000, 116_000, 120_000


async def bytes_of(person: Person, path: str) -> int:
    """What opening this address costs, everything counted."""
    line = await person.context.new_cdp_session(person.page)
    await line.send("Network.enable")
    await line.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: list[int] = []
    line.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    await person.go(path)
    await person.page.wait_for_load_state("networkidle")
    return sum(sizes)


async def test_the_sign_in_page_is_light_and_open_to_everyone(cast: Cast) -> None:
    nobody = await cast.stranger()
    assert 2_000 < await bytes_of(nobody, "/account/login/") < DOOR_BYTES
    await axe(nobody.page)


async def test_the_first_screen_is_light_and_open_to_everyone(cast: Cast) -> None:
    person = await cast.enter(cast.account(groups="Civil Society Reference Group"))
    assert 20_000 < await bytes_of(person, "/") < HOME_BYTES
    await expect(person.page.get_by_role("main")).to_be_visible()
    await axe(person.page)


async def test_a_space_is_light(cast: Cast) -> None:
    person = await cast.enter(cast.account(mail="ines.vale"))
    space = await space_of(person, "Legislation menu")
    newest = (await person.ask("GET", f"/api/start?space={space}"))["newest"]
    said = len(json.dumps(newest, ensure_ascii=False, separators=(",", ":")).encode())  # as much as there is to read, up to 50 messages
    assert 20_000 < await bytes_of(person, f"/s/{space}") - said < SPACE_BYTES
    await expect(person.page.get_by_role("article").first).to_be_visible()


async def test_a_wrong_password_says_so_and_keeps_the_address(cast: Cast) -> None:
    nobody = await cast.stranger()
    page = await nobody.go("/account/login/")
    await page.locator("input[name=login]").fill("ines.vale@example.org")
    await page.locator("input[name=password]").fill("not her password at all")
    await page.locator("input[name=password]").press("Enter")
    await expect(page.locator("input[name=login]")).to_have_value("ines.vale@example.org")
    assert page.url.startswith(f"{nobody.server.origin}/account/login/")
