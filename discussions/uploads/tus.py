"""The words of tus 1.0 (https://tus.io/protocols/resumable-upload): headers in, headers out."""

import base64
import binascii
from collections.abc import Callable, Iterator
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date
from django.utils.translation import gettext_lazy as _

from collab.errors import Code, DomainError, Invalid
from collab.files.store import PIECE_BYTES
from discussions.uploads.models import Upload
from discussions.uploads.shapes import UploadShape
from discussions.uploads.sums import SUMS

VERSION = "1.0.0"
EXTENSIONS = "creation,checksum,expiration,termination"
CONTENT = "application/offset+octet-stream"
Answering = Callable[..., HttpResponse]


class OtherVersion(DomainError):
    """The client speaks another version of the protocol, or none."""

    status = HTTPStatus.PRECONDITION_FAILED


class OtherContent(DomainError):
    """A part that does not say that it is one."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE


def spoken(view: Answering) -> Answering:
    """Every answer says which version is spoken, refusals as well, and none is kept anywhere."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Tus-Resumable"] = VERSION
        response["Cache-Control"] = "no-store"
        return response

    return answered


def protocol() -> HttpResponse:
    """What this site speaks."""
    told = {
        "Tus-Version": VERSION, "Tus-Extension": EXTENSIONS, "Tus-Max-Size": str(settings.UPLOAD_LIMIT_BYTES),
        "Tus-Checksum-Algorithm": ",".join(SUMS),
    }  # fmt: skip
    return HttpResponse(status=HTTPStatus.NO_CONTENT, headers=told)


def announced(request: HttpRequest) -> tuple[str, int]:
    """The name and the size of a file that is announced.  Raises OtherVersion, Invalid."""
    check_version(request)
    name = ""
    for pair in filter(None, request.headers.get("Upload-Metadata", "").split(",")):
        key, _gap, value = pair.strip().partition(" ")
        if key == "filename":
            name = _decoded(value)
    return name, _number(request, "Upload-Length")


def part(request: HttpRequest) -> tuple[int, Iterator[bytes], tuple[str, str] | None]:
    """Where a part begins, its bytes, and what they must hash to, if that was said.  Raises OtherVersion, OtherContent, Invalid."""
    check_version(request)
    if request.content_type != CONTENT:
        raise OtherContent(Code.INVALID, _("A part of an upload comes as %(kind)s.") % {"kind": CONTENT}, fields=["Content-Type"])
    return _number(request, "Upload-Offset"), iter(lambda: request.read(PIECE_BYTES), b""), _sum(request)


def begun(upload: UploadShape) -> HttpResponse:
    """Where an upload that was announced takes its parts."""
    told = {"Location": f"/api/uploads/{upload.id}", "Upload-Offset": "0", "Upload-Expires": http_date(upload.expires_at.timestamp())}
    return HttpResponse(status=HTTPStatus.CREATED, headers=told)


def standing(upload: Upload) -> HttpResponse:
    """How far an upload has come."""
    told = {"Upload-Offset": str(upload.received), "Upload-Length": str(upload.size), "Upload-Expires": _until(upload)}
    return HttpResponse(status=HTTPStatus.OK, headers=told)


def received(upload: Upload, offset: int) -> HttpResponse:
    """A part has been kept."""
    return HttpResponse(status=HTTPStatus.NO_CONTENT, headers={"Upload-Offset": str(offset), "Upload-Expires": _until(upload)})


def check_version(request: HttpRequest) -> None:
    """Raise OtherVersion for a request that does not say it speaks ours."""
    if request.headers.get("Tus-Resumable") != VERSION:
        raise OtherVersion(Code.INVALID, _("This address speaks version %(version)s of the upload protocol.") % {"version": VERSION},
                           fields=["Tus-Resumable"])  # fmt: skip


def _sum(request: HttpRequest) -> tuple[str, str] | None:
    told = request.headers.get("Upload-Checksum")
    if told is None:
        return None
    algorithm, _gap, digest = told.partition(" ")
    if algorithm not in SUMS:
        raise _not_understood("Upload-Checksum")
    return algorithm, digest


def _number(request: HttpRequest, header: str) -> int:
    told = request.headers.get(header, "")
    if not (told.isascii() and told.isdigit() and len(told) < 16):
        raise _not_understood(header)
    return int(told)


def _decoded(value: str) -> str:
    try:
        return base64.b64decode(value, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise _not_understood("Upload-Metadata") from None


def _not_understood(header: str) -> Invalid:
    return Invalid(Code.INVALID, _("Some fields are not understood."), fields=[header])


def _until(upload: Upload) -> str:
    return http_date(upload.expires_at.timestamp())
