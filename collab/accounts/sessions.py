"""Sessions and their two limits: twelve hours in all, and a time without activity.

Both are one column, Django's `expire_date`: it is moved on by activity, never beyond the end.  So one query
tells the live side which sessions stand, and a stolen copy of the cookie ends with them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils.crypto import constant_time_compare
from django.utils.module_loading import import_string

from collab.accounts.models import Person
from collab.clock import now
from collab.prepared import Prepared
from collab.realtime.house import SignedIn

STARTED, ACTIVE, IDLE = "started", "active", "idle"  # in the session: two moments in UTC, and seconds
NOTED_EVERY = timedelta(seconds=30)  # activity is written at most this often


@dataclass(frozen=True, slots=True)
class Limits:
    """When a session ends: at `end` whatever happens, at `idle_end` without activity before.  UTC."""

    end: datetime
    idle_end: datetime


def limits_of(session: SessionBase) -> Limits | None:
    """The limits of a signed-in session, or None before its first request was noted."""
    if STARTED not in session:
        return None
    end = datetime.fromisoformat(session[STARTED]) + settings.SESSION_LIFE
    return Limits(end, min(end, datetime.fromisoformat(session[ACTIVE]) + timedelta(seconds=session[IDLE])))


def is_over(session: SessionBase) -> bool:
    """Whether a limit has been reached."""
    limits = limits_of(session)
    return limits is not None and limits.idle_end <= now()


def note_activity(session: SessionBase, person_id: int, *, at_once: bool = False) -> Limits:
    """Start the session's clock, or move its idle end on.  Written at most every thirty seconds unless `at_once`."""
    moment = now()
    known = limits_of(session)
    if known is None or at_once or moment - datetime.fromisoformat(session[ACTIVE]) >= NOTED_EVERY:
        session.setdefault(STARTED, moment.isoformat())
        session[ACTIVE] = moment.isoformat()
        session[IDLE] = int(idle_limit(person_id).total_seconds())
        known = limits_of(session)
        assert known is not None, "it has just been started"
        session.set_expiry(known.idle_end)
    return known


def idle_limit(person_id: int) -> timedelta:
    """How long the person may do nothing: shorter where one of their groups demands a second factor."""
    guarded: bool = import_string(settings.SESSION_IS_GUARDED)(person_id)
    return settings.SESSION_IDLE_GUARDED if guarded else settings.SESSION_IDLE


def shorten(person_ids: Iterable[int]) -> None:
    """A group of these people now demands a second factor: the shorter limit counts for sessions that are open already."""
    keys = UserSession.objects.filter(user__in=list(person_ids)).values("session_key")
    at_most = now() + settings.SESSION_IDLE_GUARDED
    Session.objects.filter(session_key__in=keys, expire_date__gt=at_most).update(expire_date=at_most)


def end_sessions(person_id: int, but: str | None = None) -> None:
    """End every session of a person, save one.  Their sockets close with them (see endings.py)."""
    rows = UserSession.objects.filter(user=person_id).exclude(session_key=but or "")
    for session in Session.objects.filter(session_key__in=rows.values("session_key")):
        session.delete()  # one by one: the signal of each closes its sockets
    rows.delete()


def signed_in(session_key: str) -> SignedIn | None:
    """The person behind a session that is valid now, or None."""
    rows = _session(key=session_key, moment=now()) if session_key else []
    if not rows:
        return None
    content = SessionStore(session_key).decode(rows[0][0])
    person = person_of(int(content.get(SESSION_KEY) or 0))
    if person is None or not person.is_active:
        return None
    if not constant_time_compare(content.get(HASH_SESSION_KEY, ""), person.get_session_auth_hash()):
        return None
    return SignedIn(person.pk, session_key)


def person_of(person_id: int) -> Person | None:
    """The account, or None."""
    rows = _person(person=person_id)
    return Person.from_db("default", PERSON, rows[0]) if rows else None


PERSON = [field.attname for field in Person._meta.concrete_fields]
_person = Prepared(lambda person: Person.objects.filter(pk=person).values_list(*PERSON), person=int)
_session = Prepared(
    lambda key, moment: Session.objects.filter(session_key=key, expire_date__gt=moment).values_list("session_data"),
    key=str,
    moment=datetime,
)


def live_sessions(keys: set[str]) -> set[str]:
    """Of `keys`, the sessions that are still valid."""
    return set(Session.objects.filter(session_key__in=keys, expire_date__gt=now()).values_list("session_key", flat=True))
