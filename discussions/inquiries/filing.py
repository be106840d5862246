"""Writing a unit's answers together: saving a draft, and filing it.

Whoever changes something names the revision that they have read; under the lock of the space's counter another one is `stale`,
and the refusal brings what stands now, so that a screen can put both together.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Conflict
from collab.streams.counter import Counter
from discussions.inquiries.answers import filed, kept
from discussions.inquiries.models import Answer, Edition, Inquiry
from discussions.inquiries.policies import check_answer, check_read_last
from discussions.inquiries.reads import answer_facts, answer_of, answer_shape, form_of, inquiry_of
from discussions.inquiries.roles import Shown
from discussions.inquiries.shapes import AnswerDraft, AnswerShape
from discussions.polls.casting import lock_around, show
from discussions.polls.life import settle_if_due
from discussions.polls.models import Ballot, Poll, Voter
from discussions.polls.page import constituency
from discussions.polls.reads import facts_of, seen_poll
from discussions.polls.units import ballot_of, poll_standing
from discussions.spaces.policies import Standing
from discussions.spaces.reads import standing_in
from groups.badges import WITH_BADGE
from groups.models import Seat


@dataclass(frozen=True, slots=True)
class Desk:
    """Where somebody writes: what `lock_around` has locked, and what was found there."""

    poll: Poll
    inquiry: Inquiry
    voter: Voter
    standing: Standing
    draft: AnswerDraft
    counters: dict[int, Counter]


def keep_answer(person_id: int, space_id: int, place: int, draft: AnswerDraft) -> AnswerShape:
    """Save what one's unit answers, for its own people alone; with `file`, hand it in: then it counts, till it is filed anew.

    Safe to repeat by `client_id`; the same answers again change nothing.  Raises NotFound, Refused (not_eligible,
    space_archived), Invalid (see answers.kept, answers.filed), Conflict (poll_not_open, stale, replay_differs).
    """
    settle_if_due(person_id, space_id, place)
    with transaction.atomic():
        counters = lock_around(person_id, space_id, place)
        standing = standing_in(person_id, space_id)  # again: now that the locks are held
        poll = seen_poll(standing, place)
        inquiry = inquiry_of(poll)
        mine, voter = poll_standing(standing, poll)
        answer = answer_of(voter)
        if answer is not None and is_repeat(answer, draft):
            return answer_shape(answer)
        check_answer(mine, facts_of(poll))
        assert voter is not None, "check_answer refuses whoever is not on the roll"
        check_read_last(answer_facts(answer), draft.revision, answer_shape(answer).model_dump(mode="json") if answer else {})
        form = form_of(inquiry)
        said = kept(form, draft.answers)
        whole = filed(form, said) if draft.file else None
        desk = Desk(poll, inquiry, voter, standing, draft, counters)
        answer = written(desk, answer, said if whole is None else whole)
        if whole is not None and (answer.filed != whole or needs_confirming(desk)):
            hand_in(desk, answer)
        return answer_shape(answer)


def digest_of(draft: AnswerDraft) -> str:
    """SHA-256 of a request without its `client_id`."""
    return hashlib.sha256(json.dumps(draft.model_dump(mode="json", exclude={"client_id"}), sort_keys=True).encode()).hexdigest()


def is_repeat(answer: Answer, draft: AnswerDraft) -> bool:
    """Whether this very request was carried out before.  Raises Conflict (replay_differs)."""
    earlier = answer.editions.filter(client_id=draft.client_id).values_list("request_hash", flat=True).first()
    if answer.client_id == draft.client_id:
        earlier = answer.request_hash
    if earlier is not None and earlier != digest_of(draft):
        raise Conflict(Code.REPLAY_DIFFERS, _("These answers were sent before with other words. Save them anew."))
    return earlier is not None


def written(desk: Desk, answer: Answer | None, content: dict[str, Any]) -> Answer:
    """The draft as it now stands, stored; a new revision where it differs."""
    first = answer is None
    answer = answer or Answer(voter=desk.voter, inquiry=desk.inquiry)
    if first or answer.draft != content:
        answer.draft, answer.revision = content, answer.revision + 1
        answer.saved_by, answer.saved_at = Seat.objects.select_related(*WITH_BADGE).get(pk=desk.standing.seat), desk.standing.now
        answer.client_id, answer.request_hash = desk.draft.client_id, digest_of(desk.draft)
        answer.save(force_insert=first)
    return answer


def needs_confirming(desk: Desk) -> bool:
    """Whether the unit's ballot is missing, or was cast on an earlier version."""
    ballot = ballot_of(desk.voter)
    return ballot is None or ballot.version != desk.poll.version


def hand_in(desk: Desk, answer: Answer) -> None:
    """File the draft: a new edition, and a ballot that says that the unit has answered.

    The first one moves the turnout.  A later one is news to the unit's own people only, unless what is filed is shown at once.
    """
    poll, voter, standing = desk.poll, desk.voter, desk.standing
    answer.filed, answer.constituency = answer.draft, constituency(voter)
    answer.save(update_fields=["filed", "constituency"])
    Edition.objects.create(
        answer=answer, number=answer.editions.count() + 1, content=answer.draft, client_id=desk.draft.client_id,
        request_hash=digest_of(desk.draft), filed_by_id=standing.seat, filed_at=standing.now,
    )  # fmt: skip
    ballot, moves = ballot_of(voter), needs_confirming(desk)
    first = ballot is None
    ballot = ballot or Ballot(voter=voter, poll=poll)
    ballot.cast_by_id, ballot.cast_at, ballot.version = standing.seat, standing.now, poll.version
    ballot.save(force_insert=first)
    if moves:
        poll.cast += 1
        poll.save(update_fields=["cast"])
    room = None
    if moves or desk.inquiry.shown == Shown.FILING:
        room = desk.counters[poll.space_id]
        room.touch(poll.entry)
    show(ballot, voter, poll, standing, desk.counters, first=first, room=room)
