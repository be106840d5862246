"""Who holds a post between groups for everybody, and who decides on it.  Pure: facts in, a refusal or nothing out (governance 3.2).

No rule here asks which group wrote the post: whoever counted how the answers come could else tell whose a masked one is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Conflict, NotFound, Refused
from discussions.spaces.policies import Standing, check_view

LONGEST = timedelta(hours=72)  # that one group's flag holds a post; as long as its longest pause
AT_ONCE = 3  # posts of a thread that one group holds for all
AGREEING = 2  # groups whose moderators say the same


@dataclass(frozen=True, slots=True)
class FlagFacts:
    """A post that somebody would hold for all."""

    moderates: bool  # a side of the thread in which they sit
    mine: bool = False
    gone: bool = False
    before: bool = False  # this group has flagged these words
    judged: bool = False  # moderators of two groups have said that these words stand
    others: int = 1  # other sides with a moderator who sits in the thread
    held: int = 0  # posts of the thread that this group holds for all now


class Voice(NamedTuple):
    """What one moderator says, for a group that takes part."""

    group: int
    remove: bool


@dataclass(frozen=True, slots=True)
class PanelFacts:
    """A flag on a desk, before one person."""

    known: bool  # it lies on a desk for which the person answers
    reads: bool  # and they sit in the thread
    mine: bool  # they wrote the post
    open: bool


def check_flag(standing: Standing, facts: FlagFacts) -> None:
    """Those who lead or moderate a side, and read the post, hold it for all: any post but their own, the same words once for each group."""
    check_view(standing)
    if not facts.moderates:
        raise Refused(Code.NOT_ALLOWED, _("Only a moderator who sits in this thread can hold a post for everybody."))
    if facts.mine:
        raise Refused(Code.NOT_ALLOWED, _("This message is yours. You can withdraw it."))
    if facts.gone:
        raise Conflict(Code.ALREADY_GONE, _("This message is no longer there."))
    if facts.judged or facts.before:
        state = "judged" if facts.judged else "before"
        raise Conflict(Code.WRONG_STATE, _("These words were flagged before, and stand. Only new words can be flagged again."), state=state)
    if not facts.others:
        raise Conflict(Code.NOBODY_ELSE, _("No moderator of another group sits in this thread, so nobody could decide on it."))
    if facts.held >= AT_ONCE:
        raise Refused(
            Code.TOO_MANY, _("Your group holds %(limit)d posts of this thread. Wait until one is decided.") % {"limit": AT_ONCE},
            limit=AT_ONCE,
        )  # fmt: skip


def check_open_flagged(facts: PanelFacts) -> None:
    """Reading what is held for all: those who answer for a side and sit in the thread, until it is decided."""
    if not facts.known:
        raise NotFound
    if not facts.reads:
        raise Refused(Code.NOT_ALLOWED, _("Only those who sit in this thread read its posts."))
    if not facts.open:
        raise Conflict(Code.WRONG_STATE, _("This has been decided. Look again at where it stands."), state="decided")


def check_voice(facts: PanelFacts) -> None:
    """As reading it; nobody speaks on own words."""
    check_open_flagged(facts)
    if facts.mine:
        raise Refused(Code.OWN_WORK, _("Nobody decides on their own post. Another moderator of your group does."))


def agreed(voices: Iterable[Voice]) -> bool | None:
    """What moderators of two groups say alike: that the post goes (True), or that it stands; None: nothing yet."""
    said = list(voices)
    for remove in (True, False):
        if len({voice.group for voice in said if voice.remove is remove}) >= AGREEING:
            return remove
    return None
