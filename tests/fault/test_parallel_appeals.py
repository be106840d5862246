"""Two moderators answer one appeal at once, and a mute is set anew meanwhile: one word counts, and nothing is left half done."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from collab.audit.models import AuditEntry
from collab.errors import Code, DomainError
from discussions.chat.models import Message
from discussions.desk.appeal_shapes import AppealDraft, AppealWord
from discussions.desk.appealing import answer_appeal, appeal
from discussions.desk.models import Appeal, Ruling
from discussions.desk.muting import mute
from discussions.desk.redacting import redact_message
from discussions.desk.shapes import MuteDraft
from discussions.personal.models import Notice
from discussions.spaces.seating import change_seat
from groups.roles import Role
from tests.span import Span, build_span

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]


@pytest.fixture
def span() -> Span:
    """With a third moderator, who decides on nothing before."""
    span = build_span()
    change_seat(by=span.world.ada.pk, seat_id=span.seat(span.cleo), role=Role.MODERATOR)
    return span


def at_once(*jobs: Callable[[], object]) -> list[str]:
    """Run from several threads; "done" or the code of the refusal for each."""

    def run(job: Callable[[], object]) -> str:
        try:
            job()
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def answers(span: Span, word: str) -> Callable[[int], Callable[[], object]]:
    """Somebody's answer to the one appeal."""
    place = Appeal.objects.get().entry.place
    said = AppealWord.model_validate({"answer": word, "words": f"So: {word}."})
    return lambda who: lambda: answer_appeal(who, span.world.weavers.pk, place, said)


def test_of_two_answers_one_counts(span: Span) -> None:
    said = span.world.say(span.world.ben, "A sentence.")
    redact_message(span.world.ada.pk, span.world.loom.pk, said.place, "It names a person.")
    number = Ruling.objects.get().number
    asked = at_once(*[lambda: appeal(span.world.ben.pk, number, AppealDraft(note="No.")) for _ in range(4)])
    assert (asked, Appeal.objects.count()) == (["done"] * 4, 1)
    lift, stand = answers(span, "lifted"), answers(span, "stands")
    given = at_once(lift(span.mia.pk), stand(span.cleo.pk), lift(span.cleo.pk), stand(span.mia.pk))
    assert sorted(given) == ["done"] + [Code.WRONG_STATE] * 3
    verbs = list(AuditEntry.objects.filter(verb__startswith="appeal.").values_list("verb", flat=True))
    lifted = Appeal.objects.get().answer == "lifted"
    assert verbs == ["appeal.lifted" if lifted else "appeal.stands"]
    assert Message.objects.get(entry__place=said.place, space=span.world.loom).gone == ("" if lifted else "redacted")
    assert Notice.objects.filter(what="appeal_answered").count() == 1
    assert Ruling.objects.get().sealed is None


def test_a_mute_set_anew_is_not_lifted_by_the_appeal_against_the_earlier_one(span: Span) -> None:
    seat = span.seat(span.world.ben)
    mute(span.world.ada.pk, seat, MuteDraft(minutes=60, reason="Insults."))
    appeal(span.world.ben.pk, Ruling.objects.get().number, AppealDraft(note="No."))
    lift = answers(span, "lifted")
    given = at_once(lift(span.mia.pk), lambda: mute(span.world.ada.pk, seat, MuteDraft(minutes=30, reason="More.")))
    assert given[1] == "done" and given[0] in {"done", Code.WRONG_STATE}
    span.seats[span.world.ben.pk].refresh_from_db()
    assert span.seats[span.world.ben.pk].muted_until == Ruling.objects.get(reason="More.").until
    assert Appeal.objects.get().answer == ("lifted" if given[0] == "done" else "over")
