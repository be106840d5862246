"""What may be done with a summary.  Pure: facts in, a refusal or nothing out (governance 3.2)."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Conflict, DomainError, Invalid, NotFound, Refused
from discussions.bridges.roles import BridgeState
from discussions.bridges.thread import TALKING
from discussions.summaries.roles import SummaryAct, SummaryState
from groups.roles import Role

SUMMED_UP = TALKING | {BridgeState.CLOSED}  # once it is archived, nothing is written about it any more


@dataclass(frozen=True, slots=True)
class SummaryFacts:
    """A summary before one person, and before the side for which the person acts."""

    known: bool  # it is there for the person
    bridge: BridgeState
    state: SummaryState
    joint: bool
    mine: bool  # the person drafted it, by a seat that still sits in the thread
    drafted: bool  # the person drafted it, by whatever seat
    moderates: bool  # the person leads or moderates the side
    asked: bool  # the side takes part, and its signature is one that it takes
    drafts: bool = False  # the side is that of whoever drafted it


def check_draft(bridge: BridgeState, role: Role) -> None:
    """Who sits in a thread, and does not only observe, sums it up for their side or for all."""
    if role is Role.OBSERVER:
        raise Refused(Code.READS_ONLY, _("Observers read here; they do not post."))
    if bridge not in SUMMED_UP:
        raise Conflict(Code.WRONG_STATE, _("This thread is archived. It is not summed up any more."), state=bridge)


def check_one_open(exists: bool) -> None:
    """Raise Conflict while another one is being written."""
    if exists:
        raise Conflict(Code.WRONG_STATE, _("Such a summary is being written already. Withdraw it first, or wait for it."))


def check_sources(wanted: Iterable[int], found: Iterable[int]) -> None:
    """A summary draws on released posts of the thread, which its writer reads, and on at least one."""
    wanted = set(wanted)
    if not wanted or wanted - set(found):
        raise Invalid(
            Code.INVALID, _("Choose the posts it draws on: released ones of this thread that are still there."), fields=["sources"]
        )


def check_names(names: bool, chatham: bool) -> None:
    """Under the Chatham House Rule no list says who spoke."""
    if names and chatham:
        raise Invalid(Code.ATTRIBUTION_NOT_ALLOWED, _("Under the Chatham House Rule nobody is named."), fields=["names"])


def check_known(facts: SummaryFacts) -> None:
    """Raise NotFound to all but the side's people in the thread and its moderators; of a joint one, those of every side."""
    if not facts.known:
        raise NotFound


def check_open(facts: SummaryFacts) -> None:
    """Raise Conflict once it is a document, or gone."""
    if facts.state is not SummaryState.OPEN or facts.bridge not in SUMMED_UP:
        raise Conflict(Code.WRONG_STATE, _("This summary is settled or withdrawn. Look again at where it stands."), state=facts.state)


def check_edit(facts: SummaryFacts) -> None:
    """Whoever drafted it writes it anew; another byte voids every signature."""
    check_known(facts)
    if not facts.mine:
        raise Refused(Code.NOT_ALLOWED, _("Nobody edits another person's words."))
    check_open(facts)


def check_moderates(facts: SummaryFacts) -> None:
    """Raise Refused to all but moderators of a side that it takes."""
    check_known(facts)
    if not (facts.moderates and facts.asked):
        raise Refused(Code.NOT_ALLOWED, _("Only a moderator of a side signs for it."))


def check_dissent(facts: SummaryFacts) -> None:
    """A side of a joint summary says where it does not agree."""
    check_moderates(facts)
    if not facts.joint:
        raise Conflict(Code.WRONG_STATE, _("Sides dissent in a joint summary alone."), state=facts.state)
    check_open(facts)


def check_sign(facts: SummaryFacts, *, seen: str, now_reads: str) -> None:
    """A moderator of the side, who did not draft it, signs exactly what was read."""
    check_moderates(facts)
    if facts.drafted:
        raise Refused(Code.OWN_WORK, _("Whoever drafted a summary does not sign it. Another moderator of your group does."))
    check_open(facts)
    if seen != now_reads:
        raise Conflict(Code.STALE, _("This text has changed since you read it. Read it again before you sign."))


def check_withdraw(facts: SummaryFacts) -> None:
    """Whoever drafted it takes it back before it is settled, or a moderator of their side."""
    check_known(facts)
    if not (facts.drafted or (facts.moderates and facts.drafts)):
        raise Refused(Code.NOT_ALLOWED, _("Only the side that drafted a summary can withdraw it."))
    check_open(facts)


def acts_of(facts: SummaryFacts) -> list[SummaryAct]:
    """What the person may do now, for screens: the same answers as the checks."""
    checks: dict[SummaryAct, Callable[[], None]] = {
        SummaryAct.EDIT: lambda: check_edit(facts),
        SummaryAct.DISSENT: lambda: check_dissent(facts),
        SummaryAct.SIGN: lambda: check_sign(facts, seen="", now_reads=""),
        SummaryAct.WITHDRAW: lambda: check_withdraw(facts),
    }
    return [act for act, check in checks.items() if passes(check)]


def passes(check: Callable[[], None]) -> bool:
    """Whether a check raises nothing."""
    try:
        check()
    except DomainError:
        return False
    return True


def sha256_of(text: str) -> str:
    """Of the bytes that are signed, and become the document."""
    return hashlib.sha256(text.encode()).hexdigest()
