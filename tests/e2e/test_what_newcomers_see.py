"""Who joins later: a quote from before their time says so and no more; and an office ends before its last day."""

from uuid import uuid4

from playwright.async_api import expect

from tests.e2e.person import Cast
from tests.e2e.sight import axe

GROUP = "Civil Society Reference Group"


async def test_a_quote_from_before_ones_time_tells_nothing(cast: Cast) -> None:
    moderator = await cast.enter(cast.account(mail="sunita.hillrose"))
    officer = await cast.enter(cast.account(mail="noor.halvorsen"))
    newcomer = await cast.enter(cast.account(mail="teo.arriagada"))
    await newcomer.ask("PATCH", "/api/me", {"language": "es"})
    group = next(each["id"] for each in await moderator.ask("GET", "/api/groups") if each["name"] == GROUP)
    space = (await moderator.ask("POST", "/api/spaces", {"group": group, "title": "Late arrivals", "history": "joining"}))["id"]
    topic = await moderator.ask(
        "POST", f"/api/spaces/{space}/topics", {"client_id": str(uuid4()), "title": "Tulips", "body": "Saffron-7741."}
    )
    body = (await officer.ask("GET", "/api/organisations"))[0]["id"]
    await officer.ask("POST", f"/api/groups/{group}/seats", {"email": newcomer.account["mail"], "organisation": body})
    said = {"client_id": str(uuid4()), "topic": topic["topic"]["place"], "body": "As I wrote.", "quote": topic["message"]["place"]}
    await moderator.ask("POST", f"/api/spaces/{space}/messages", said)

    page = await newcomer.go(f"/s/{space}")
    row = page.get_by_role("article").filter(has_text="As I wrote.")
    await expect(row).to_contain_text("Cita de antes de que usted se incorporara.")
    await expect(row.locator("blockquote").get_by_role("link")).to_have_count(0)
    await axe(page)
    assert "Saffron-7741" not in await page.content()
    await expect((await moderator.go(f"/s/{space}")).get_by_role("article").filter(has_text="As I wrote.")).to_contain_text("Saffron-7741")


async def test_an_office_ends_before_its_last_day(cast: Cast) -> None:
    moderator = await cast.enter(cast.account(mail="sunita.hillrose"))
    group = next(each["id"] for each in await moderator.ask("GET", "/api/groups") if each["name"] == GROUP)
    seat = (await moderator.ask("GET", f"/api/groups/{group}"))["seats"][0]["by"]
    await moderator.ask("POST", f"/api/groups/{group}/offices", {"seat": seat["seat"], "kind": "vice_chair", "from_on": "2026-01-01"})
    page = await moderator.go(f"/g/{group}")
    end = page.get_by_role("button", name=f"End the office of {seat['name']} (Vice-chair)")
    await expect(end).to_be_visible()
    await axe(page)
    await end.click()
    dialog = page.get_by_role("dialog", name=f"End the office of {seat['name']} (Vice-chair)?")
    await dialog.get_by_label("Reason").fill("moved on")
    await dialog.get_by_role("button", name="End the office").click()
    await expect(end).to_have_count(0)
    await expect(page.get_by_text(f"The office of {seat['name']} has ended.").first).to_be_visible()  # seen, and announced
