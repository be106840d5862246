"""Writing down a vote for a unit, and the unit's word on it."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Conflict
from collab.streams.counter import lock_all
from collab.text.plain import tidy
from discussions.personal.actions import notify
from discussions.polls.ballots import Content, checked, stored
from discussions.polls.casting import Vote, digest_of, lock_around, write
from discussions.polls.life import settle_if_due, tell_audit
from discussions.polls.models import Poll, Recorded
from discussions.polls.policies import check_version
from discussions.polls.proxies.reads import has_own_vote
from discussions.polls.reads import facts_of, seen_poll
from discussions.polls.recorded.policies import check_decide, check_record, check_unit
from discussions.polls.recorded.reads import recorded_shape, waiting_votes
from discussions.polls.recorded.shapes import RecordedDecision, RecordedDraft, RecordedShape
from discussions.polls.units import full_voters, members, poll_standing, unit_in
from discussions.spaces.policies import Standing
from discussions.spaces.reads import standing_in


def record_vote(person_id: int, space_id: int, place: int, draft: RecordedDraft) -> RecordedShape:
    """Write down a vote that a moderator was told, which counts once the unit confirms it; a later one takes the place of one that waits.

    Its members are told.  Safe to repeat by `client_id`.  Raises NotFound, Refused (not_allowed), Invalid (invalid, see
    ballots.checked), Conflict (poll_not_open, wrong_state, own_vote_stands, poll_edited, replay_differs).
    """
    settle_if_due(person_id, space_id, place)
    with transaction.atomic():
        poll = seen_poll(standing_in(person_id, space_id), place)
        voter = full_voters().filter(poll=poll, key=draft.unit).first()
        people = members(poll, voter, standing_in(person_id, space_id).now) if voter else {}
        counters = lock_all([space_id, *people.values()])
        standing = standing_in(person_id, space_id)  # again: now that the locks are held
        poll = seen_poll(standing, place)
        check_record(standing, facts_of(poll))
        content = checked(facts_of(poll).form, Content.model_validate(draft.model_dump(include=set(Content.model_fields))))
        earlier = repeated(standing, poll, draft, content)
        if earlier is not None:
            return recorded_shape(earlier)
        voter = full_voters().select_related("proxy_vote").filter(poll=poll, key=draft.unit).first()
        _seat, own = unit_in(standing, poll)
        check_unit(
            on_roll=voter is not None, own=own is not None and own.key == draft.unit, voted=voter is not None and has_own_vote(voter)
        )
        check_version(facts_of(poll), draft.version)
        assert voter is not None, "check_unit refuses a unit that is not on the roll"
        waiting_votes().filter(voter=voter).update(confirmed=False, decided_by_id=standing.seat, decided_at=standing.now)
        row = Recorded.objects.create(
            poll=poll, voter=voter, client_id=draft.client_id, content=stored(content), abstained=content.abstained, version=poll.version,
            how=" ".join(tidy(draft.how).split()), by_id=standing.seat, at=standing.now,
        )  # fmt: skip
        for member, stream in people.items():
            notify(counters[stream], member, "vote_recorded", poll.entry)
            counters[stream].save()
        tell_audit("vote.record", poll, actor_id=person_id, reason=row.how, unit=voter.key)
        return recorded_shape(waiting_votes().get(pk=row.pk))


def repeated(standing: Standing, poll: Poll, draft: RecordedDraft, content: Content) -> Recorded | None:
    """The first recording again.  Raises Conflict (replay_differs)."""
    row = Recorded.objects.filter(by_id=standing.seat, client_id=draft.client_id).select_related("voter").first()
    if row is None:
        return None
    if (row.poll_id, row.voter.key, row.content, row.abstained) != (poll.pk, draft.unit, stored(content), content.abstained):
        raise Conflict(Code.REPLAY_DIFFERS, _("This vote was sent before with other choices. Cast it anew."))
    return row


def decide_recorded(person_id: int, space_id: int, place: int, decision: RecordedDecision) -> None:
    """Confirm what was recorded for one's unit, which casts it now, or refuse it, which leaves nothing of it in the count.

    The same again changes nothing.  Raises as casting.cast_named does, and Conflict (wrong_state).
    """
    settle_if_due(person_id, space_id, place)
    with transaction.atomic():
        counters = lock_around(person_id, space_id, place)
        standing = standing_in(person_id, space_id)
        poll = seen_poll(standing, place)
        facts, (mine, voter) = facts_of(poll), poll_standing(standing, poll)
        row = Recorded.objects.filter(pk=decision.recorded, poll=poll, voter=voter).first() if voter else None
        if row is not None and row.confirmed is decision.confirm and row.decided_by_id == standing.seat:
            return
        check_decide(
            mine, facts, waiting=row is not None and row.confirmed is None,
            version=row.version if row and decision.confirm else facts.version,
        )  # fmt: skip
        assert row is not None and voter is not None, "check_decide refuses what does not wait"
        row.confirmed, row.decided_by_id, row.decided_at = decision.confirm, standing.seat, standing.now
        row.save(update_fields=["confirmed", "decided_by", "decided_at"])
        if decision.confirm:
            content = Content(**row.content, abstained=row.abstained)
            write(poll, voter, mine, Vote(row.client_id, digest_of(poll, content), content), counters)
        tell_audit("vote.confirm" if decision.confirm else "vote.refuse", poll, actor_id=person_id, unit=voter.key)
