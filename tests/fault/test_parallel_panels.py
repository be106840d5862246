"""Moderators of several sides speak at once, and the author takes the post back meanwhile: one outcome, and nothing half done."""

from functools import partial

import pytest

from collab.audit.models import AuditEntry
from collab.errors import Code
from discussions.bridges.actions import accept_bridge
from discussions.bridges.flag_shapes import FlagDraft, FlagShape, FlagVoiceDraft
from discussions.bridges.flagging import flag_post, lapse_due, say
from discussions.bridges.gate import withdraw_crossing
from discussions.bridges.models import FlagDesk
from discussions.bridges.shapes import Answer
from discussions.chat.models import Flag, Message
from tests.fault.test_parallel_appeals import at_once
from tests.span import Span, build_span

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]


@pytest.fixture
def span() -> Span:
    """Three sides."""
    span = build_span().opened()
    accept_bridge(span.gus.pk, span.bridge, Answer(seats=[span.seat(span.gus)]))
    return span


def posted(span: Span) -> tuple[int, int]:
    """A post of Ben's: its crossing and its place."""
    released = span.release(span.submit(span.world.ben, attribution="name").crossing)
    assert released.message is not None
    return released.crossing, released.message


def voice(span: Span, who: int, group: int, remove: bool) -> partial[FlagShape]:
    """Somebody's word on the one flag."""
    place = FlagDesk.objects.get(group=group).entry.place
    return partial(say, who, group, place, FlagVoiceDraft(remove=remove, words="So."))


def test_of_two_flags_at_once_one_holds(span: Span) -> None:
    _, place = posted(span)
    who = (span.world.eve.pk, span.mia.pk, span.gus.pk, span.world.eve.pk)
    done = at_once(*[partial(flag_post, each, span.bridge, place, FlagDraft(reason="It names a person.")) for each in who])
    assert set(done) == {"done", Code.ALREADY_GONE}
    assert (Flag.objects.count(), FlagDesk.objects.count()) == (1, 3)


def test_one_outcome_of_words_that_come_at_once(span: Span) -> None:
    _, place = posted(span)
    flag_post(span.world.eve.pk, span.bridge, place, FlagDraft(reason="It names a person."))
    weavers, potters, dyers = span.world.weavers.pk, span.world.potters.pk, span.dyers.pk
    done = at_once(
        voice(span, span.gus.pk, dyers, True), voice(span, span.mia.pk, weavers, False), voice(span, span.world.eve.pk, potters, False)
    )
    assert set(done) <= {"done", Code.WRONG_STATE}
    flag, message = Flag.objects.get(), Message.objects.get(space=span.bridge)
    assert (flag.outcome, message.gone, flag.content) in [("removed", "removed", {}), ("released", "", {})]
    assert AuditEntry.objects.filter(verb=f"flag.{flag.outcome}").count() == 3


def test_what_is_taken_back_meanwhile_does_not_come_back(span: Span) -> None:
    number, place = posted(span)
    flag_post(span.world.eve.pk, span.bridge, place, FlagDraft(reason="It names a person."))
    weavers, dyers = span.world.weavers.pk, span.dyers.pk
    at_once(
        voice(span, span.gus.pk, dyers, False), voice(span, span.mia.pk, weavers, False),
        partial(withdraw_crossing, span.world.ben.pk, number), partial(lapse_due, Flag.objects.get().until),
    )  # fmt: skip
    message = Message.objects.get(space=span.bridge)
    assert (message.gone, message.body, Flag.objects.get().content) == ("withdrawn", "", {})
