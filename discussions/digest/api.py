"""The choice of one's digest over HTTP."""

from django.http import HttpRequest
from ninja import Router

from collab.api.actor import actor, permission
from discussions.digest import actions, reads
from discussions.digest.shapes import DigestChoice, DigestShape

router = Router(tags=["digest"])


@router.get("/me/digest", response=DigestShape, **permission("own"))
def get_digest(request: HttpRequest) -> DigestShape:
    return reads.digest_shape(actor(request))


@router.put("/me/digest", response=DigestShape, **permission("own"))
def choose_digest(request: HttpRequest, choice: DigestChoice) -> DigestShape:
    return actions.choose_digest(actor(request), choice)
