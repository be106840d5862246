"""A thread between groups without scripts: who is shown, what goes with a post, and what is not there any more."""

import pytest

from tests.api.ask import ask
from tests.api.gate import act
from tests.api.reader import Reader
from tests.attached import paper, ref
from tests.span import Span


@pytest.fixture
def span(fresh_span: Span) -> Span:
    return fresh_span.opened(attributions=["name", "organisation", "constituency"])


def told(span: Span) -> str:
    return Reader(span.pam).page(f"/plain/s/{span.bridge}/t/{span.topic}/")


def test_whom_its_readers_see_and_what_goes_with_it(span: Span) -> None:
    span.release(span.submit(span.world.ben, attribution="constituency", body="One glaze.", attachments=[ref(paper(span))]).crossing)
    span.release(span.submit(span.cleo, attribution="organisation", body="Two glazes.").crossing)
    page = told(span)
    assert page.count('<span class="msg-who">Civil society</span>') == 1
    assert page.count('<span class="msg-who">Lantern (example)</span>') == 1
    assert ("Ben (example)" in page, "Cleo (example)" in page) == (False, False)
    number = ask(span.pam).get(f"/api/spaces/{span.bridge}/history")[1]["items"][0]["attachments"][0]["number"]
    assert f'<a href="/api/attachments/{number}/file" dir="auto">Glaze menu</a>' in page


def test_what_is_held_or_taken_back_says_so(span: Span) -> None:
    first = span.release(span.submit(span.world.ben, attribution="name", body="One glaze.").crossing)
    second = span.release(span.submit(span.cleo, attribution="name", body="Two glazes.").crossing)
    hold = f"/api/bridges/{span.bridge}/messages/{first.message}/hold"
    assert ask(span.world.eve).post(hold, {"reason": "Not for us."})[0] == 201
    assert act(span.cleo, second.crossing, "withdraw")[0] == 200
    page = told(span)
    assert "Held by your moderators." in page
    assert "Withdrawn by its group." in page
    assert ("glaze" in page.replace("Glazes and threads", ""), "Removed by a moderator." in page) == (False, False)
