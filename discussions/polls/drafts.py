"""Polls that are kept as drafts: written down, changed and discarded by those who see them, until one is opened.

A draft is no entry of a stream: so nothing of it reaches anybody but its author and the moderators of its space.
"""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from collab.clock import now
from collab.errors import Code, Conflict, NotFound
from discussions.polls.draft_shapes import DraftEdit, PollDraftShape, PollText
from discussions.polls.drafting import DRAFTS_KEPT
from discussions.polls.models import Draft
from discussions.polls.reads import visible_drafts
from discussions.spaces.entering import entered
from discussions.spaces.policies import Standing, check_moderate, check_write
from groups.badges import Badge


def kept_drafts(person_id: int) -> list[PollDraftShape]:
    """The drafts that a person may see, the newest change first.  Few: a space keeps at most DRAFTS_KEPT."""
    return [draft_shape(draft, person_id) for draft in visible_drafts(person_id).order_by("-changed_at", "pk")]


def draft_shape(draft: Draft, person_id: int) -> PollDraftShape:
    """A draft from `visible_drafts`."""
    return PollDraftShape(
        id=draft.pk, space=draft.space_id, where=draft.space.title, by=Badge.of(draft.author), mine=draft.author.person_id == person_id,
        changed_at=draft.changed_at, rev=draft.rev, poll=PollText.model_validate(draft.content),
    )  # fmt: skip


@transaction.atomic
def keep_draft(person_id: int, space_id: int, text: PollText) -> PollDraftShape:
    """Keep a poll that is not finished.  Whoever could open it.

    Raises NotFound, Refused (not_allowed, space_archived, muted), Conflict (too_many).
    """
    _counter, standing = entered(person_id, space_id)
    check_keep(standing)
    if Draft.objects.filter(space_id=space_id).count() >= DRAFTS_KEPT:
        raise Conflict(Code.TOO_MANY, _("Many drafts are kept here already. Open or discard one of them first."), limit=DRAFTS_KEPT)
    draft = Draft.objects.create(space_id=space_id, author_id=standing.seat, content=text.model_dump(mode="json"), changed_at=now())
    return draft_shape(visible_drafts(person_id).get(pk=draft.pk), person_id)


@transaction.atomic
def change_draft(person_id: int, space_id: int, draft_id: int, edit: DraftEdit) -> PollDraftShape:
    """Write a draft anew, if nobody else did since it was read.

    Raises NotFound, Refused (not_allowed, space_archived, muted), Conflict (stale).
    """
    draft = found_draft(person_id, space_id, draft_id)
    _counter, standing = entered(person_id, space_id)
    check_keep(standing)
    content = edit.poll.model_dump(mode="json")
    if not Draft.objects.filter(pk=draft.pk, rev=edit.rev).update(content=content, changed_at=now(), rev=F("rev") + 1):
        raise Conflict(Code.STALE, _("Somebody else has changed this draft since you opened it. Copy what you wrote, and open it anew."))
    return draft_shape(visible_drafts(person_id).get(pk=draft.pk), person_id)


@transaction.atomic
def discard_draft(person_id: int, space_id: int, draft_id: int) -> None:
    """Throw a draft away.  Raises NotFound."""
    draft = found_draft(person_id, space_id, draft_id)
    entered(person_id, space_id)
    draft.delete()


def check_keep(standing: Standing) -> None:
    """Whoever may open a poll.  Raises NotFound, Refused (not_allowed, space_archived, muted)."""
    check_moderate(standing)
    check_write(standing)


def found_draft(person_id: int, space_id: int, draft_id: int) -> Draft:
    """A draft that the person sees.  Raises NotFound."""
    draft = visible_drafts(person_id).filter(space_id=space_id, pk=draft_id).first()
    if draft is None:
        raise NotFound
    return draft


def take_draft(person_id: int, space_id: int, draft_id: int) -> None:
    """The draft whose poll is being opened goes; inside the transaction that opens it.

    Raises Conflict (already_gone) where somebody else has opened or discarded it, or it was never there.
    """
    if not visible_drafts(person_id).filter(space_id=space_id, pk=draft_id).exists() or not Draft.objects.filter(pk=draft_id).delete()[0]:
        raise Conflict(Code.ALREADY_GONE, _("This draft has been opened or discarded meanwhile."))
