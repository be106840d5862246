"""Taking in a file part by part (the data's way: docs/documents.md, "Uploads")."""

import secrets
from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.db.models import Sum as Total
from django.utils.translation import gettext_lazy as _

from collab.accounts.models import Person
from collab.clock import now
from collab.errors import Code, Invalid, NotFound
from collab.files.store import Arrival, arriving, store
from discussions.uploads.models import Part, Upload
from discussions.uploads.names import shown_name
from discussions.uploads.policies import check_room, check_start
from discussions.uploads.reads import limits, may_send, own_upload, own_uploads, upload_shape
from discussions.uploads.shapes import UploadShape
from discussions.uploads.sums import Sum

PARTS_LIMIT = 10_000  # of one upload: a client that sends byte by byte must not fill a table


@transaction.atomic
def begin_upload(person_id: int, space_id: int, name: str, size: int) -> UploadShape:
    """Announce a file of `size` bytes for a space.  Locks the person, so that what one has under way is counted exactly.

    Raises NotFound, Refused (space_archived, reads_only, muted, not_allowed, too_many), Invalid (empty, too_large).
    """
    standing = may_send(person_id, space_id)
    Person.objects.select_for_update(no_key=True).get(pk=person_id)
    under_way = Upload.objects.filter(person_id=person_id, expires_at__gt=standing.now, sha256="")
    told = under_way.aggregate(count=Count("pk"), size=Total("size", default=0))
    check_room(size, limits(), told["count"], told["size"])
    upload = Upload.objects.create(
        person_id=person_id, space_id=space_id, name=shown_name(name), size=size, started_at=standing.now,
        expires_at=standing.now + timedelta(hours=settings.UPLOAD_HOURS),
    )  # fmt: skip
    return upload_shape(upload)


def take_part(person_id: int, upload_id: int, start: int, pieces: Iterable[bytes], sum_: tuple[str, str] | None = None) -> int:
    """Keep the next bytes of an upload; how many have come now.  `sum_`: an algorithm of `SUMS` and its digest in base64.

    The bytes are kept first and counted after, on condition that nobody was faster: of two tabs that send the same part, one
    is told where the upload stands.  What is refused leaves nothing.  Raises NotFound, Refused (as `begin_upload`),
    Conflict (stale), Invalid (too_large), SumDiffers.
    """
    upload = own_upload(person_id, upload_id)
    may_send(person_id, upload.space_id)
    check_start(start, upload.received)
    expected = Sum(*sum_) if sum_ else None
    try:
        with arriving(_measured(pieces, upload.size - start, expected)) as arrival:
            if expected:
                expected.check()
            return _keep(person_id, upload, start, arrival)
    except Invalid as refusal:
        if refusal.code == Code.EMPTY:
            return start
        raise


def end_upload(person_id: int, upload_id: int) -> None:
    """Throw away an upload and what has come of it.  Raises NotFound."""
    _forget(own_upload(person_id, upload_id))


def use_up(upload: Upload, sha256: str) -> None:
    """Its bytes have been kept elsewhere: its parts go, its row stays for those who ask again."""
    Upload.objects.filter(pk=upload.pk).update(sha256=sha256)
    Part.objects.filter(upload=upload).delete()
    store().drop_parts(upload.pk)


def hold_sealed(upload: Upload) -> None:
    """What came of it was sealed: its parts go, and to its sender it is being checked until it expires, as any other may be."""
    Upload.objects.filter(pk=upload.pk).update(held_at=now())
    Part.objects.filter(upload=upload).delete()
    store().drop_parts(upload.pk)


def forget_expired() -> int:
    """Throw away uploads whose time is over; how many.  The row goes last, so that a fall half way is met by the next round."""
    over = list(Upload.objects.filter(expires_at__lte=now()).order_by("pk"))
    for upload in over:
        _forget(upload)
    return len(over)


def _forget(upload: Upload) -> None:
    store().drop_parts(upload.pk)
    upload.delete()


def _measured(pieces: Iterable[bytes], room: int, expected: Sum | None) -> Iterator[bytes]:
    """The pieces, as far as the file was announced.  Raises Invalid (too_large)."""
    for piece in pieces:
        room -= len(piece)
        if room < 0:
            raise Invalid(Code.TOO_LARGE, _("More has come than was announced. Begin this upload anew."))
        if expected:
            expected.update(piece)
        yield piece


def _keep(person_id: int, upload: Upload, start: int, arrival: Arrival) -> int:
    name, end = secrets.token_hex(16), start + arrival.size
    store().keep_part(upload.pk, name, arrival)
    try:
        with transaction.atomic():
            # Asked again, since sending takes long: a seat may have ended meanwhile.
            here = own_uploads(person_id).filter(pk=upload.pk)
            if not here.filter(received=start).update(received=end):
                check_start(start, own_upload(person_id, upload.pk).received)
                raise NotFound  # it went and came back between the two: as good as gone
            if upload.parts.count() >= PARTS_LIMIT:
                raise Invalid(Code.TOO_MANY, _("This upload has come in too many parts. Begin it anew with larger ones."))
            Part.objects.create(upload=upload, start=start, size=arrival.size, sha256=arrival.sha256, name=name)
    except BaseException:
        store().drop_parts(upload.pk, name)
        raise
    return end
