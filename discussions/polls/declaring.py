"""Declaring what a closed poll came to."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Invalid
from collab.labels import above
from collab.streams.models import Entry
from collab.text.plain import tidy
from discussions.polls.life import settle_if_due, tell_audit
from discussions.polls.models import Outcome, Poll
from discussions.polls.policies import check_declare
from discussions.polls.reads import facts_of, full_polls, poll_shape, seen_poll
from discussions.polls.shapes import OutcomeDraft, PollShape
from discussions.spaces.entering import entered


def declare_outcome(person_id: int, space_id: int, place: int, draft: OutcomeDraft) -> PollShape:
    """Say what follows from a poll, once and under one's own name; everybody who reads the poll is shown it.  Moderators.

    Raises NotFound, Refused (not_allowed), Invalid (invalid), Conflict (wrong_state).
    """
    settle_if_due(person_id, space_id, place)
    with transaction.atomic():
        counter, standing = entered(person_id, space_id)
        poll = seen_poll(standing, place)
        check_declare(standing, facts_of(poll), declared=hasattr(poll, "outcome"))
        text = tidy(draft.text)
        if not text:
            raise Invalid(Code.INVALID, _("An outcome needs words."), fields=["text"])
        Outcome.objects.create(
            poll=poll, author_id=standing.seat, text=text, dissent=tidy(draft.dissent), owner=" ".join(tidy(draft.owner).split()),
            review_on=draft.review_on, document=document_of(poll, draft.document), declared_at=standing.now,
        )  # fmt: skip
        counter.touch(poll.entry)
        counter.save()
        tell_audit("poll.declare", poll, actor_id=person_id)
        return poll_shape(full_polls().get(pk=poll.pk), standing.now)


def document_of(poll: Poll, place: int | None) -> Entry | None:
    """The document that carries the outcome out: of the same space, so that whoever reads the poll finds it.  Raises Invalid."""
    if place is None:
        return None
    found = Entry.objects.filter(stream_id=poll.space_id, kind="document", place=place).first()
    if found is None or above(found.label, poll.entry.label):
        raise Invalid(Code.INVALID, _("That is no document of this space, or its label is higher than the poll's."), fields=["document"])
    return found
