"""One's own account over HTTP."""

from django.http import HttpRequest
from ninja import Router

from collab.accounts.actions import change_me
from collab.accounts.factors import totp_offer
from collab.accounts.reads import MeShape, me_shape, session_shape
from collab.accounts.sessions import limits_of, note_activity
from collab.accounts.shapes import MeEdit, SessionShape, TotpOffer
from collab.api.actor import actor, permission

router = Router(tags=["account"])


@router.get("/me", response=MeShape, **permission("own"))
def me(request: HttpRequest) -> MeShape:
    return me_shape(actor(request))


@router.patch("/me", response=MeShape, **permission("own"))
def edit_me(request: HttpRequest, edit: MeEdit) -> MeShape:
    return me_shape(change_me(actor(request), edit).pk)


@router.post("/me/totp", response=TotpOffer, **permission("own"))
def offer_totp(request: HttpRequest) -> TotpOffer:
    """The app is added, by its first code, at allauth's own route."""
    return totp_offer(actor(request))


@router.get("/session", response=SessionShape, **permission("own"))
def session(request: HttpRequest) -> SessionShape:
    """Asking is no activity."""
    return session_shape(limits_of(request.session) or note_activity(request.session, actor(request)))


@router.post("/session/keep", response=SessionShape, **permission("own"))
def keep_session(request: HttpRequest) -> SessionShape:
    """Somebody sits here: the idle time starts anew."""
    return session_shape(note_activity(request.session, actor(request), at_once=True))
