"""Casting a secret vote.  See urn.py for what is kept apart, and why."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Conflict, Invalid, NotFound
from collab.rows import one_or_none
from discussions.polls.ballots import checked, stored
from discussions.polls.models import Poll, SecretBallot, Voter
from discussions.polls.policies import check_cast, check_version
from discussions.polls.reads import facts_of, seen_poll, unit_name
from discussions.polls.roles import Secrecy
from discussions.polls.shapes import BallotDraft, ReceiptShape, SecretVoteShape
from discussions.polls.units import poll_standing
from discussions.polls.urn import handle_of, has_voted, lock_urn, note, put_in
from discussions.spaces.reads import standing_in


@transaction.atomic
def cast_secret(person_id: int, space_id: int, place: int, draft: BallotDraft) -> SecretVoteShape:
    """Vote for one's unit, so that nobody can tell how; only the asker learns that it is in.

    `secret`, 32 hexadecimal digits that the browser made, is how a lost reply is repeated safely.  With a receipt it also
    replaces the ballot until closing; without, the vote is final.

    Raises NotFound, Refused (not_eligible, space_archived), Invalid (see ballots.checked), Conflict (poll_not_open,
    poll_edited, already_voted).
    """
    poll = seen_poll(standing_in(person_id, space_id), place)
    if draft.secret is None:
        raise Invalid(Code.INVALID, _("A secret vote needs a number that the browser makes."), fields=["secret"])
    urn = lock_urn(poll.pk) if poll.roll_hash else None
    standing = standing_in(person_id, space_id)  # again: now that the urn is locked
    poll = seen_poll(standing, place)
    facts, (mine, voter) = facts_of(poll), poll_standing(standing, poll)
    check_cast(mine, facts)
    check_version(facts, draft.version)
    content = checked(facts.form, draft)
    assert voter is not None, "check_cast refuses whoever is not on the roll"
    assert urn is not None, "an open poll has an urn"
    handle, kept = handle_of(poll, draft.secret), stored(content)
    earlier = one_or_none(SecretBallot.objects.filter(poll=poll, handle=handle))
    voted = has_voted(urn, voter.number)
    if voted != (earlier is not None):  # voted with another secret, or a secret that another voter has used
        raise already_voted(poll)
    if earlier is None or (earlier.content, earlier.abstained) != (kept, content.abstained):
        if earlier is not None and poll.secrecy != Secrecy.RECEIPT:
            raise already_voted(poll)
        put_in(poll, handle, kept, abstained=content.abstained)
        if not voted:
            note(urn, voter.number)
    return answer(poll, voter)


def already_voted(poll: Poll) -> Conflict:
    """Why a second vote is not taken."""
    if poll.secrecy == Secrecy.RECEIPT:
        return Conflict(Code.ALREADY_VOTED, _("The vote is in. Only its receipt can change it."))
    return Conflict(Code.ALREADY_VOTED, _("The vote is in, and it is final: nobody can find it again to change it."))


def answer(poll: Poll, voter: Voter) -> SecretVoteShape:
    """What the asker learns: for whom the vote is in, and nothing of what it says."""
    return SecretVoteShape(space=poll.space_id, poll=poll.entry.place, unit_name=unit_name(voter))


def published_receipts(person_id: int, space_id: int, place: int) -> list[ReceiptShape]:
    """After closing, the ballots of a poll with receipts, in the order of their handles.  Raises NotFound before, and for other polls."""
    poll = seen_poll(standing_in(person_id, space_id), place)
    if poll.secrecy != Secrecy.RECEIPT or not hasattr(poll, "result"):
        raise NotFound
    rows = SecretBallot.objects.filter(poll=poll).order_by("handle")
    return [ReceiptShape(**row.content, abstained=row.abstained, handle=row.handle or "") for row in rows]
