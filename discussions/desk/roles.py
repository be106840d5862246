"""The words of reports and decisions.  No ORM here."""

from enum import StrEnum


class ReportReason(StrEnum):
    """Why a member asks the moderators to look at a message."""

    IDENTITY = "identity"  # may identify a person
    OFF_SCOPE = "off_scope"  # a single case, or nothing of the alliance's work
    TONE = "tone"
    LABEL = "label"  # shared wider than its label allows
    TERMINOLOGY = "terminology"
    SOLICITATION = "solicitation"
    OTHER = "other"


class Decision(StrEnum):
    """What the moderators made of a report."""

    KEPT = "kept"
    REDACTED = "redacted"


class RulingKind(StrEnum):
    """What a moderator decided about one person, who may appeal."""

    MUTE = "mute"
    REDACTION = "redaction"


class AppealAnswer(StrEnum):
    """How an appeal ended."""

    LIFTED = "lifted"  # the ruling was wrong, and is undone
    STANDS = "stands"
    OVER = "over"  # by itself: nobody answered in time, or there was nothing left to lift


class WishDecision(StrEnum):
    """What became of a wish that something be TLP:RED."""

    RED = "red"  # it left the room
    KEPT = "kept"  # the room reads it again
