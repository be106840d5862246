"""One's own account over HTTP."""

from django.http import HttpRequest
from ninja import Router

from collab.accounts.reads import MeShape, me_shape
from collab.api.actor import actor, permission

router = Router(tags=["account"])


@router.get("/me", response=MeShape, **permission("own"))
def me(request: HttpRequest) -> MeShape:
    return me_shape(actor(request))
