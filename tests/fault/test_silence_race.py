"""An objection against the clock, at the second: one of the two holds, and never both."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from collab import clock
from collab.accounts.models import Person
from collab.audit.models import AuditEntry
from collab.errors import DomainError
from discussions.polls.life import keep_time
from discussions.polls.models import Break, Poll, Result
from discussions.polls.shapes import PollShape
from discussions.polls.silence.actions import break_silence
from discussions.polls.silence.shapes import BreakDraft
from tests.council import Council, convene

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]
ROUNDS = 6


def until(moment_before: timedelta, poll: PollShape) -> None:
    """Wait for a moment shortly before the second."""
    while clock.now() < poll.closes_at - moment_before:
        pass


def object_to(council: Council, who: Person, poll: PollShape) -> str:
    """Break the silence, trying from shortly before its second until there is an answer; "broken" or a code."""
    assert poll.silence is not None
    draft = BreakDraft(client_id=uuid4(), text=poll.silence.sha256, reason="No.", remedy="Yes.")
    try:
        until(timedelta(milliseconds=5), poll)
        break_silence(who.pk, council.hall.pk, poll.place, draft)
    except DomainError as refusal:
        return refusal.code
    finally:
        connection.close()
    return "broken"


def tick(poll: PollShape) -> str:
    """The clock, from shortly before the second until it is over."""
    try:
        until(timedelta(milliseconds=5), poll)
        while clock.now() < poll.closes_at:
            keep_time(clock.now())
        keep_time(clock.now())
    finally:
        connection.close()
    return "ticked"


def test_an_objection_and_the_clock_at_the_second_leave_one_end() -> None:
    council = convene()
    for _ in range(ROUNDS):
        closes_at = (clock.now() + timedelta(milliseconds=400)).isoformat()
        poll = council.ask(poll_kind="silence", options=[], silence={"text": "A text."}, closes_at=closes_at).poll
        with ThreadPoolExecutor(5) as pool:
            clocks = [pool.submit(tick, poll) for _ in range(2)]
            answers = [pool.submit(object_to, council, who, poll).result for who in (council.hugo, council.cleo, council.mia)]
            said = [answer() for answer in answers]
            assert [each.result() for each in clocks] == ["ticked", "ticked"]
        row = Poll.objects.get(space_id=poll.space, entry__place=poll.place)
        subject = AuditEntry.objects.filter(subject_id=f"{poll.space}/{poll.place}")
        ends = sorted(subject.filter(verb__startswith="silence.").values_list("verb", flat=True))
        broken = Break.objects.filter(silence__poll=row)
        assert (row.state, Result.objects.filter(poll=row).count()) == ("closed", 1)
        assert ends == (["silence.break"] if broken.exists() else ["silence.adopt"])
        assert said.count("broken") == broken.count()
        assert set(said) <= {"broken", "poll_not_open"}
        if broken.exists():
            assert broken.get().at < poll.closes_at
