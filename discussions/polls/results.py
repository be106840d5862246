"""Results: the whole of one, read and taken away, and the lot that breaks its ties."""

from django.db import transaction

from discussions.polls.counting import kept
from discussions.polls.life import settle_if_due, tell_audit
from discussions.polls.models import Poll, Result
from discussions.polls.page import refusal_of
from discussions.polls.policies import check_draw, check_result
from discussions.polls.reads import facts_of, full_polls, poll_shape, result_shape, seen_poll
from discussions.polls.result_shapes import PartShape, ResultPage, SpreadShape
from discussions.polls.shapes import PollShape
from discussions.polls.voices import voices_of
from discussions.spaces.entering import entered
from discussions.spaces.policies import Standing
from discussions.spaces.reads import standing_in


def counted_poll(person_id: int, space_id: int, place: int) -> tuple[Standing, Poll, Result]:
    """A poll that the person sees, with its whole result; it is closed first, if its moment has come.

    Raises NotFound, Conflict (wrong_state).
    """
    settle_if_due(person_id, space_id, place)
    standing = standing_in(person_id, space_id)
    poll = seen_poll(standing, place)
    found = Result.objects.filter(poll=poll).first()
    check_result(standing, facts_of(poll), counted=found is not None)
    assert found is not None, "check_result refuses a poll without one"
    return standing, poll, found


def result_page(person_id: int, space_id: int, place: int) -> ResultPage:
    """The whole result of a poll.  Raises NotFound, Conflict (wrong_state)."""
    standing, poll, found = counted_poll(person_id, space_id, place)
    outcome = found.outcome
    spreads = [
        SpreadShape(key=each["key"], median=each["median"], spread=each["spread"])
        for each in outcome["counts"]
        if each["spread"] is not None
    ]
    return ResultPage(
        result=result_shape(found), spreads=spreads, rounds=outcome["rounds"], order=outcome["order"], pairs=outcome["pairs"],
        paths=outcome["paths"], constituencies=[PartShape(**each) for each in outcome["constituencies"]], agreement=outcome["agreement"],
        voices=voices_of(poll, found),
        lot=found.lot, may_draw=refusal_of(may_draw, standing, poll, found) is None, digest=found.digest,
    )  # fmt: skip


def may_draw(standing: Standing, poll: Poll, found: Result) -> None:
    """Raise NotFound, Refused or Conflict unless the person may enter the number of a lot now."""
    check_draw(
        standing, facts_of(poll), counted=True, drawn=bool(found.lot), by_lot=poll.rule.get("ties") == "lot",
        open_ties=any(tie["by"] == "open" for tie in found.brief["ties"]),
    )  # fmt: skip


def draw_lot(person_id: int, space_id: int, place: int, number: str) -> PollShape:
    """Break the open ties of a result by lot, with the number that the chair has read out; everybody sees both.  Moderators.

    The same number again changes nothing.  Raises NotFound, Refused (not_allowed), Conflict (wrong_state).
    """
    settle_if_due(person_id, space_id, place)
    with transaction.atomic():
        counter, standing = entered(person_id, space_id)
        poll = seen_poll(standing, place)
        found = Result.objects.filter(poll=poll).first()
        check_result(standing, facts_of(poll), counted=found is not None)
        assert found is not None, "check_result refuses a poll without one"
        if found.lot != number:
            may_draw(standing, poll, found)
            Result.objects.filter(poll=poll).update(**kept(poll, lot=number))
            counter.touch(poll.entry)
            counter.save()
            tell_audit("poll.lot", poll, actor_id=person_id, reason=number)
        return poll_shape(full_polls().get(pk=poll.pk), standing.now)
