"""Sending a file out: what people brought always as a copy to keep, never as a page of this site (S49).

Bytes that lie as they are may be sent by somebody else, once the right was asked and the taking is in the log: by the proxy
(FILES_REDIRECT), or by the bucket (STORAGE_LINKS).  See ADR 29.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import BinaryIO

from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from collab.files.store import PIECE_BYTES, address_of, pieces_of, store
from collab.labels import Label, above

FENCE = "sandbox; default-src 'none'"
LINK_SECONDS = 60  # for which a link into the bucket holds: long enough to begin


def sent_elsewhere(label: str) -> bool:
    """Whether somebody else sends bytes under this label, as they lie in the store."""
    if settings.STORAGE is None:
        return bool(settings.FILES_REDIRECT)
    return settings.STORAGE_LINKS == "ALL" or (settings.STORAGE_LINKS == "GREEN" and not above(label, Label.GREEN))


def elsewhere_response(sha256: str, *, mime: str, name: str) -> HttpResponse:
    """Where the bytes kept under a hash are had: told to the proxy, which never tells it on, or to the browser, for a minute.

    The caller has asked `sent_elsewhere`.
    """
    link = store().link(sha256, mime=mime, disposition=disposition_of(name), seconds=LINK_SECONDS)
    response = HttpResponse(content_type=mime)
    if link:
        response = HttpResponse(status=303, headers={"Location": link, "Referrer-Policy": "no-referrer"})
    else:
        response["X-Accel-Redirect"] = settings.FILES_REDIRECT + address_of(sha256)
        response["Content-Disposition"] = disposition_of(name)
    fence(response)
    return response


def file_response(request: HttpRequest, file: BinaryIO, *, size: int, mime: str, name: str) -> StreamingHttpResponse:
    """The bytes of `file` in pieces, closed at the end; memory does not grow with the file."""
    content = _pieces_async(file) if isinstance(request, ASGIRequest) else pieces_of(file)
    response = StreamingHttpResponse(content, content_type=mime)
    response["Content-Disposition"] = disposition_of(name)
    response["Content-Length"] = str(size)
    fence(response)
    return response


def picture_response(content: bytes, mime: str) -> HttpResponse:
    """A picture that we painted, to be shown on our pages and kept nowhere."""
    response = HttpResponse(content, content_type=mime)
    fence(response)
    return response


def disposition_of(name: str) -> str:
    """A copy to keep, called so (RFC 6266)."""
    disposition = content_disposition_header(as_attachment=True, filename=name)
    assert disposition is not None, "as an attachment, a file always has this header"
    return disposition


def fence(response: HttpResponseBase) -> None:
    """What no file of anybody may do in a browser."""
    response["Content-Security-Policy"] = FENCE
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"


async def _pieces_async(file: BinaryIO) -> AsyncIterator[bytes]:
    """The same on an event loop, which a disk must not hold up."""
    with file:
        while piece := await asyncio.to_thread(file.read, PIECE_BYTES):
            yield piece
