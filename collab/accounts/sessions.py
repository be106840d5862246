"""Sessions as the live side sees them."""

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils.crypto import constant_time_compare

from collab.accounts.models import Person
from collab.clock import now
from collab.realtime.house import SignedIn


def signed_in(session_key: str) -> SignedIn | None:
    """The person behind a session that is valid now, or None."""
    if not session_key:
        return None
    content = SessionStore(session_key).load()
    person = Person.objects.filter(pk=content.get(SESSION_KEY) or 0, is_active=True).first()
    if person is None or not constant_time_compare(content.get(HASH_SESSION_KEY, ""), person.get_session_auth_hash()):
        return None
    return SignedIn(person.pk, session_key)


def live_sessions(keys: set[str]) -> set[str]:
    """Of `keys`, the sessions that are still valid."""
    return set(Session.objects.filter(session_key__in=keys, expire_date__gt=now()).values_list("session_key", flat=True))
