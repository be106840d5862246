"""Retention over HTTP.  Parse, call one function, answer."""

from django.http import HttpRequest
from ninja import Router

from collab.api.actor import actor, permission
from discussions.documents.retention import actions
from discussions.documents.retention.shapes import RetentionPage, RetentionRule

router = Router(tags=["documents"])
OF_GROUP = "/groups/{int:group_id}/retention"


@router.get(OF_GROUP, response=RetentionPage, **permission("groups.check_answers"))
def get_retention(request: HttpRequest, group_id: int) -> RetentionPage:
    return actions.retention(actor(request), group_id)


@router.put(OF_GROUP, response=RetentionPage, **permission("groups.check_answers"))
def set_retention(request: HttpRequest, group_id: int, rule: RetentionRule) -> RetentionPage:
    return actions.set_retention(actor(request), group_id, rule)
