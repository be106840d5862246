"""The words of bridges: states, what moves them, and how an author may be shown.  No ORM here."""

from enum import StrEnum

from groups.roles import Role

MODERATORS = [Role.LEAD, Role.MODERATOR]  # who answer for a group


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

    SEND = "send"
    OPEN = "open"
    PAUSE = "pause"
    RESUME = "resume"
    WIND_UP = "wind_up"  # nothing new any more: what waits is decided, what was said is summed up
    CLOSE = "close"
    EMPTY = "empty"  # fewer than two groups are left
    ARCHIVE = "archive"


class SideAct(StrEnum):
    """What a side may do with a thread, as its desk offers it."""

    EDIT = "edit"
    SEND = "send"
    ACCEPT = "accept"
    DECLINE = "decline"
    AMEND = "amend"
    RESEAT = "reseat"
    PAUSE = "pause"
    RESUME = "resume"
    LEAVE = "leave"
    CLOSE = "close"
    ARCHIVE = "archive"


class SideState(StrEnum):
    """What a group answered."""

    INVITED = "invited"
    COUNTERED = "countered"  # asked for another charter, and has not answered yet
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LEFT = "left"


class AmendmentState(StrEnum):
    """What became of a change of the charter."""

    OPEN = "open"
    ADOPTED = "adopted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class CrossingState(StrEnum):
    """Where a post is on its way through the gate."""

    HELD = "held"
    RETURNED = "returned"
    PASSED = "passed"  # a moderator has released it: it goes out with the next batch
    RELEASED = "released"
    DECLINED = "declined"
    APPEALED = "appealed"  # its author asks for a second moderator
    REFUSED = "refused"  # who has declined it as well: there it ends
    WITHDRAWN = "withdrawn"


class CrossingAct(StrEnum):
    """What moves a post."""

    EDIT = "edit"
    RELEASE = "release"
    RETURN = "return"
    DECLINE = "decline"
    APPEAL = "appeal"
    TRAVEL = "travel"  # goes out with its batch, byte for byte as it was released
    MISS = "miss"  # or does not, since it or its audience has changed: it is read again
    LAPSE = "lapse"  # nobody answered in time: the clock gives the words back
    WITHDRAW = "withdraw"


class HoldDecision(StrEnum):
    """What the moderators of a side make of a post that one of them keeps from their people."""

    KEPT = "kept"
    RELEASED = "released"


class FlagOutcome(StrEnum):
    """What became of a post that was held for all."""

    REMOVED = "removed"  # moderators of two groups said so
    RELEASED = "released"  # moderators of two groups said that it stands
    LAPSED = "lapsed"  # no two agreed in time: it stands again
    WITHDRAWN = "withdrawn"  # its author or its own group took it back meanwhile


class Gate(StrEnum):
    """How a side lets its own people's words out."""

    PRE = "pre"  # a moderator releases each post
    TRUSTED = "trusted"  # but for those whom the side trusts
    POST = "post"  # all pass at once; moderators look afterwards


class Attribution(StrEnum):
    """Whom readers see as the author, from most to least."""

    NAME = "name"
    ORGANISATION = "organisation"
    CONSTITUENCY = "constituency"
    UNATTRIBUTED = "unattributed"
