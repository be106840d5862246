"""Sending a file out: what people brought always as a copy to keep, never as a page of this site (S49)."""

import asyncio
from collections.abc import AsyncIterator
from typing import BinaryIO

from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from collab.files.store import PIECE_BYTES, pieces_of

FENCE = "sandbox; default-src 'none'"


def file_response(request: HttpRequest, file: BinaryIO, *, size: int, mime: str, name: str) -> StreamingHttpResponse:
    """The bytes of `file` in pieces, closed at the end; memory does not grow with the file."""
    content = _pieces_async(file) if isinstance(request, ASGIRequest) else pieces_of(file)
    response = StreamingHttpResponse(content, content_type=mime)
    disposition = content_disposition_header(as_attachment=True, filename=name)
    assert disposition is not None, "as an attachment, a file always has this header"
    response["Content-Disposition"] = disposition
    response["Content-Length"] = str(size)
    response["Content-Security-Policy"] = FENCE
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def picture_response(content: bytes, mime: str) -> HttpResponse:
    """A picture that we painted, to be shown on our pages and kept nowhere."""
    response = HttpResponse(content, content_type=mime)
    response["Content-Security-Policy"] = FENCE
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


async def _pieces_async(file: BinaryIO) -> AsyncIterator[bytes]:
    """The same on an event loop, which a disk must not hold up."""
    with file:
        while piece := await asyncio.to_thread(file.read, PIECE_BYTES):
            yield piece
