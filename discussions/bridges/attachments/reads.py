"""Attachments read as facts and shapes, and the people who could have attached them."""

from collections.abc import Iterable

from django.db.models import Prefetch, Q, QuerySet

from collab.clock import now
from collab.errors import DomainError
from collab.labels import Label, above
from discussions.bridges.attachments.models import Attachment
from discussions.bridges.attachments.policies import ATTACHED_UP_TO, AttachFacts, check_stands
from discussions.bridges.attachments.shapes import AttachableShape, AttachedShape
from discussions.bridges.audience import Audience
from discussions.bridges.models import Crossing
from discussions.chat.shapes import AttachmentShape
from discussions.documents.models import Document, Version
from discussions.documents.reads import NOT_GONE, is_gone, is_source
from discussions.documents.roles import called
from discussions.spaces.models import Admission
from groups.models import Seat

ATTACHABLE_SHOWN = 200  # the newest


def full_attachments() -> QuerySet[Attachment]:
    """Attachments with all that rules and shapes need, in their order: one query whatever their number."""
    rows = Attachment.objects.select_related("version__document__entry", "version__document__space", "version__document__author")
    return rows.defer("version__text").order_by("order")


def with_attachments() -> "Prefetch[str, QuerySet[Attachment], str]":
    """Reads ahead what goes with posts: into a list, since five hundred posts on a desk are asked three times each."""
    return Prefetch("attachments", full_attachments(), to_attr="attached")


def attached_to(crossing: Crossing) -> list[Attachment]:
    """What goes with a post, in its order: as it was read ahead, or read now."""
    known: list[Attachment] | None = crossing.__dict__.get("attached")
    if known is None:
        known = crossing.__dict__["attached"] = list(full_attachments().filter(crossing=crossing))
    return known


def forget(crossing: Crossing) -> None:
    """What was read ahead is no longer true."""
    crossing.__dict__.pop("attached", None)


def facts_of(version: Version, group_id: int, seat: Seat | None = None) -> AttachFacts:
    """What the rules ask of a version, for a side.  Needs its document with entry, space and author."""
    document = version.document
    return AttachFacts(
        own_group=document.space.group_id == group_id, in_force=version.pk in {document.approved_id, document.published_id},
        gone=is_gone(document) or not version.sha256, source=seat is not None and is_source(document, seat), label=document.entry.label,
    )  # fmt: skip


def stands(row: Attachment, ceiling: str) -> bool:
    """Whether an attachment can still be passed on under this ceiling: that of a thread or, before the release, the label of its post."""
    try:
        check_stands(facts_of(row.version, 0), ceiling)
    except DomainError:
        return False
    return True


def hashed(rows: Iterable[Attachment], ceiling: str) -> list[list[object]]:
    """What of the attachments stands in the hash of a post: title, kind of file, bytes, label, and whether they can still be passed on."""
    return [[row.title, row.version.extension, row.version.sha256, row.version.document.entry.label, stands(row, ceiling)] for row in rows]


def attachment_shape(row: Attachment) -> AttachmentShape:
    """An attachment as the readers of a thread get it, under the label of this moment."""
    version = row.version
    label = Label(version.document.entry.label)
    return AttachmentShape(number=row.number, title=row.title, label=label, extension=version.extension, size=version.size)


def attached_shape(row: Attachment, ceiling: str) -> AttachedShape:
    """An attachment as its author and the moderators see it."""
    document = row.version.document
    return AttachedShape(
        **attachment_shape(row).model_dump(), space=document.space_id, place=document.entry.place, version=row.version.number,
        stands=stands(row, ceiling),
    )  # fmt: skip


def attachables(seat: Seat, ceiling: str) -> list[AttachableShape]:
    """What somebody could attach who speaks by this seat, the newest first: what they read of their own group, in force, not too strict."""
    mine = dict(admitted_to(seat))
    allowed = [label for label in Label if not above(label, ATTACHED_UP_TO) and not above(label, ceiling)]
    in_force = Q(approved__isnull=False) | Q(published__isnull=False)
    rows = Document.objects.filter(NOT_GONE, in_force, space__in=mine, space__group=seat.group_id, entry__label__in=allowed)
    found = rows.select_related("entry", "space", "author", "approved", "published").order_by("-changed_at")[:ATTACHABLE_SHOWN]
    return [
        attachable_shape(row, version)
        for row in found
        if row.entry.place > mine[row.space_id] and (not above(row.entry.label, Label.GREEN) or is_source(row, seat))
        if (version := row.approved or row.published) is not None
    ]


def attachable_shape(document: Document, version: Version) -> AttachableShape:
    """A version that could be attached."""
    return AttachableShape(
        space=document.space_id, place=document.entry.place, version=version.number, called=called(version.major, version.minor),
        title=document.title, space_title=document.space.title, label=Label(document.entry.label), extension=version.extension,
        size=version.size,
    )  # fmt: skip


def admitted_to(seat: Seat) -> list[tuple[int, int]]:
    """The spaces that a seat reads now, with its floor in each."""
    return list(Admission.objects.filter(seat=seat, ended_at__isnull=True).values_list("space_id", "floor"))


def narrowed(audience: Audience, group_id: int, versions: Iterable[Version]) -> Audience:
    """The audience with only those as possible authors who could have attached all of these: of their group, who read them.

    What goes with a post says that its author reads it.  So the crowd that hides them is smaller than without.
    """
    some = list(versions)
    return narrow(audience, group_id, some, readers_by_space({version.document.space_id for version in some})) if some else audience


def narrow(audience: Audience, group_id: int, versions: list[Version], readers: dict[int, dict[int, int]]) -> Audience:
    """The same where it is known who reads which space (`readers`: floors by seat, by space)."""
    return audience.among(
        frozenset(
            seat.pk
            for seat in audience.seats
            if seat.group_id == group_id and all(could_attach(version, seat, readers[version.document.space_id]) for version in versions)
        )
    )


def could_attach(version: Version, seat: Seat, floors: dict[int, int]) -> bool:
    """Whether a seat reads a document, and may let others read it under its label."""
    document = version.document
    reads = seat.pk in floors and floors[seat.pk] < document.entry.place
    return reads and (not above(document.entry.label, Label.GREEN) or is_source(document, seat))


def readers_by_space(spaces: set[int]) -> dict[int, dict[int, int]]:
    """Who reads each of these spaces now: floors by seat.  One query; none for none."""
    found: dict[int, dict[int, int]] = {space: {} for space in spaces}
    if spaces:
        rows = Admission.objects.filter(space_id__in=spaces, ended_at__isnull=True, seat__in=Seat.objects.reading_at(now()))
        for space, seat, floor in rows.values_list("space_id", "seat_id", "floor"):
            found[space][seat] = floor
    return found
