"""Every "no" that a person or a client can be told, with its stable code."""

from enum import StrEnum
from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext_lazy as _


class Code(StrEnum):
    """Stable codes of refusals.  Documented in docs/errors.md; a test holds the two together."""

    NOT_FOUND = "not_found"
    INVALID = "invalid"
    SIGNED_OUT = "signed_out"
    FAILED = "failed"
    UNCHECKED = "unchecked"
    PAGE_TOO_OLD = "page_too_old"
    SECOND_FACTOR_NEEDED = "second_factor_needed"
    NOT_ALLOWED = "not_allowed"
    READS_ONLY = "reads_only"
    SPACE_ARCHIVED = "space_archived"
    TOPIC_LOCKED = "topic_locked"
    THREAD_PAUSED = "thread_paused"
    MUTED = "muted"
    SLOW_MODE = "slow_mode"
    TOO_LONG = "too_long"
    EMPTY = "empty"
    LABEL_TOO_LOW = "label_too_low"
    LABEL_ABOVE_CEILING = "label_above_ceiling"
    REPLAY_DIFFERS = "replay_differs"
    ALREADY_GONE = "already_gone"
    STALE = "stale"
    TOO_MANY = "too_many"
    TOO_LARGE = "too_large"
    FILE_TYPE_REFUSED = "file_type_refused"
    NOT_SHOWN = "not_shown"
    OWN_WORK = "own_work"
    WRONG_STATE = "wrong_state"
    INCOMPLETE = "incomplete"
    CHECKED_OUT = "checked_out"
    HELD = "held"
    CLAIMED = "claimed"
    NOBODY_ELSE = "nobody_else"
    POLL_NOT_OPEN = "poll_not_open"
    NOT_ELIGIBLE = "not_eligible"
    HEAD_HAS_VOTED = "head_has_voted"
    ALREADY_VOTED = "already_voted"
    NOT_DESIGNATED = "not_designated"
    OWN_VOTE_STANDS = "own_vote_stands"
    PROXY_EXISTS = "proxy_exists"
    PROXY_FULL = "proxy_full"
    ROLL_FIXED = "roll_fixed"
    POLL_EDITED = "poll_edited"
    UNKNOWN_OPTION = "unknown_option"
    DUPLICATE_RANKS = "duplicate_ranks"
    OVER_BUDGET = "over_budget"
    REASON_NEEDED = "reason_needed"
    ANSWERS_NEEDED = "answers_needed"
    CROWD_TOO_SMALL = "crowd_too_small"
    ATTRIBUTION_NOT_ALLOWED = "attribution_not_allowed"
    CUSTODY_NOT_ALLOWED = "custody_not_allowed"
    UNASKED_NOT_ALLOWED = "unasked_not_allowed"
    INVITATION_SPENT = "invitation_spent"
    ADDRESS_DIFFERS = "address_differs"
    LAST_LEAD = "last_lead"
    SEAT_EXISTS = "seat_exists"
    UPLOADS_PAUSED = "uploads_paused"
    BEING_CHECKED = "being_checked"


class DomainError(Exception):
    """A rule's "no": a status, a code, a sentence for people, facts for clients."""

    status: int = HTTPStatus.BAD_REQUEST

    def __init__(self, code: Code, message: Any, **facts: Any) -> None:
        super().__init__(code.value)
        self.code = code
        self.message = message  # lazily translated: rendered in the reader's language
        self.facts = facts

    def as_answer(self) -> dict[str, Any]:
        """`{code, message, facts}`, the one shape of every refusal."""
        return {"code": self.code.value, "message": str(self.message), "facts": self.facts}


class NotFound(DomainError):
    """Missing, or hidden from this person: the caller must not learn which."""

    status = HTTPStatus.NOT_FOUND

    def __init__(self) -> None:
        super().__init__(Code.NOT_FOUND, _("There is nothing here that you can see."))


class Refused(DomainError):
    """Seen, but not allowed to this person or not now."""

    status = HTTPStatus.FORBIDDEN


class Conflict(DomainError):
    """At odds with what is stored."""

    status = HTTPStatus.CONFLICT


class Invalid(DomainError):
    """Not a request that could ever be granted as it stands."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class Unavailable(DomainError):
    """Something that this needs is away for now: the same request may be granted in a few minutes."""

    status = HTTPStatus.SERVICE_UNAVAILABLE


class SignedOut(DomainError):
    """No valid session stands behind the request."""

    status = HTTPStatus.UNAUTHORIZED

    def __init__(self) -> None:
        super().__init__(Code.SIGNED_OUT, _("You are signed out. Sign in again; what you wrote is kept."))


class Failed(DomainError):
    """A fault of ours, logged with its trace; the client learns no more than that."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR

    def __init__(self) -> None:
        super().__init__(Code.FAILED, _("Something went wrong on our side. What you wrote is kept; try again."))
