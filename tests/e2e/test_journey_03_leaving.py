"""Journey 3: leave means leave.

A delegate has two tabs open and a download link at hand when the secretariat ends the seat.
"""

import re
import time

from playwright.async_api import expect

from tests.e2e.person import Cast, Person
from tests.e2e.screens import composer, said, share_document, status_and_body

NOT_FOUND = (404, '{"code": "not_found", "message": "There is nothing here that you can see.", "facts": {}}')


async def first_space(person: Person, group: str) -> int:
    """The first space of one of the person's groups; the screen's language becomes English."""
    await person.ask("PATCH", "/api/me", {"language": "en"})
    spaces = await person.ask("GET", "/api/spaces")
    found: int = next(each["id"] for each in spaces if each["group"] and each["group"]["name"] == group)
    return found


async def test_an_ended_seat_hears_reads_and_fetches_nothing_more(cast: Cast) -> None:
    delegate = await cast.enter(cast.account(mail="teo.arriagada"))
    head = await cast.enter(cast.account(mail="ximena.robledal"))
    officer = await cast.enter(cast.account(mail="noor.halvorsen"))
    space = await first_space(delegate, "Global Task Force")
    await first_space(head, "Global Task Force")
    paper = await share_document(head, space, "note.md", b"# A note\n\nFor delegations.", title="A note for delegations")
    link = f"/api/spaces/{space}/documents/{paper['place']}/versions/1/file"
    fetched = await delegate.context.request.get(delegate.server.origin + link)
    assert (fetched.status, await fetched.body()) == (200, b"# A note\n\nFor delegations.")

    second = await delegate.context.new_page()
    for tab in (delegate.page, second):
        await tab.goto(f"{delegate.server.origin}/s/{space}")
        await expect(tab.get_by_role("article").first).to_be_visible()
    await composer(second).fill("My last word here.")
    await composer(second).press("Enter")
    await expect(said(delegate.page, "My last word here.")).to_be_visible()

    seat = next(each["seat"] for each in await delegate.ask("GET", "/api/spaces") if each["id"] == space)
    started = time.monotonic()
    await officer.ask("POST", f"/api/seats/{seat}/end", {"reason": "moved to another ministry"})
    for tab in (delegate.page, second):
        await expect(tab.get_by_role("article")).to_have_count(0, timeout=5_000)
        await expect(tab.get_by_role("heading", level=1)).not_to_have_text(re.compile("Global Task Force"))
    assert time.monotonic() - started < 5

    await head.go(f"/s/{space}")
    await composer(head.page).fill("Orchid-2288, for those who are still here.")
    await composer(head.page).press("Enter")
    await expect(said(head.page, "Orchid-2288")).to_be_visible()
    await expect(said(head.page, "My last word here.")).to_contain_text("Example delegation – MX")

    for path in (f"/api/spaces/{space}", f"/api/spaces/{space}/history", link):
        assert await status_and_body(delegate, path) == NOT_FOUND
    poll = await delegate.ask("POST", "/api/live/poll", {"streams": {f"space:{space}": 0}, "wait": 0})
    assert poll == [{"kind": "gone", "stream": f"space:{space}"}]
    await delegate.wiretap.assert_never_sent("Orchid-2288")

    told = officer.server.manage(
        "shell", "-c",
        "from collab.audit.models import AuditEntry; e = AuditEntry.objects.get(verb='seat.end', reason='moved to another ministry');"
        "from collab.accounts.models import Person; print(Person.objects.get(pk=e.actor_id).email, '|', e.subject_id, '|', e.reason)",
    )  # fmt: skip
    assert f"noor.halvorsen@example.org | {seat} | moved to another ministry" in told
