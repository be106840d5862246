"""A post is carried on, its author changes their mind, and moderators answer, all at once: one outcome, and nothing half done."""

from functools import partial

import pytest

from collab.clock import now
from collab.errors import Code
from discussions.bridges.asking_again import ask_again
from discussions.bridges.gate import withdraw_crossing
from discussions.bridges.roles import Attribution
from discussions.carrying.actions import answer_consent, ask_to_carry
from discussions.carrying.models import Carry, Consent, SealedConsent
from discussions.carrying.reads import present_hash
from discussions.carrying.roles import CarryState
from discussions.carrying.settling import settle_due
from discussions.carrying.shapes import CarryDraft, CarryShape, ConsentAnswer, ConsentShape
from discussions.chat.models import Message
from tests.fault.test_parallel_appeals import at_once
from tests.sealed import build_custody
from tests.span import Span, build_span

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]


@pytest.fixture
def span() -> Span:
    """A green thread whose charter lets authors consent beforehand."""
    return build_span().opened(label="green", unasked=True)


def posted(span: Span) -> tuple[int, int]:
    """A post of Ben's that may be carried on unasked: its crossing and its place."""
    released = span.release(span.submit(span.world.ben, unasked=True).crossing)
    assert released.message is not None
    return released.crossing, released.message


def wish(span: Span, who: int, place: int) -> partial[CarryShape]:
    """Somebody's wish to say it in Oven."""
    return partial(ask_to_carry, who, span.bridge, place, CarryDraft(space=span.world.oven.pk, topic=span.world.clay))


def copies(span: Span) -> int:
    """Excerpts that stand in Oven."""
    return Message.objects.filter(space=span.world.oven, carried__isnull=False).exclude(carried=None).count()


def test_one_wish_sent_many_times_is_one_excerpt(span: Span) -> None:
    _, place = posted(span)
    done = at_once(*[wish(span, span.world.eve.pk, place)] * 4)
    assert set(done) == {"done"}
    assert (Carry.objects.get().state, copies(span), Consent.objects.count()) == (CarryState.CARRIED, 1, 2)


def test_what_its_author_ends_meanwhile_goes_at_once_or_is_asked_for(span: Span) -> None:
    number, place = posted(span)
    done = at_once(partial(ask_again, span.world.ben.pk, number), wish(span, span.world.eve.pk, place), wish(span, span.pam.pk, place))
    assert set(done) == {"done"}
    rows = list(Carry.objects.all())
    assert [row.state for row in rows] == [CarryState.CARRIED if row.unasked else CarryState.REQUESTED for row in rows]
    assert (copies(span), Message.objects.get(space=span.bridge).unasked) == (sum(row.unasked for row in rows), False)


def test_what_is_withdrawn_meanwhile_leaves_nothing_unasked(span: Span) -> None:
    number, place = posted(span)
    at_once(partial(withdraw_crossing, span.world.ben.pk, number), wish(span, span.world.eve.pk, place))
    message = Message.objects.get(space=span.bridge)
    assert (message.gone, message.unasked, copies(span)) == ("withdrawn", False, Carry.objects.filter(state=CarryState.CARRIED).count())


def test_two_moderators_and_one_of_them_twice_agree_once() -> None:
    """For a sealed author: two people, and not one of them two times."""
    custody = build_custody(build_span())
    span = custody.span
    place = custody.released(custody.submit(span.world.ben).crossing).message
    assert place is not None
    wish(span, span.world.eve.pk, place)()
    yes = ConsentAnswer(agree=True, hash=present_hash(Carry.objects.get(), "author"), attribution=Attribution.CONSTITUENCY)
    author = partial(answer_consent, span.world.ben.pk, SealedConsent.objects.get().number, yes)
    assert sorted(at_once(author, author)) == ["done", Code.WRONG_STATE]
    settle_due(now())
    question = Consent.objects.get()
    agreed = ConsentAnswer(agree=True, hash=present_hash(question.carry, question.part))
    voices = [partial[ConsentShape](answer_consent, who, question.number, agreed) for who in (span.mia.pk, span.mia.pk, span.world.ada.pk)]
    done = at_once(*voices)
    assert sorted(done)[0:1] + sorted(done)[-1:] == ["done", Code.WRONG_STATE]
    question.refresh_from_db()
    assert (question.by_id != question.first_id, Carry.objects.get().state, copies(span)) == (True, CarryState.CARRIED, 1)
