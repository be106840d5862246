"""The words of bridges: states, what moves them, and how an author may be shown.  No ORM here."""

from enum import StrEnum


class BridgeState(StrEnum):
    """The life of a bridge (governance 3.2)."""

    DRAFT = "draft"
    INVITED = "invited"
    OPEN = "open"
    PAUSED = "paused"
    CLOSING = "closing"
    CLOSED = "closed"
    ARCHIVED = "archived"


class BridgeAct(StrEnum):
    """What moves a bridge."""

    OPEN = "open"
    CLOSE = "close"


class SideState(StrEnum):
    """What a group answered."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LEFT = "left"


class CrossingState(StrEnum):
    """Where a post is on its way through the gate."""

    HELD = "held"
    RETURNED = "returned"
    RELEASED = "released"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class CrossingAct(StrEnum):
    """What moves a post."""

    EDIT = "edit"
    RELEASE = "release"
    RETURN = "return"
    DECLINE = "decline"
    WITHDRAW = "withdraw"


class Attribution(StrEnum):
    """Whom readers see as the author, from most to least."""

    NAME = "name"
    ORGANISATION = "organisation"
    CONSTITUENCY = "constituency"
    UNATTRIBUTED = "unattributed"
