"""Consultations and surveys over HTTP.  Parse, call one function, answer."""

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Router, Status

from collab.api.actor import actor, permission
from collab.files.serving import file_response
from discussions.inquiries import exports
from discussions.inquiries.actions import open_inquiry
from discussions.inquiries.filing import keep_answer
from discussions.inquiries.reads import answers_page, inquiry_page
from discussions.inquiries.shapes import AnswerDraft, AnswerShape, AnswersPage, InquiryDraft, InquiryPage
from discussions.polls.exports import MIME
from discussions.polls.shapes import PollOpened

router = Router(tags=["inquiries"])


@router.post("/spaces/{int:space_id}/inquiries", response={201: PollOpened}, **permission("polls.check_open_poll"))
def create_inquiry(request: HttpRequest, space_id: int, draft: InquiryDraft) -> Status[PollOpened]:
    return Status(201, open_inquiry(actor(request), space_id, draft))


@router.get("/spaces/{int:space_id}/polls/{int:place}/form", response=InquiryPage, **permission("polls.check_see"))
def get_form(request: HttpRequest, space_id: int, place: int) -> InquiryPage:
    return inquiry_page(actor(request), space_id, place)


@router.put("/spaces/{int:space_id}/polls/{int:place}/answer", response=AnswerShape, **permission("inquiries.check_answer"))
def keep(request: HttpRequest, space_id: int, place: int, draft: AnswerDraft) -> AnswerShape:
    return keep_answer(actor(request), space_id, place, draft)


@router.get("/spaces/{int:space_id}/polls/{int:place}/answers", response=AnswersPage, **permission("inquiries.check_answers"))
def get_answers(request: HttpRequest, space_id: int, place: int) -> AnswersPage:
    return answers_page(actor(request), space_id, place)


@router.get("/spaces/{int:space_id}/polls/{int:place}/answers/{form}", response={200: None}, **permission("inquiries.check_answers"))
def export_answers(request: HttpRequest, space_id: int, place: int, form: exports.Form) -> StreamingHttpResponse:
    file, size, name = exports.export_answers(actor(request), space_id, place, form)
    return file_response(request, file, size=size, mime=MIME[form], name=name)
