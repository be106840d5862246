"""Uploads over HTTP: tus 1.0, with creation, checksum, expiration and termination, behind our own gates.

Parse, call one function, answer.  A part is one PATCH; how the protocol is spoken is in tus.py.
"""

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.decorators import decorate_view

from collab.api.actor import actor, permission
from discussions.uploads import actions, tus
from discussions.uploads.reads import may_send, own_upload, unfinished, upload_page
from discussions.uploads.shapes import UploadPage, UploadShape

router = Router(tags=["uploads"])
ONE = "/uploads/{int:upload_id}"


@router.api_operation(["OPTIONS"], "/uploads", response={204: None}, **permission("own"))
@decorate_view(tus.spoken)
def upload_protocol(request: HttpRequest) -> HttpResponse:
    return tus.protocol()


@router.get("/uploads", response=list[UploadShape], **permission("own, uploads.own_uploads"))
def list_uploads(request: HttpRequest) -> list[UploadShape]:
    return unfinished(actor(request))


@router.post("/spaces/{int:space_id}/uploads", response={201: None}, **permission("uploads.check_send"))
@decorate_view(tus.spoken)
def begin_upload(request: HttpRequest, space_id: int) -> HttpResponse:
    may_send(actor(request), space_id)  # first: to others the space is missing, however they ask
    return tus.begun(actions.begin_upload(actor(request), space_id, *tus.announced(request)))


@router.get(ONE, response=UploadPage, **permission("own, uploads.own_uploads"))
def get_upload(request: HttpRequest, upload_id: int) -> UploadPage:
    return upload_page(actor(request), upload_id)


@router.api_operation(["HEAD"], ONE, response={200: None}, **permission("own, uploads.own_uploads"))
@decorate_view(tus.spoken)
def ask_upload(request: HttpRequest, upload_id: int) -> HttpResponse:
    return tus.standing(own_upload(actor(request), upload_id))


@router.patch(ONE, response={204: None}, **permission("own, uploads.own_uploads, uploads.check_send"))
@decorate_view(tus.spoken)
def send_part(request: HttpRequest, upload_id: int) -> HttpResponse:
    upload = own_upload(actor(request), upload_id)  # first: to others it is missing, however they ask
    return tus.received(upload, actions.take_part(actor(request), upload.pk, *tus.part(request)))


@router.delete(ONE, response={204: None}, **permission("own, uploads.own_uploads"))
@decorate_view(tus.spoken)
def end_upload(request: HttpRequest, upload_id: int) -> HttpResponse:
    actions.end_upload(actor(request), upload_id)
    return HttpResponse(status=204)
