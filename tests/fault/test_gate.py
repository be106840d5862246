"""Two hands at the gate at once.  On SQLite and on PostgreSQL."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.db import connection

from collab.errors import DomainError
from discussions.bridges.actions import accept_bridge, reseat_bridge
from discussions.bridges.ending import close_bridge
from discussions.bridges.gate import release_crossing, return_crossing, withdraw_crossing
from discussions.bridges.models import Bridge, Crossing
from discussions.bridges.roles import BridgeState
from discussions.bridges.shapes import Answer, CrossingDraft, CrossingEdit, SeatChoice
from discussions.bridges.submitting import rewrite_crossing, submit_crossing
from discussions.chat.models import Message
from discussions.spaces.models import Admission
from tests.span import Span, build_span

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]


@pytest.fixture
def span(transactional_db: None) -> Span:
    return build_span().opened()


def at_once(*jobs: Callable[[], Any]) -> list[Any]:
    """What each job returned, or the code with which it was refused; all started together, each with its own connection."""

    def run(job: Callable[[], Any]) -> Any:
        try:
            return job()
        except DomainError as refusal:
            return refusal.code.value
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def codes(answers: list[Any]) -> list[str]:
    """The refusals among the answers."""
    return sorted(each for each in answers if isinstance(each, str))


@pytest.mark.parametrize("round_", range(4))
def test_two_moderators_release_once(span: Span, round_: int) -> None:
    held = span.submit(span.world.ben)
    answers = at_once(*[partial(release_crossing, who.pk, held.crossing, held.hash) for who in (span.world.ada, span.mia)])
    assert codes(answers) == ["wrong_state"]
    assert Message.objects.filter(space_id=span.bridge).count() == 1


@pytest.mark.parametrize("round_", range(4))
def test_what_is_released_is_what_was_read_or_nothing(span: Span, round_: int) -> None:
    """The author edits, the moderator releases, at the same moment: never the new words under the old hash."""
    held = span.submit(span.world.ben)
    at_once(
        partial(rewrite_crossing, span.world.ben.pk, held.crossing, CrossingEdit(body="Other words.")),
        partial(release_crossing, span.mia.pk, held.crossing, held.hash),
    )
    bodies = list(Message.objects.filter(space_id=span.bridge).values_list("body", flat=True))
    assert bodies in ([], [held.body])
    crossing = Crossing.objects.get()
    assert (crossing.state, crossing.body) == (("released", held.body) if bodies else ("held", "Other words."))


@pytest.mark.parametrize("round_", range(4))
def test_released_or_returned_and_withdrawn_agree(span: Span, round_: int) -> None:
    held = span.submit(span.world.ben)
    at_once(
        partial(release_crossing, span.mia.pk, held.crossing, held.hash),
        partial(return_crossing, span.world.ada.pk, held.crossing, "Not yet."),
        partial(withdraw_crossing, span.world.ben.pk, held.crossing),
    )
    assert Crossing.objects.get().state == "withdrawn"
    assert [(each.body, each.gone) for each in Message.objects.filter(space_id=span.bridge)] in ([], [("", "withdrawn")])


def test_the_same_post_from_many_tabs_is_one(span: Span) -> None:
    draft = CrossingDraft.model_validate(span.draft())
    answers = at_once(*[partial(submit_crossing, span.world.ben.pk, span.bridge, draft) for _ in range(6)])
    assert len({each.crossing for each in answers}) == 1
    assert Crossing.objects.count() == 1


@pytest.mark.parametrize("round_", range(3))
def test_two_groups_accept_while_a_third_act_reseats(transactional_db: None, round_: int) -> None:
    """Everybody who was chosen is inside, once, whoever came first; no deadlock."""
    span = build_span().proposed()
    answers = at_once(
        partial(accept_bridge, span.world.eve.pk, span.bridge, Answer(seats=[span.seat(span.pam)])),
        partial(accept_bridge, span.gus.pk, span.bridge, Answer()),
        partial(reseat_bridge, span.mia.pk, span.bridge, SeatChoice(seats=[span.seat(span.fay)])),
    )
    assert codes(answers) == []
    assert Bridge.objects.get().state == BridgeState.OPEN
    inside = Admission.objects.filter(space_id=span.bridge, ended_at__isnull=True).values_list("seat_id", flat=True)
    assert sorted(inside) == sorted([span.seat(span.pam), span.seat(span.gus), span.seat(span.fay)])


@pytest.mark.parametrize("round_", range(3))
def test_nothing_passes_once_it_is_closed(span: Span, round_: int) -> None:
    held = [span.submit(who) for who in (span.world.ben, span.cleo)]
    close_bridge(span.world.ada.pk, span.bridge, "Nothing new any more.")
    at_once(
        partial(close_bridge, span.world.ada.pk, span.bridge, "Enough."),
        *[partial(release_crossing, span.mia.pk, each.crossing, each.hash) for each in held],
    )
    assert Bridge.objects.get().state == BridgeState.CLOSED
    released = Crossing.objects.filter(state="released").count()
    assert Message.objects.filter(space_id=span.bridge).count() == released
    assert codes(at_once(partial(release_crossing, span.mia.pk, held[0].crossing, held[0].hash))) == ["wrong_state"]
