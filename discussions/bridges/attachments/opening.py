"""Opening an attachment: by the gate of its post, in the thread, and before that for the moderators who decide on it.

What is read and taken is the version itself, through the same pages, marks and log as everywhere.
"""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from collab.clock import now
from collab.errors import Code, Conflict, NotFound
from collab.labels import Label
from discussions.bridges.attachments.models import Attachment
from discussions.bridges.attachments.reads import full_attachments, stands
from discussions.bridges.attachments.shapes import AttachmentPage
from discussions.bridges.models import UNDER_WAY
from discussions.bridges.reads import desk_seats
from discussions.chat.holds import kept_from
from discussions.documents.reading import Reading
from discussions.spaces.models import Admission
from discussions.spaces.reads import readable_entries, standing_in


def attachment_page(person_id: int, number: int) -> AttachmentPage:
    """What an attachment is, for those who may open it.  Raises NotFound, Conflict (already_gone)."""
    row = found(person_id, number)
    version, message = row.version, row.crossing.message
    return AttachmentPage(
        number=number, title=row.title, label=Label(version.document.entry.label), language=version.document.language,
        extension=version.extension, size=version.size, bridge=row.crossing.bridge_id,
        message=message.entry.place if message is not None else None,
    )  # fmt: skip


def of_thread(person_id: int, number: int) -> Reading:
    """An attachment before one who may read it.  Raises NotFound, Conflict (already_gone)."""
    row = found(person_id, number)
    row.version.document.title = row.title  # what leaves is called as it was released, whatever its document is called by now
    crossing, document = row.crossing, row.version.document
    if crossing.message_id is not None:
        seat = standing_in(person_id, crossing.bridge_id).seat
        return Reading(document, row.version, seat, now(), is_owner=False, between=True)
    seat = desk_seats(person_id).filter(group=crossing.side.group_id).values_list("pk", flat=True)[0]
    return Reading(document, row.version, seat, now(), is_owner=False)  # nobody is to learn from the log that it goes with a post


def found(person_id: int, number: int) -> Attachment:
    """An attachment that the person may open: as a reader of its post; before that, and while it is held, as one who decides on it.

    Hidden equals missing, and takes the same one query.
    """
    read = readable_entries(person_id).filter(pk=OuterRef("crossing__message"), message__gone="").filter(~kept_from(person_id))
    seated = Admission.objects.filter(seat__in=desk_seats(person_id), ended_at__isnull=True, space=OuterRef("crossing__bridge"))
    held = Q(crossing__message__gone__in=["", "flagged"]) & Q(Exists(seated.filter(floor__lt=OuterRef("crossing__message__entry__place"))))
    waits = Q(crossing__state__in=UNDER_WAY, crossing__side__group__in=desk_seats(person_id).values("group"))
    rows = full_attachments().select_related(
        "crossing__message__entry", "crossing__bridge__space", "crossing__side", "version__document__entry", "version__document__space",
        "version__document__author",
    )  # fmt: skip
    row = rows.filter(number=number).filter(waits | held | Q(Exists(read))).first()
    if row is None:
        raise NotFound
    if not stands(row, row.crossing.bridge.space.ceiling):
        raise Conflict(Code.ALREADY_GONE, _("This document is no longer passed on here."))
    return row
