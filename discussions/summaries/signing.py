"""Signing a summary: a yes to exactly these bytes.  With the last one that it takes it becomes a document of every side's group."""

from contextlib import ExitStack
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from collab.audit.record import record
from collab.clock import now
from collab.errors import Code, Conflict, DomainError, Invalid
from collab.labels import Label, above
from collab.streams.counter import lock_all
from discussions.bridges.reads import desk_seats
from discussions.documents.models import Document
from discussions.documents.policies import check_share
from discussions.documents.roles import DocumentType
from discussions.documents.shapes import DocumentDraft
from discussions.documents.uploads import Upload, share_taken, taken_in
from discussions.spaces.models import Space
from discussions.spaces.policies import check_label
from discussions.spaces.reads import standing_in
from discussions.summaries.actions import known_summary, shape_of
from discussions.summaries.models import Signature, Summary
from discussions.summaries.policies import check_sign
from discussions.summaries.reads import acting_side, facts_of, sides_of, sources_at
from discussions.summaries.roles import SummaryState
from discussions.summaries.shapes import Signing, SummaryShape


def sign_summary(person_id: int, number: int, signing: Signing) -> SummaryShape:
    """Sign for one's side what was read, and say where its group will read it.  Repeating changes nothing.

    A moderator of a side, who did not draft it.  When every side that it takes has signed the same bytes, they become a document in
    each of the spaces named, in WORKING, each shared by the moderator who signed.  Raises NotFound, Refused (not_allowed, own_work,
    and as sharing there does), Conflict (wrong_state, stale), Invalid (label_above_ceiling, invalid).
    """
    summary = known_summary(person_id, number)
    check(person_id, summary, signing)
    with ExitStack() as files:
        kept = [
            files.enter_context(taken_in(person_id, "summary.md", [summary.text.encode()], names_stay=True)) for _side in sides_of(summary)
        ]
        return sign(person_id, number, signing, kept)


@transaction.atomic
def sign(person_id: int, number: int, signing: Signing, kept: list[Upload]) -> SummaryShape:
    """As `sign_summary`, with the bytes at hand: `kept` has them once for each side."""
    bridge = known_summary(person_id, number).bridge_id
    named = Signature.objects.filter(summary=number).values_list("space_id", flat=True)
    lock_all({bridge, signing.space, *named})
    summary = known_summary(person_id, number)
    side_id = check(person_id, summary, signing)
    side = next(each for each in sides_of(summary) if each.pk == side_id)
    known = Signature.objects.filter(summary=summary, side=side).first()
    if known is not None and known.space_id == signing.space:
        return shape_of(person_id, number)
    seat = desk_seats(person_id).get(group_id=side.group_id)
    fields = {"seat": seat, "space_id": signing.space, "sha256": summary.sha256, "at": now()}
    Signature.objects.update_or_create(summary=summary, side=side, defaults=fields)
    settle_if_whole(summary, kept)
    record(
        "summary.sign", group_id=side.group_id, actor_id=person_id, subject=("summary", number), sha256=summary.sha256,
        joint=summary.side_id is None,
    )  # fmt: skip
    return shape_of(person_id, number)


def check(person_id: int, summary: Summary, signing: Signing) -> int:
    """Everything that a signature asks, and for which side (its id) it is given."""
    side = acting_side(person_id, summary, signing.group)
    check_sign(facts_of(person_id, summary, side), seen=signing.sha256, now_reads=summary.sha256)
    sources = sources_at(summary.bridge_id, summary.sources)
    if len(sources) < len(summary.sources):
        raise Conflict(Code.STALE, _("A post that this draws on is no longer there. Its writer changes it first."))
    if any(above(each.label, summary.label) for each in sources.values()):
        raise Conflict(Code.STALE, _("A post that this draws on has a stricter label now. Its writer changes it first."))
    assert side is not None, "check_sign refuses others"
    standing = standing_in(person_id, signing.space)
    check_share(standing)
    check_label(summary.label, summary.label, standing.ceiling)
    if not Space.objects.filter(pk=signing.space, group=side.group_id, closed=False).exists():
        raise Invalid(Code.INVALID, _("Choose an open space of the group for which you sign."), fields=["space"])
    found: int = side.pk
    return found


def settle_if_whole(summary: Summary, kept: list[Upload]) -> None:
    """Once every side has signed these bytes, share them with each group.  A signature that no longer holds falls."""
    sides = sides_of(summary)
    signed = {each.side_id: each for each in summary.signatures.select_related("seat__group", "side")}
    for each in signed.values():
        if not holds(each, summary):
            each.delete()
    if {side.pk for side in sides} != {each.side_id for each in summary.signatures.all()} or len(kept) < len(sides):
        return
    for side, upload in zip(sides, kept, strict=False):
        share(summary, signed[side.pk], upload)
    summary.state, summary.settled_at = SummaryState.SETTLED, now()
    summary.save(update_fields=["state", "settled_at"])


def holds(signature: Signature, summary: Summary) -> bool:
    """Whether who signed still moderates the side, and may still share there."""
    person_id = signature.seat.person_id
    try:
        check_share(standing := standing_in(person_id, signature.space_id))
        check_label(summary.label, summary.label, standing.ceiling)
    except DomainError:
        return False
    return signature.sha256 == summary.sha256 and desk_seats(person_id).filter(group_id=signature.side.group_id).exists()


def share(summary: Summary, signature: Signature, upload: Upload) -> None:
    """A document of the signing group, by the moderator who signed: its life goes on in the library."""
    draft = DocumentDraft(
        client_id=uuid4(), title=summary.title, type=DocumentType.PAPER, language=summary.language, label=Label(summary.label),
        names_stay=True,
    )  # fmt: skip
    shape = share_taken(signature.seat.person_id, signature.space_id, draft, upload)
    signature.document = Document.objects.get(space_id=signature.space_id, entry__place=shape.place)
    signature.save(update_fields=["document"])
