"""What may be done with topics and messages.  Pure."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Conflict, Invalid, NotFound, Refused
from discussions.spaces.policies import Standing, check_moderate, check_unmuted, check_view, check_write


@dataclass(frozen=True, slots=True)
class MessageFacts:
    """A message, as far as rules ask."""

    place: int
    mine: bool
    gone: bool
    topic_locked: bool
    carried: bool = False  # an excerpt of a thread between groups


def check_body(body: str) -> None:
    """Raise Invalid for nothing at all, and for more than the limit."""
    if not body:
        raise Invalid(Code.EMPTY, _("Write something first."))
    if len(body) > settings.BODY_LIMIT:
        raise Invalid(
            Code.TOO_LONG,
            _("This is %(length)d characters long; a message holds %(limit)d. Shorten it, or share it as a document.")
            % {"length": len(body), "limit": settings.BODY_LIMIT},
            length=len(body),
            limit=settings.BODY_LIMIT,
        )


def check_post(standing: Standing, topic_locked: bool) -> None:
    """Raise Refused where the person may not write, and in a locked topic to all but moderators."""
    check_write(standing)
    check_direct(standing)
    if topic_locked and not standing.moderates:
        raise Refused(Code.TOPIC_LOCKED, _("This topic is locked. It can be read, not written."))


def check_pace(standing: Standing, free_at: datetime | None) -> None:
    """Raise Refused (slow_mode) to whoever has just written where people write slowly, until `free_at` (UTC)."""
    if free_at is not None and free_at > standing.now:
        raise Refused(Code.SLOW_MODE, _("People write slowly here: each waits a while between two messages."), until=free_at.isoformat())


def check_direct(standing: Standing) -> None:
    """Raise Refused in the room of a bridge: there, words come, change and go through the gate alone."""
    if standing.bridge:
        raise Refused(Code.NOT_ALLOWED, _("Between groups, a post goes through your moderator."))


def check_seen(standing: Standing, message: MessageFacts) -> None:
    """Raise NotFound for a message that lies before the person's time."""
    check_view(standing)
    if message.place <= standing.floor:
        raise NotFound


def check_edit(standing: Standing, message: MessageFacts) -> None:
    """Raise unless it is one's own message, still there, in a topic that is open."""
    check_seen(standing, message)
    check_direct(standing)
    check_write(standing)
    if not message.mine:
        raise Refused(Code.NOT_ALLOWED, _("Nobody edits another person's words."))
    if message.carried:
        raise Refused(Code.NOT_ALLOWED, _("An excerpt stays as its author agreed to it. It can be withdrawn."))
    check_there(message)
    if message.topic_locked and not standing.moderates:
        raise Refused(Code.TOPIC_LOCKED, _("This topic is locked. It can be read, not written."))


def check_there(message: MessageFacts) -> None:
    """Raise Conflict for a message that was withdrawn or redacted."""
    if message.gone:
        raise Conflict(Code.ALREADY_GONE, _("This message is no longer there."))


def check_withdraw(standing: Standing, message: MessageFacts) -> None:
    """Authors may always take their words back, even where they may no longer write."""
    check_seen(standing, message)
    check_direct(standing)
    if not message.mine:
        raise Refused(Code.NOT_ALLOWED, _("Only its author can withdraw a message."))


def check_redact(standing: Standing, message: MessageFacts) -> None:
    """Moderators may empty a message, with a reason."""
    check_seen(standing, message)
    check_moderate(standing)
    check_there(message)


def check_react(standing: Standing, message: MessageFacts) -> None:
    """Whoever reads may react, but to what is there, and not while muted or in an archived space."""
    check_seen(standing, message)
    check_there(message)
    if standing.archived:
        raise Refused(Code.SPACE_ARCHIVED, _("This space is archived. It can be read, not written."))
    check_unmuted(standing)


def check_open_topic(standing: Standing) -> None:
    """Whoever may write may open a topic, but for bridges, whose topics come through the gate."""
    check_post(standing, topic_locked=False)
