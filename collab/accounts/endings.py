"""A session that ends takes its sockets with it."""

from allauth.account.signals import password_changed, password_reset, password_set
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models.signals import post_delete
from django.http import HttpRequest

from collab.accounts.models import Person
from collab.accounts.sessions import end_sessions
from collab.accounts.store import changing_key
from collab.realtime.hub import close_person, close_session

SIGNED_OUT = 4001  # close code: the session is over
COME_BACK = 4010  # close code: connect again; whoever has no valid session any more is turned away at the door


def connect() -> None:
    """Listen to allauth, and to the end of sessions, however it comes about."""
    post_delete.connect(_ended, sender=Session, dispatch_uid="collab.accounts.endings")
    for signal in (password_changed, password_set, password_reset):
        signal.connect(_new_password, dispatch_uid="collab.accounts.endings")


def _ended(instance: Session, **_: object) -> None:
    key, code = instance.session_key, COME_BACK if changing_key.get() else SIGNED_OUT

    def close() -> None:  # a def: Django logs its __qualname__ when it fails
        close_session(key, code)

    transaction.on_commit(close, robust=True)


def _new_password(request: HttpRequest, user: Person, **_: object) -> None:
    """Whoever knew the old password is out, everywhere but here."""
    end_sessions(user.pk, but=request.session.session_key)

    def close() -> None:
        close_person(user.pk, COME_BACK)

    transaction.on_commit(close, robust=True)
