"""Documents over HTTP.  Parse, call one function, answer."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.views.decorators.gzip import gzip_page
from ninja import File, Form, Query, Router, Status
from ninja.decorators import decorate_view
from ninja.files import UploadedFile
from pydantic import BaseModel

from collab.api.actor import actor, permission
from collab.errors import Code, Invalid
from collab.files.store import PIECE_BYTES
from discussions.documents import actions, confirming, describing, disposing, freezing, keeping, publishing, uploaded, uploads
from discussions.documents.centre import CentrePage, CentreQuery, PublishedShape, centre, published_document
from discussions.documents.comments_api import router as comments
from discussions.documents.library import LibraryQuery, library
from discussions.documents.living_api import router as living
from discussions.documents.page import document_page
from discussions.documents.reading_api import router as reading
from discussions.documents.shapes import (
    AskingDraft,
    CheckOut,
    Confirming,
    CoOwner,
    DocumentDraft,
    DocumentEdit,
    DocumentPage,
    DocumentShape,
    Freezing,
    LibraryPage,
    MaybeWhy,
    Publishing,
    ReturnDraft,
    VersionDraft,
    Which,
    Why,
    Withdrawal,
)  # fmt: skip
from discussions.frameworks import FrameworkShape, frameworks

router = Router(tags=["documents"])
router.add_router("", reading)
router.add_router("", comments)
router.add_router("", living)
ONE = "/spaces/{int:space_id}/documents/{int:place}"
NOTHING_SAID = Freezing()


def pieces(request: HttpRequest, file: UploadedFile, shape: type[BaseModel]) -> Iterator[bytes]:
    """The file in pieces.  Raises Invalid when the form carries a field that is not declared (S07)."""
    unknown = (set(request.POST) - set(shape.model_fields)) | (set(request.FILES) - {"file"})
    if unknown:
        raise Invalid(Code.INVALID, _("Some fields are not understood."), fields=sorted(unknown))
    return file.chunks(PIECE_BYTES)


@router.post("/spaces/{int:space_id}/documents", response={201: DocumentShape}, **permission("documents.check_share"))
def share_document(request: HttpRequest, space_id: int, draft: Form[DocumentDraft], file: File[UploadedFile]) -> Status[DocumentShape]:
    body = pieces(request, file, DocumentDraft)
    return Status(201, uploads.share_document(actor(request), space_id, draft, name=file.name or "", pieces=body))


@router.post("/uploads/{int:upload_id}/document", response={201: DocumentShape}, **permission("uploads.own_uploads, documents.check_share"))
def share_upload(request: HttpRequest, upload_id: int, draft: DocumentDraft) -> Status[DocumentShape]:
    return Status(201, uploaded.share_upload(actor(request), upload_id, draft))


@router.get(ONE, response=DocumentPage, **permission("documents.check_document"))
def get_document(request: HttpRequest, space_id: int, place: int) -> DocumentPage:
    return document_page(actor(request), space_id, place)


@router.patch(ONE, response=DocumentShape, **permission("documents.check_source, documents.check_relabel"))
def describe_document(request: HttpRequest, space_id: int, place: int, edit: DocumentEdit) -> DocumentShape:
    return describing.describe_document(actor(request), space_id, place, edit)


@router.post(f"{ONE}/versions", response={201: DocumentShape}, **permission("documents.check_source"))
def add_version(
    request: HttpRequest, space_id: int, place: int, draft: Form[VersionDraft], file: File[UploadedFile]
) -> Status[DocumentShape]:
    body = pieces(request, file, VersionDraft)
    return Status(201, uploads.add_version(actor(request), space_id, place, draft, name=file.name or "", pieces=body))


@router.post(
    "/uploads/{int:upload_id}/versions/{int:place}", response={201: DocumentShape},
    **permission("uploads.own_uploads, documents.check_source"),
)  # fmt: skip
def add_upload(request: HttpRequest, upload_id: int, place: int, draft: VersionDraft) -> Status[DocumentShape]:
    return Status(201, uploaded.add_upload(actor(request), upload_id, place, draft))


@router.post(f"{ONE}/submit", response=DocumentShape, **permission("documents.check_submit, documents.check_freeze"))
def submit_document(request: HttpRequest, space_id: int, place: int, how: Freezing = NOTHING_SAID) -> DocumentShape:
    return freezing.submit(actor(request), space_id, place, how)


@router.post(f"{ONE}/approve", response=DocumentShape, **permission("documents.check_review"))
def approve_document(request: HttpRequest, space_id: int, place: int, which: Which) -> DocumentShape:
    return actions.approve_document(actor(request), space_id, place, which.version)


@router.post(f"{ONE}/return", response=DocumentShape, **permission("documents.check_review"))
def return_document(request: HttpRequest, space_id: int, place: int, why: ReturnDraft) -> DocumentShape:
    return actions.return_document(actor(request), space_id, place, why.version, why.reason)


@router.post(f"{ONE}/withdraw", response=DocumentShape, **permission("documents.check_withdraw"))
def withdraw_document(request: HttpRequest, space_id: int, place: int, why: Withdrawal) -> DocumentShape:
    return actions.withdraw_document(actor(request), space_id, place, why.reason)


@router.post(f"{ONE}/publish", response=DocumentShape, **permission("documents.check_publish"))
def publish_document(request: HttpRequest, space_id: int, place: int, plan: Publishing) -> DocumentShape:
    return publishing.publish_document(actor(request), space_id, place, plan)


@router.post(f"{ONE}/archive", response=DocumentShape, **permission("documents.check_archive"))
def archive_document(request: HttpRequest, space_id: int, place: int) -> DocumentShape:
    return publishing.archive_document(actor(request), space_id, place)


@router.post(f"{ONE}/check-out", response=DocumentShape, **permission("documents.check_work"))
def check_out(request: HttpRequest, space_id: int, place: int, wanted: CheckOut) -> DocumentShape:
    return keeping.check_out(actor(request), space_id, place, wanted.hours)


@router.post(f"{ONE}/check-in", response=DocumentShape, **permission("documents.check_break"))
def end_check_out(request: HttpRequest, space_id: int, place: int, why: MaybeWhy) -> DocumentShape:
    return keeping.end_check_out(actor(request), space_id, place, why.reason)


@router.post(f"{ONE}/hold", response={204: None}, **permission("documents.check_hold"))
def hold_document(request: HttpRequest, space_id: int, place: int, why: Why) -> Status[None]:
    keeping.hold_document(actor(request), space_id, place, why.reason)
    return Status(204, None)


@router.post(f"{ONE}/lift-hold", response={204: None}, **permission("documents.check_hold"))
def lift_hold(request: HttpRequest, space_id: int, place: int, why: Why) -> Status[None]:
    keeping.lift_hold(actor(request), space_id, place, why.reason)
    return Status(204, None)


@router.post(f"{ONE}/dispose", response=DocumentShape, **permission("documents.retention.check_dispose"))
def dispose_document(request: HttpRequest, space_id: int, place: int, why: Why) -> DocumentShape:
    return disposing.dispose_document(actor(request), space_id, place, why.reason)


@router.post(f"{ONE}/owners", response=DocumentShape, **permission("documents.check_own"))
def add_owner(request: HttpRequest, space_id: int, place: int, owner: CoOwner) -> DocumentShape:
    return keeping.add_owner(actor(request), space_id, place, owner.group)


@router.delete(f"{ONE}/owners/{{int:group_id}}", response={200: DocumentShape, 204: None}, **permission("documents.check_work"))
def end_owner(request: HttpRequest, space_id: int, place: int, group_id: int) -> Status[DocumentShape] | Status[None]:
    shape = keeping.end_owner(actor(request), space_id, place, group_id)
    return Status(204, None) if shape is None else Status(200, shape)


@router.post(f"{ONE}/ask", response=DocumentPage, **permission("documents.check_ask"))
def ask_to_confirm(request: HttpRequest, space_id: int, place: int, draft: AskingDraft) -> DocumentPage:
    return confirming.ask_to_confirm(actor(request), space_id, place, draft)


@router.post(f"{ONE}/confirm", response=DocumentPage, **permission("documents.check_acknowledge"))
def confirm_version(request: HttpRequest, space_id: int, place: int, what: Confirming) -> DocumentPage:
    return confirming.confirm_version(actor(request), space_id, place, what)


@router.get("/library", response=LibraryPage, **permission("spaces.readable_entries"))
def get_library(request: HttpRequest, query: Query[LibraryQuery]) -> LibraryPage:
    return library(actor(request), query)


@router.get("/centre", response=CentrePage, **permission("documents.centre_documents"))
def get_centre(request: HttpRequest, query: Query[CentreQuery]) -> CentrePage:
    return centre(actor(request), query)


@router.get("/centre/{int:published_id}", response=PublishedShape, **permission("documents.centre_documents"))
def get_published(request: HttpRequest, published_id: int) -> PublishedShape:
    return published_document(actor(request), published_id)


@router.get("/frameworks", response=list[FrameworkShape], **permission("own"))
@decorate_view(gzip_page)  # long, the same for everybody and made by nobody who reads it: its length tells nothing
def get_frameworks(request: HttpRequest) -> list[FrameworkShape]:
    return frameworks()
