"""A passkey: added on the page without the application, then used instead of a password and a code."""

from playwright.async_api import expect

from tests.e2e.person import Cast, sign_in


async def test_a_passkey_is_added_and_signs_in(cast: Cast) -> None:
    person = await cast.stranger(cast.account(mail="selam.tessera"), locale="en")
    line = await person.context.new_cdp_session(person.page)
    await line.send("WebAuthn.enable")
    key = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }  # fmt: skip
    await line.send("WebAuthn.addVirtualAuthenticator", {"options": key})
    await sign_in(person)
    await person.ask("PATCH", "/api/me", {"language": "en"})

    page = await person.go("/account/2fa/webauthn/add/")
    await page.locator("input[name=password]").fill(person.account["password"])
    await page.get_by_role("button", name="Confirm").click()
    await page.locator("input[name=name]").fill("Key of the test")
    await page.get_by_label("Passwordless").check()
    await page.get_by_role("button", name="Add").click()
    await page.wait_for_url(lambda url: "/webauthn/add/" not in url)  # the address of this page is under 2fa already
    me = await person.ask("GET", "/api/me")
    assert me["second_factor"] is True

    await person.go("/leave/")
    page = await person.go("/account/login/")
    await page.get_by_role("button", name="Use a passkey").click()
    await page.wait_for_url(person.server.origin + "/")
    assert (await person.ask("GET", "/api/me"))["email"] == person.account["mail"]


async def test_a_passkey_that_fails_says_so_and_leaves_the_other_ways(cast: Cast) -> None:
    nobody = await cast.stranger(locale="en")
    line = await nobody.context.new_cdp_session(nobody.page)
    await line.send("WebAuthn.enable")  # and no authenticator: the browser can find none
    key = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": False}
    await line.send("WebAuthn.addVirtualAuthenticator", {"options": key})
    page = await nobody.go("/account/login/")
    await page.get_by_role("button", name="Use a passkey").click()
    await expect(page.get_by_role("alert").filter(has_text="The passkey could not be used.")).to_be_visible()
    await expect(page.get_by_role("button", name="Sign in")).to_be_enabled()
