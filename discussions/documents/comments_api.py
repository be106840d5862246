"""Comments on documents over HTTP.  Parse, call one function, answer."""

from django.http import HttpRequest
from ninja import Router, Status

from collab.api.actor import actor, permission
from discussions.documents import commenting
from discussions.documents.comment_shapes import CommentDraft, CommentsPage, Settling
from discussions.documents.shapes import MaybeWhy

router = Router(tags=["documents"])
ONE = "/spaces/{int:space_id}/documents/{int:place}"


@router.get(f"{ONE}/versions/{{int:number}}/comments", response=CommentsPage, **permission("documents.check_hear"))
def list_comments(request: HttpRequest, space_id: int, place: int, number: int) -> CommentsPage:
    return commenting.comments(actor(request), space_id, place, number)


@router.get(f"{ONE}/text/comments", response=CommentsPage, **permission("documents.check_hear_text"))
def list_text_comments(request: HttpRequest, space_id: int, place: int) -> CommentsPage:
    return commenting.text_comments(actor(request), space_id, place)


@router.post(f"{ONE}/comments", response={201: CommentsPage}, **permission("documents.check_comment"))
def comment(request: HttpRequest, space_id: int, place: int, draft: CommentDraft) -> Status[CommentsPage]:
    return Status(201, commenting.comment(actor(request), space_id, place, draft))


@router.post(f"{ONE}/comments/{{int:comment_id}}/settle", response={204: None}, **permission("documents.check_settle"))
def settle_comment(request: HttpRequest, space_id: int, place: int, comment_id: int, settling: Settling) -> Status[None]:
    commenting.settle(actor(request), space_id, place, comment_id, settled=settling.settled)
    return Status(204, None)


@router.post(f"{ONE}/comments/{{int:comment_id}}/unsay", response={204: None}, **permission("documents.check_unsay"))
def unsay_comment(request: HttpRequest, space_id: int, place: int, comment_id: int, why: MaybeWhy) -> Status[None]:
    commenting.unsay(actor(request), space_id, place, comment_id, why.reason)
    return Status(204, None)
