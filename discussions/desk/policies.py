"""Who may see and decide reports.  Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Conflict, NotFound, Refused
from collab.labels import Label
from discussions.chat.policies import MessageFacts, check_direct, check_seen, check_there
from discussions.spaces.policies import Standing
from groups.policies import GroupStanding, check_sits
from groups.roles import Role

WISH_MODERATORS = 2  # who say the same


@dataclass(frozen=True, slots=True)
class DeskFacts:
    """A person before a report on a group's desk."""

    moderates: bool  # leads or moderates the group, and reads what it may read
    exists: bool
    wrote_it: bool  # the reported message is the person's own
    reported_it: bool
    open: bool
    taken_until: datetime | None = None  # by another moderator, who has it to themselves for so long (UTC)


def check_report(standing: Standing, message: MessageFacts) -> None:
    """Whoever reads a message may report it, muted or not; not one's own, which one withdraws."""
    check_seen(standing, message)
    if message.mine:
        raise Refused(Code.NOT_ALLOWED, _("This message is yours. You can withdraw it."))
    check_there(message)


def check_desk(moderates: bool) -> None:
    """Raise NotFound to all but the leads and moderators of the group."""
    if not moderates:
        raise NotFound


def check_decide(facts: DeskFacts) -> None:
    """A moderator decides on an open report, but for those on their own words and those they made themselves."""
    check_desk(facts.moderates and facts.exists)
    if facts.wrote_it or facts.reported_it:
        raise Refused(Code.OWN_WORK, _("Nobody decides on their own words or their own report. Leave it to another moderator."))
    if not facts.open:
        raise Conflict(Code.WRONG_STATE, _("This report has been decided."), state="decided")
    check_free(facts)


def check_free(facts: DeskFacts) -> None:
    """Raise Conflict (claimed) while another moderator has the report to themselves."""
    if facts.taken_until is not None:
        raise Conflict(
            Code.CLAIMED,
            _("Another moderator has taken this. Choose another one, or come back later."),
            until=facts.taken_until.isoformat(),
        )


def check_claim(facts: DeskFacts) -> None:
    """A moderator takes an open report for a while, but for those on their own words; whoever reported it may not decide, so neither."""
    check_decide(facts)


def check_load(opened: int, limit: int, *, alone: bool) -> None:
    """Raise Refused (too_many) to a moderator who has opened enough for a day, where there is another one to go on."""
    if opened >= limit and not alone:
        raise Refused(
            Code.TOO_MANY, _("You have opened %(limit)d reported texts today. Leave the rest to another moderator.") % {"limit": limit},
            limit=limit,
        )  # fmt: skip


def check_mute(moderates: bool, *, own: bool, role: Role) -> None:
    """Taking somebody's word for a time, or giving it back: moderators of the seat's group, of those who do not moderate it."""
    check_desk(moderates)
    if own or role.moderates:
        raise Refused(Code.NOT_ALLOWED, _("Whoever leads or moderates a group is not muted in it. Change their role first."))


@dataclass(frozen=True, slots=True)
class AppealFacts:
    """A person before a ruling, or before the appeal against it."""

    known: bool  # the ruling is the person's own, or its appeal lies on a desk for which they answer
    mine: bool  # it concerns the person, whose seat has not ended
    ruled: bool  # the person decided it
    state: str  # of the appeal: open, lifted, stands, over; none: not appealed
    in_force: bool
    alone: bool = False  # nobody could answer but who decided


def check_appeal(facts: AppealFacts) -> None:
    """Whom a ruling concerns appeals against it once, while it is in force, where there is another moderator to answer."""
    if not facts.mine:
        raise NotFound
    if facts.state:
        raise Conflict(Code.WRONG_STATE, _("You have appealed against this already. There is one appeal."), state=facts.state)
    if not facts.in_force:
        raise Conflict(Code.WRONG_STATE, _("The time to appeal against this is over."), state="over")
    if facts.alone:
        raise Conflict(
            Code.NOBODY_ELSE,
            _("Your group has no second moderator who could answer. Ask its lead or the secretariat to name one; you can appeal then."),
        )


def check_answer(facts: AppealFacts) -> None:
    """A moderator of the group answers an appeal, and reads what it is about: not who decided, and nobody on what concerns them."""
    check_desk(facts.known)
    if facts.mine or facts.ruled:
        raise Refused(Code.OWN_WORK, _("Another moderator than the one who decided answers an appeal, and never whoever made it."))
    if facts.state != "open" or not facts.in_force:
        state = "over" if facts.state == "open" else facts.state
        raise Conflict(Code.WRONG_STATE, _("This appeal has been answered, or is over."), state=state)


def check_remove(*, bridge: bool) -> None:
    """Raise Refused between groups: no single group takes away the words of all; the author's own group withdraws them."""
    if bridge:
        raise Refused(Code.NOT_ALLOWED, _("Between groups, a post is withdrawn by its own group. Ask that group's moderators."))


def check_open_text(facts: DeskFacts) -> None:
    """Reading the words of a report: moderators, while it is open; not who wrote them, who would learn who reported."""
    check_desk(facts.moderates and facts.exists)
    if facts.wrote_it:
        raise Refused(Code.OWN_WORK, _("Nobody decides on their own words or their own report. Leave it to another moderator."))
    if not facts.open:
        raise Conflict(Code.WRONG_STATE, _("This report has been decided."), state="decided")
    check_free(facts)


@dataclass(frozen=True, slots=True)
class WishFacts:
    """A person before a message that somebody wished to be TLP:RED.  `open`: it waits for a decision."""

    exists: bool = False
    open: bool = False
    author: bool = False
    source: bool = False  # the author, or of the organisation for which the author speaks
    wished: bool = False  # by the person
    moderates: bool = False

    @property
    def decides(self) -> bool:
        """Whether the person is one of those who decide, whatever stands in the way now."""
        return self.exists and (self.source or self.moderates)


def check_wish(standing: Standing, message: MessageFacts, label: str) -> None:
    """Whoever reads a message may say that it should be TLP:RED, muted or not; not of one's own, and not between groups."""
    check_seen(standing, message)
    check_direct(standing)
    if message.mine:
        raise Refused(Code.NOT_ALLOWED, _("This message is yours. You can withdraw it."))
    check_there(message)
    if label == Label.RED:
        raise Conflict(Code.WRONG_STATE, _("This is TLP:RED already."), state="red")


def check_wish_text(facts: WishFacts) -> None:
    """Raise NotFound to all but the source, who wished it, and the moderators who read the room; once it is RED, to all but its author."""
    if not (facts.open and (facts.decides or facts.wished)) and not (facts.exists and facts.author):
        raise NotFound


def check_wish_decide(facts: WishFacts) -> None:
    """The source decides alone, moderators by two; nobody on their own wish, and nothing twice."""
    if not facts.decides:
        raise NotFound
    if facts.wished:
        raise Refused(Code.OWN_WORK, _("Nobody decides on their own words or their own report. Leave it to another moderator."))
    if not facts.open:
        raise Conflict(Code.WRONG_STATE, _("This has been decided."), state="decided")


def wish_outcome(red: bool, *, source: bool, votes: Sequence[bool]) -> bool | None:
    """What a word decides: that of the source at once, that of a moderator once two say the same.  None: nothing yet.

    `votes` are those of the moderators, this one's among them.
    """
    return red if source or votes.count(red) >= WISH_MODERATORS else None


def check_look_up(standing: GroupStanding, *, own: bool, masked: bool) -> None:
    """Reading who is behind a pseudonym: those who lead the group, of others' seats.  The secretariat as such is none of them."""
    check_sits(standing)
    if not standing.leads or own or not masked:
        raise Refused(Code.NOT_ALLOWED, _("Only those who lead a group look up who is behind a pseudonym in it."))
