"""Breaking a silence, and moving a deadline."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Conflict
from collab.realtime.deadlines import ring_clock_after_commit
from collab.text.plain import tidy
from discussions.polls.counting import store_result
from discussions.polls.life import settle_if_due, tell_audit
from discussions.polls.models import Break, Extension, Poll, Silence
from discussions.polls.policies import PollStanding
from discussions.polls.reads import facts_of, full_polls, poll_shape, seen_poll
from discussions.polls.roles import PollState
from discussions.polls.shapes import PollShape
from discussions.polls.silence.policies import check_break, check_extend, check_read, check_words
from discussions.polls.silence.reads import designated, name_of
from discussions.polls.silence.shapes import BreakDraft, ExtensionDraft
from discussions.polls.units import poll_standing
from discussions.spaces.entering import entered
from discussions.spaces.policies import Standing


def break_silence(person_id: int, space_id: int, place: int, draft: BreakDraft) -> PollShape:
    """Object to a text under silence: it is not adopted, and everybody in the space sees why, by whom, and what would mend it.

    In time is what holds the space's lock before the second, by the server's clock.  Safe to repeat by `client_id`.
    Raises NotFound, Refused (space_archived, not_eligible, not_designated), Invalid (reason_needed),
    Conflict (wrong_state, poll_not_open, poll_edited, replay_differs).
    """
    settle_if_due(person_id, space_id, place)
    with transaction.atomic():
        counter, standing = entered(person_id, space_id)
        poll = seen_poll(standing, place)
        reason, remedy = tidy(draft.reason), tidy(draft.remedy)
        if not is_repeat(standing, poll, draft, reason, remedy):
            mine, _voter = poll_standing(standing, poll)
            refuse_to_others(mine, poll)
            check_read(draft.text, poll.silence.sha256)
            check_words(reason, remedy)
            Break.objects.create(
                silence=poll.silence, by_id=standing.seat, client_id=draft.client_id, reason=reason, remedy=remedy, at=standing.now
            )
            poll.state, poll.closed_at = PollState.CLOSED, standing.now
            poll.save(update_fields=["state", "closed_at"])
            store_result(poll)
            counter.touch(poll.entry)
            counter.save()
            tell_audit("silence.break", poll, actor_id=person_id, reason=reason, remedy=remedy)
        return poll_shape(full_polls().get(pk=poll.pk), standing.now)


def refuse_to_others(mine: PollStanding, poll: Poll) -> None:
    """Raise the refusal of check_break, if there is one."""
    silence = getattr(poll, "silence", None)
    seat = designated(poll, mine.space.now).get(mine.unit or "") if silence else None
    check_break(
        mine, facts_of(poll), designated=seat.pk if seat else None, name=name_of(seat), broken=silence is not None and is_broken(silence)
    )


def is_broken(silence: Silence) -> bool:
    """Whether somebody has objected."""
    return getattr(silence, "broken", None) is not None


def is_repeat(standing: Standing, poll: Poll, draft: BreakDraft, reason: str, remedy: str) -> bool:
    """Whether this very objection broke the silence before.  Raises Conflict (replay_differs)."""
    earlier = Break.objects.filter(by_id=standing.seat, client_id=draft.client_id).first()
    if earlier is None:
        return False
    if (earlier.silence_id, earlier.reason, earlier.remedy) != (poll.pk, reason, remedy):
        raise Conflict(Code.REPLAY_DIFFERS, _("This objection was sent before with other words."))
    return True


def extend_poll(person_id: int, space_id: int, place: int, draft: ExtensionDraft) -> PollShape:
    """Move the deadline of an open poll to a later time, once, for a reason that everybody reads.  Moderators.

    Raises NotFound, Refused (not_allowed), Conflict (poll_not_open, wrong_state), Invalid (invalid).
    """
    settle_if_due(person_id, space_id, place)
    with transaction.atomic():
        counter, standing = entered(person_id, space_id)
        poll = seen_poll(standing, place)
        check_extend(standing, facts_of(poll), until=draft.closes_at, extended=hasattr(poll, "extension"))
        Extension.objects.create(poll=poll, was=poll.closes_at, reason=tidy(draft.reason), author_id=standing.seat, at=standing.now)
        poll.closes_at = draft.closes_at
        poll.save(update_fields=["closes_at"])
        counter.touch(poll.entry)
        counter.save()
        ring_clock_after_commit()
        tell_audit("poll.extend", poll, actor_id=person_id, reason=draft.reason, until=poll.closes_at.isoformat())
        return poll_shape(full_polls().get(pk=poll.pk), standing.now)
