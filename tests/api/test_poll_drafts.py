"""Polls kept as drafts: seen by their author and the moderators, and by nobody else."""

from typing import Any
from uuid import uuid4

import pytest

from collab.audit.models import AuditEntry
from collab.clock import now
from collab.streams.models import Entry, Stream
from discussions.polls.drafting import DRAFTS_KEPT
from discussions.polls.models import Draft, Poll
from groups.models import Seat
from groups.roles import Role
from tests.api.ask import ask
from tests.api.gate import NOTHING_HERE
from tests.council import HOUR, Council, convene

pytestmark = pytest.mark.django_db
TEXT = {
    "poll_kind": "ranked", "unit": "delegation", "question": "Who chairs?", "options": [{"text": "Ann"}, {"text": ""}],
    "rule": {"method": "schulze"},
}  # fmt: skip


@pytest.fixture
def council() -> Council:
    return convene()


def drafts(council: Council) -> str:
    return f"/api/spaces/{council.hall.pk}/poll-drafts"


def keep(council: Council, **more: Any) -> dict[str, Any]:
    """Mia keeps a draft."""
    status, answer = ask(council.mia).post(drafts(council), TEXT | more)
    assert status == 201
    kept: dict[str, Any] = answer
    return kept


def test_an_unfinished_poll_is_kept_for_author_and_moderators_and_nobody_else_hears_of_it(council: Council) -> None:
    before = (Entry.objects.count(), AuditEntry.objects.count(), list(Stream.objects.order_by("pk").values_list("pk", "rev")))
    kept = keep(council)
    assert (kept["poll"]["question"], kept["poll"]["options"][1]["text"], kept["poll"]["closes_at"]) == ("Who chairs?", "", None)
    assert (kept["where"], kept["mine"], kept["rev"], kept["poll"]["rule"]["method"]) == ("Hall", True, 1, "schulze")
    assert ask(council.mia).get("/api/poll-drafts") == (200, [kept])
    for who in (council.hugo, council.leo, council.world.olga, council.world.ada):
        assert ask(who).get("/api/poll-drafts") == (200, [])
    assert (Entry.objects.count(), AuditEntry.objects.count(), list(Stream.objects.order_by("pk").values_list("pk", "rev"))) == before


def test_to_members_and_outsiders_a_draft_is_not_there(council: Council) -> None:
    path = f"{drafts(council)}/{keep(council)['id']}"
    for who in (council.hugo, council.leo, council.world.ada):
        assert ask(who).put(path, {"rev": 1, "poll": TEXT}) == (404, NOTHING_HERE)
        assert ask(who).delete(path) == (404, NOTHING_HERE)
    status, refusal = ask(council.hugo).post(drafts(council), TEXT)
    assert (status, refusal["code"]) == (403, "not_allowed")
    assert Draft.objects.count() == 1


def test_another_moderator_goes_on_with_it_and_the_first_is_told(council: Council) -> None:
    promote(council.hugo.pk, council)
    path = f"{drafts(council)}/{keep(council)['id']}"
    status, changed = ask(council.hugo).put(path, {"rev": 1, "poll": TEXT | {"question": "Who chairs next?"}})
    assert (status, changed["rev"], changed["mine"], changed["poll"]["question"]) == (200, 2, False, "Who chairs next?")
    status, refusal = ask(council.mia).put(path, {"rev": 1, "poll": TEXT})
    assert (status, refusal["code"]) == (409, "stale")
    assert ask(council.mia).get("/api/poll-drafts")[1][0]["poll"]["question"] == "Who chairs next?"


def test_who_is_no_moderator_any_more_sees_the_own_draft_and_may_discard_it(council: Council) -> None:
    promote(council.hugo.pk, council)
    status, own = ask(council.hugo).post(drafts(council), TEXT)
    assert status == 201
    keep(council)
    Seat.objects.filter(pk=council.seat(council.hugo).pk).update(role=Role.MEMBER)
    assert [each["id"] for each in ask(council.hugo).get("/api/poll-drafts")[1]] == [own["id"]]
    path = f"{drafts(council)}/{own['id']}"
    status, refusal = ask(council.hugo).put(path, {"rev": 1, "poll": TEXT})
    assert (status, refusal["code"]) == (403, "not_allowed")
    assert ask(council.hugo).delete(path)[0] == 204
    assert Draft.objects.count() == 1


def test_opening_takes_the_draft_away_once(council: Council) -> None:
    kept = keep(council)
    body = council.draft(draft=kept["id"])
    status, opened = ask(council.mia).post(f"/api/spaces/{council.hall.pk}/polls", body)
    assert (status, Draft.objects.count()) == (201, 0)
    assert ask(council.mia).post(f"/api/spaces/{council.hall.pk}/polls", body) == (201, opened)  # the answer was lost
    status, refusal = ask(council.mia).post(f"/api/spaces/{council.hall.pk}/polls", body | {"client_id": str(uuid4())})
    assert (status, refusal["code"], Poll.objects.count()) == (409, "already_gone", 1)


def test_a_refused_opening_leaves_the_draft_where_it_was(council: Council) -> None:
    kept = keep(council)
    body = council.draft(draft=kept["id"], closes_at=(now() - HOUR).isoformat())
    assert ask(council.mia).post(f"/api/spaces/{council.hall.pk}/polls", body)[0] == 422
    assert (Draft.objects.count(), Poll.objects.count()) == (1, 0)


def test_a_space_keeps_only_so_many(council: Council) -> None:
    for _ in range(DRAFTS_KEPT):
        keep(council)
    status, refusal = ask(council.mia).post(drafts(council), TEXT)
    assert (status, refusal["code"], Draft.objects.count()) == (409, "too_many", DRAFTS_KEPT)


def promote(person_id: int, council: Council) -> None:
    """A second moderator."""
    Seat.objects.filter(person_id=person_id, group=council.group).update(role=Role.MODERATOR)
