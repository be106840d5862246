"""Changing an open poll: its roll, and its words.  Every change is kept, shown and audited."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Conflict, Invalid
from collab.search.index import reindex
from collab.text.plain import tidy
from discussions.polls.life import settle_if_due, tell_audit
from discussions.polls.models import Amendment, Option, Poll, Revision, Voter
from discussions.polls.policies import check_amend, check_edit
from discussions.polls.reads import facts_of, full_polls, poll_shape, seen_poll
from discussions.polls.roll import roll_hash, voter_for
from discussions.polls.shapes import AmendmentDraft, PollEdit, PollShape
from discussions.polls.units import full_voters, key_of, voted_in, voting_seats
from discussions.spaces.entering import entered
from discussions.spaces.policies import Standing


def amend_roll(person_id: int, space_id: int, place: int, draft: AmendmentDraft) -> PollShape:
    """Add the unit of a seat to the roll, or remove one that has not voted, with a reason that everybody reads.  Moderators.

    Raises NotFound, Refused (not_allowed), Invalid (invalid), Conflict (poll_not_open, roll_fixed, wrong_state).
    """
    settle_if_due(person_id, space_id, place)
    with transaction.atomic():
        counter, standing = entered(person_id, space_id)
        poll = seen_poll(standing, place)
        check_amend(standing, facts_of(poll))
        if (draft.add is None) == (draft.remove is None):
            raise Invalid(Code.INVALID, _("Name one unit to add, or one to remove."), fields=["add", "remove"])
        voter = added(poll, draft.add, standing) if draft.add is not None else removed(poll, draft.remove or "", standing)
        keys = sorted(Voter.objects.filter(poll=poll, removed_at__isnull=True).values_list("key", flat=True))
        poll.eligible, poll.roll_hash = len(keys), roll_hash(poll, keys)
        poll.save(update_fields=["eligible", "roll_hash"])
        Amendment.objects.create(
            poll=poll, voter=voter, added=draft.add is not None, reason=tidy(draft.reason), author_id=standing.seat, at=standing.now,
            roll_hash=poll.roll_hash,
        )  # fmt: skip
        counter.touch(poll.entry)
        counter.save()
        tell_audit("poll.amend", poll, actor_id=person_id, reason=draft.reason)
        return poll_shape(full_polls().get(pk=poll.pk), standing.now)


def added(poll: Poll, seat_id: int, standing: Standing) -> Voter:
    """The unit of a seat that may vote here, on the roll again or for the first time.  Raises Invalid."""
    row = voting_seats(poll, standing.now).select_related("seat__organisation__constituency").filter(seat_id=seat_id).first()
    if row is None:
        raise Invalid(Code.INVALID, _("This seat could not vote here."), fields=["add"])
    known = Voter.objects.filter(poll=poll, key=key_of(poll, row.seat)).first()
    if known is None:
        return Voter.objects.create(**voter_for(poll, row.seat, Voter.objects.filter(poll=poll).count()))
    if known.removed_at is None:
        raise Invalid(Code.INVALID, _("This unit is on the roll already."), fields=["add"])
    known.removed_at = None
    known.save(update_fields=["removed_at"])
    return known


def removed(poll: Poll, key: str, standing: Standing) -> Voter:
    """A unit that has not voted, off the roll.  Raises Invalid, Conflict (wrong_state)."""
    voter = full_voters().filter(poll=poll, key=key).first()
    if voter is None:
        raise Invalid(Code.INVALID, _("This unit is not on the roll."), fields=["remove"])
    if hasattr(voter, "ballot") or voted_in(voter):
        raise Conflict(Code.WRONG_STATE, _("This unit has voted, and stays on the roll."))
    voter.removed_at = standing.now
    voter.save(update_fields=["removed_at"])
    return voter


def edit_poll(person_id: int, space_id: int, place: int, edit: PollEdit) -> PollShape:
    """Change the words of a poll.  A material change makes a new version: votes cast before count only once they are confirmed.

    Raises NotFound, Refused (not_allowed), Invalid (invalid), Conflict (wrong_state).
    """
    settle_if_due(person_id, space_id, place)
    with transaction.atomic():
        counter, standing = entered(person_id, space_id)
        poll = seen_poll(standing, place)
        check_edit(standing, facts_of(poll))
        options = list(poll.options.all())
        before = [[each.key, each.text, each.note] for each in options]
        question = poll.question
        reword(poll, options, edit)
        if edit.material:
            poll.version, poll.cast = poll.version + 1, 0
        if poll.roll_hash:
            keys = sorted(Voter.objects.filter(poll=poll, removed_at__isnull=True).values_list("key", flat=True))
            poll.roll_hash = roll_hash(poll, keys)
        poll.save(update_fields=["question", "version", "cast", "roll_hash"])
        Revision.objects.create(
            poll=poll, version=poll.version, material=edit.material, question=question, options=before, reason=tidy(edit.reason),
            author_id=standing.seat, at=standing.now,
        )  # fmt: skip
        reindex(poll.entry, poll.question, "\n".join(each for option in options for each in (option.text, option.note)))
        counter.touch(poll.entry)
        counter.save()
        tell_audit("poll.edit", poll, actor_id=person_id, reason=edit.reason)
        return poll_shape(full_polls().get(pk=poll.pk), standing.now)


def reword(poll: Poll, options: list[Option], edit: PollEdit) -> None:
    """Put the new words in.  Options keep their keys; those of a kind, and slots, keep their words.  Raises Invalid."""
    words = {each.key: each for each in edit.options}
    if unknown := sorted(set(words) - {each.key for each in options if each.text}):
        raise Invalid(Code.UNKNOWN_OPTION, _("Some of these options are not on offer."), fields=["options"], options=unknown)
    for option in options:
        if option.key in words:
            option.text, option.note = (" ".join(tidy(text).split()) for text in (words[option.key].text, words[option.key].note))
    texts = [each.text.casefold() for each in options if each.starts_at is None and each.key in words]
    poll.question = " ".join(tidy(edit.question).split())
    if not poll.question or not all(texts) or len(set(texts)) < len(texts):
        raise Invalid(Code.INVALID, _("Each option needs words of its own."), fields=["question", "options"])
    Option.objects.bulk_update(options, ["text", "note"])
