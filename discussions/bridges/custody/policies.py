"""When a post may be sealed, and when it is released.  Pure: facts in, a refusal or nothing out (governance 3.2)."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Conflict, Invalid, NotFound, Refused
from discussions.bridges.custody.roles import APPROVERS, LEAST_CUSTODIANS, UnsealingState
from discussions.bridges.roles import Attribution
from discussions.spaces.policies import Standing, check_view

SEALABLE = frozenset({Attribution.CONSTITUENCY, Attribution.UNATTRIBUTED})


@dataclass(frozen=True, slots=True)
class CustodyFacts:
    """What a thread and a side offer to somebody who would be sealed."""

    custodians: int  # of as many sides, who can be asked now
    needed: int  # of them, to open a seal
    approvers: int  # moderators of the side, the author left out
    crowd: int  # people of the side who could have written it


def has_custodians(facts: CustodyFacts) -> bool:
    """Whether the charter names enough custodians."""
    return facts.custodians >= max(LEAST_CUSTODIANS, facts.needed)


def may_seal(facts: CustodyFacts, attribution: Attribution) -> bool:
    """Whether a post shown like this could be sealed now."""
    return attribution in SEALABLE and has_custodians(facts) and facts.approvers >= APPROVERS and facts.crowd >= settings.CROWD_CONSTITUENCY


def check_seal(facts: CustodyFacts, attribution: Attribution, waiting: int) -> None:
    """Raise Invalid where a seal would hide nobody, or nobody could open it; Refused for too many at once."""
    check_sealed_attribution(attribution)
    if not has_custodians(facts):
        raise Invalid(
            Code.CUSTODY_NOT_ALLOWED, _("A post is sealed only where the charter names custodians of at least three groups."),
            custodians=facts.custodians, least=max(LEAST_CUSTODIANS, facts.needed),
        )  # fmt: skip
    if facts.approvers < APPROVERS:
        raise Invalid(
            Code.CUSTODY_NOT_ALLOWED, _("A sealed post is released by two moderators of your group. It has too few beside you."),
            approvers=facts.approvers, least=APPROVERS,
        )  # fmt: skip
    check_side_crowd(facts.crowd)
    if waiting >= settings.SEALED_AT_ONCE:
        raise Refused(
            Code.TOO_MANY, _("You have as many sealed posts waiting in this thread as one person may have."), most=settings.SEALED_AT_ONCE
        )


def check_side_crowd(crowd: int) -> None:
    """Raise Invalid where the moderators of the side could guess the author: they know that it was one of their own people."""
    if crowd < settings.CROWD_CONSTITUENCY:
        raise Invalid(
            Code.CROWD_TOO_SMALL,
            _("Only %(crowd)d people of your group could have written this; sealed, it takes at least %(least)d.")
            % {"crowd": crowd, "least": settings.CROWD_CONSTITUENCY},
            crowd=crowd, least=settings.CROWD_CONSTITUENCY,
        )  # fmt: skip


def check_sealed_attribution(attribution: Attribution) -> None:
    """Raise Invalid for a way to be shown that would say who wrote, or for which organisation."""
    if attribution not in SEALABLE:
        raise Invalid(
            Code.CUSTODY_NOT_ALLOWED, _("A post is sealed only where readers see a constituency, or nobody."), attribution=attribution
        )


def check_approve(*, already: bool) -> None:
    """Whoever has approved these words has done their part; another moderator releases them."""
    if already:
        raise Conflict(Code.WRONG_STATE, _("You have approved this post. Another moderator of your group releases it."), state="approved")


def check_names(*, takes_part: bool, has_key: bool) -> None:
    """A side that takes part names one of its own people, who has made a key."""
    if not (takes_part and has_key):
        raise Invalid(Code.INVALID, _("A custodian is somebody of your own group who has made a key for this."), fields=["custodian"])


@dataclass(frozen=True, slots=True)
class UnsealingFacts:
    """A request for a sealed name, before one person."""

    state: UnsealingState
    mine: bool  # the person has asked, and still leads or moderates that side
    answered: bool  # the person has, as a custodian


def check_ask_unsealing(standing: Standing, *, moderates: bool, sealed: bool, asked: bool, key: bool) -> None:
    """Those who lead or moderate a side, and sit in the thread, ask for the name behind a post that is sealed; once at a time."""
    check_view(standing)
    if not moderates:
        raise Refused(Code.NOT_ALLOWED, _("Only a moderator of a group in this thread can ask for a sealed name."))
    if not sealed:
        raise Conflict(
            Code.WRONG_STATE, _("The author of this post is not sealed. Moderators of the author's group know who wrote it."), state="open"
        )
    if asked:
        raise Conflict(Code.WRONG_STATE, _("This has been asked already, and the custodians have not answered yet."), state="asked")
    if not key:
        raise Invalid(Code.INVALID, _("This is no key that a name can be sealed to."), fields=["public_key"])


def check_was_released(*, moderates: bool, sealed: bool, released: bool) -> None:
    """Of a post that readers never saw nobody is asked who wrote it, whatever became of it (docs/bridges.md).

    To whoever may know of it.  Raises Refused (not_allowed), Conflict (wrong_state).
    """
    if not moderates:
        raise Refused(Code.NOT_ALLOWED, _("Only a moderator of a group in this thread can ask for a sealed name."))
    if sealed and not released:
        raise Conflict(
            Code.WRONG_STATE,
            _("This post was never released, so nobody is asked who wrote it. Return it with a note: its author reads that."),
            state="never_released",
        )  # fmt: skip


def check_answer_unsealing(facts: UnsealingFacts, *, known: bool) -> None:
    """Whoever holds a share answers once; to others there is no such request."""
    if not known:
        raise NotFound
    if facts.answered or facts.state is not UnsealingState.ASKED:
        raise Conflict(Code.WRONG_STATE, _("This request has been answered, or its time is over."), state=facts.state)


def check_open_unsealing(facts: UnsealingFacts, *, wanted: UnsealingState) -> None:
    """The asker reads what was granted, or gives a request up that waits; to others there is no such request."""
    if not facts.mine:
        raise NotFound
    if facts.state is not wanted:
        raise Conflict(Code.WRONG_STATE, _("This is not possible any more, or not yet."), state=facts.state)
