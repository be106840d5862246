"""A person's own uploads.  Somebody else's is missing, and so is one into a space that one no longer reads."""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import QuerySet

from collab.clock import now
from collab.errors import NotFound
from collab.files.store import pieces_of, store
from discussions.safeguarding.policies import check_unpaused
from discussions.safeguarding.reads import is_paused
from discussions.spaces.policies import Standing
from discussions.spaces.reads import admissions_of, standing_in
from discussions.uploads.models import Upload
from discussions.uploads.policies import Limits, check_send, check_whole
from discussions.uploads.shapes import UploadPage, UploadPart, UploadShape


def may_send(person_id: int, space_id: int) -> Standing:
    """The standing of somebody who may send a file into a space.  Raises NotFound, Refused."""
    standing = standing_in(person_id, space_id)
    check_send(standing)
    check_unpaused(is_paused(person_id))
    return standing


def own_uploads(person_id: int) -> QuerySet[Upload]:
    """What the person has sent, used or not, as long as it is kept and the person reads where it goes."""
    return Upload.objects.filter(person_id=person_id, expires_at__gt=now(), space_id__in=admissions_of(person_id).values("space_id"))


def own_upload(person_id: int, upload_id: int) -> Upload:
    """One of them.  Raises NotFound."""
    upload = own_uploads(person_id).filter(pk=upload_id).first()
    if upload is None:
        raise NotFound
    return upload


def unfinished(person_id: int) -> list[UploadShape]:
    """What the person has begun and not used, the newest first."""
    return [upload_shape(each) for each in own_uploads(person_id).filter(sha256="").order_by("-started_at", "pk")]


def upload_page(person_id: int, upload_id: int) -> UploadPage:
    """One upload with what has come of it.  Raises NotFound."""
    upload = own_upload(person_id, upload_id)
    parts = [UploadPart(start=each.start, size=each.size, sha256=each.sha256) for each in upload.parts.all()]
    return UploadPage(**upload_shape(upload).model_dump(), parts=parts)


def upload_shape(upload: Upload) -> UploadShape:
    """The shape of one upload."""
    return UploadShape(
        id=upload.pk, space=upload.space_id, name=upload.name, size=upload.size, received=upload.received,
        started_at=upload.started_at, expires_at=upload.expires_at, checking=upload.held_at is not None,
    )  # fmt: skip


def pieces_of_upload(upload: Upload) -> Iterator[bytes]:
    """All that has come, in pieces, in order.  Raises Conflict (wrong_state) before the first while parts are missing."""
    check_whole(upload.size, upload.received)
    return (piece for part in upload.parts.all() for piece in pieces_of(store().open_part(upload.pk, part.name)))


def limits() -> Limits:
    """What this site lets one person have under way."""
    return Limits(settings.UPLOAD_LIMIT_BYTES, settings.UNFINISHED_UPLOADS, settings.UNFINISHED_UPLOADS_BYTES)
