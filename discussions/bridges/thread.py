"""What may be done with a thread and its sides.  Pure: facts in, a refusal or nothing out (governance 3.2)."""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Conflict, Invalid, NotFound, Refused
from collab.labels import Label, above
from discussions.bridges.consent import fits_unasked
from discussions.bridges.roles import BridgeAct, BridgeState, SideAct, SideState

LONGEST_PAUSE, BETWEEN_PAUSES = timedelta(hours=72), timedelta(days=7)  # of one side
BRIDGE_MOVES = {
    (BridgeState.DRAFT, BridgeAct.SEND): BridgeState.INVITED,
    (BridgeState.DRAFT, BridgeAct.CLOSE): BridgeState.CLOSED,
    (BridgeState.INVITED, BridgeAct.OPEN): BridgeState.OPEN,
    (BridgeState.INVITED, BridgeAct.CLOSE): BridgeState.CLOSED,
    (BridgeState.OPEN, BridgeAct.PAUSE): BridgeState.PAUSED,
    (BridgeState.PAUSED, BridgeAct.RESUME): BridgeState.OPEN,
    (BridgeState.OPEN, BridgeAct.WIND_UP): BridgeState.CLOSING,
    (BridgeState.PAUSED, BridgeAct.WIND_UP): BridgeState.CLOSING,
    (BridgeState.CLOSING, BridgeAct.CLOSE): BridgeState.CLOSED,
    **{(state, BridgeAct.EMPTY): BridgeState.CLOSED for state in (BridgeState.OPEN, BridgeState.PAUSED, BridgeState.CLOSING)},
    (BridgeState.CLOSED, BridgeAct.ARCHIVE): BridgeState.ARCHIVED,
}
ASKING = frozenset({BridgeState.INVITED, BridgeState.OPEN, BridgeState.PAUSED})  # an invited group may still answer
TALKING = frozenset({BridgeState.OPEN, BridgeState.PAUSED, BridgeState.CLOSING})  # its people are inside
UNANSWERED = frozenset({SideState.INVITED, SideState.COUNTERED})


@dataclass(frozen=True, slots=True)
class SideFacts:
    """A group in a bridge, before one person."""

    bridge: BridgeState
    side: SideState
    proposing: bool
    moderates: bool  # the person leads or moderates the group now
    proposer_left: bool = False  # then any side that takes part stands in for the proposing one
    paused_by_us: bool = False
    paused_at: datetime | None = None  # when this side last paused the thread
    countering: bool = False  # this side has a change of the charter before the others


def after_bridge(state: BridgeState, act: BridgeAct) -> BridgeState:
    """The state that `act` leads to.  Raises Conflict (wrong_state)."""
    if (state, act) not in BRIDGE_MOVES:
        raise wrong(state)
    return BRIDGE_MOVES[state, act]


def wrong(state: BridgeState | SideState) -> Conflict:
    """The refusal of an act that does not fit the state."""
    return Conflict(Code.WRONG_STATE, _("This is not possible any more, or not yet."), state=state)


def check_propose(moderates: bool, label: str, ceiling: str, *, unasked: bool = False) -> None:
    """Raise NotFound to all but moderators of the proposing group, Invalid for a charter that cannot hold."""
    if not moderates:
        raise NotFound
    check_charter(label, ceiling, unasked=unasked)


def check_charter(label: str, ceiling: str, *, unasked: bool) -> None:
    """Raise Invalid for a ceiling below the label, or above what a space may carry, and for standing consent over a stricter label."""
    if above(label, ceiling) or above(ceiling, Label.AMBER_STRICT):
        raise Invalid(Code.LABEL_ABOVE_CEILING, _("A space carries at most TLP:AMBER+STRICT, and never less than its own label."))
    if unasked and not fits_unasked(label):
        raise Invalid(
            Code.UNASKED_NOT_ALLOWED, _("Posts can be carried on unasked only out of a thread that is TLP:CLEAR or TLP:GREEN itself."),
            label=label,
        )  # fmt: skip


def check_desk(facts: SideFacts) -> None:
    """Raise NotFound to all but moderators of the group: nobody else knows of the proposal."""
    if not facts.moderates:
        raise NotFound


def check_draft(facts: SideFacts) -> None:
    """A draft is written anew by moderators of the proposing group, until it is sent."""
    check_desk(facts)
    after_bridge(facts.bridge, BridgeAct.SEND)


def check_send(facts: SideFacts) -> BridgeState:
    """As writing it anew; the answer is the state that follows."""
    check_draft(facts)
    return after_bridge(facts.bridge, BridgeAct.SEND)


def check_read(seen: str | None, now_reads: str) -> None:
    """Who says yes says it to the charter that was read.  Raises Conflict (stale)."""
    if seen is not None and seen != now_reads:
        raise Conflict(Code.STALE, _("The charter of this thread has changed since you read it. Read it again before you answer."))


def charter_hash(**charter: object) -> str:
    """SHA-256 over everything that a side agrees to."""
    return hashlib.sha256(json.dumps(charter, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def check_answer(facts: SideFacts) -> None:
    """An invited group answers once, while the bridge waits or is open."""
    check_desk(facts)
    if facts.side not in UNANSWERED:
        raise wrong(facts.side)
    if facts.bridge not in ASKING:
        raise wrong(facts.bridge)


def check_takes_part(facts: SideFacts, states: Iterable[BridgeState]) -> None:
    """Raise Conflict unless the group has accepted, and the bridge is in one of these states."""
    check_desk(facts)
    if facts.side is not SideState.ACCEPTED:
        raise wrong(facts.side)
    if facts.bridge not in set(states):
        raise wrong(facts.bridge)


def check_amend(facts: SideFacts) -> None:
    """Whoever takes part, or is asked to, may ask for another charter; one change at a time."""
    check_desk(facts)
    if facts.side not in UNANSWERED:
        check_takes_part(facts, ASKING)
    elif facts.bridge not in ASKING:
        raise wrong(facts.bridge)
    if facts.countering:
        raise Conflict(Code.WRONG_STATE, _("Your group has a change before the others already. Withdraw it first."), state=facts.side)


def check_consent(facts: SideFacts) -> None:
    """A change is agreed to, or refused, by those who take part; a side takes back its own."""
    check_desk(facts)
    if not (facts.countering and facts.side in UNANSWERED):
        check_takes_part(facts, ASKING)


def check_pause(facts: SideFacts, *, hours: int, moment: datetime) -> BridgeState:
    """Any side stops the thread: for at most 72 hours, once in seven days.  The answer is the state that follows."""
    check_takes_part(facts, TALKING)
    state = after_bridge(facts.bridge, BridgeAct.PAUSE)
    if timedelta(hours=hours) > LONGEST_PAUSE:
        raise Invalid(Code.INVALID, _("A pause lasts at most 72 hours."), fields=["hours"])
    if facts.paused_at is not None and moment < facts.paused_at + BETWEEN_PAUSES:
        again = facts.paused_at + BETWEEN_PAUSES
        raise Refused(Code.TOO_MANY, _("Your group has paused this thread within the last seven days."), until=again.isoformat())
    return state


def check_resume(facts: SideFacts) -> BridgeState:
    """The side that paused lets it go on earlier; the clock does it in the end.  The answer is the state that follows."""
    check_takes_part(facts, TALKING)
    state = after_bridge(facts.bridge, BridgeAct.RESUME)
    if not facts.paused_by_us:
        raise Refused(Code.NOT_ALLOWED, _("Only the group that paused this thread can let it go on before the time is over."))
    return state


def check_leave(facts: SideFacts) -> None:
    """A side goes when it wants, as long as there is something to leave."""
    check_takes_part(facts, TALKING)


def check_end(facts: SideFacts) -> None:
    """Raise Refused to all but the group that proposed the thread; when it has left, any other that takes part ends it."""
    check_desk(facts)
    if not (facts.proposing or facts.proposer_left) or facts.side is not SideState.ACCEPTED:
        raise Refused(Code.NOT_ALLOWED, _("Only the group that proposed this thread can close it. Your group can leave it."))


def check_close(facts: SideFacts) -> BridgeState:
    """Ending takes two steps once a thread has been open: it winds up, then it is closed.  The answer is the state that follows."""
    check_end(facts)
    winds_up = facts.bridge in {BridgeState.OPEN, BridgeState.PAUSED}
    return after_bridge(facts.bridge, BridgeAct.WIND_UP if winds_up else BridgeAct.CLOSE)


def check_archive(facts: SideFacts) -> BridgeState:
    """What is closed may be put away; the answer is the state that follows."""
    check_end(facts)
    return after_bridge(facts.bridge, BridgeAct.ARCHIVE)


def check_reseat(facts: SideFacts) -> None:
    """A side that has accepted seats its own people, until the bridge is closed."""
    check_takes_part(facts, ASKING | TALKING | {BridgeState.DRAFT})


def acts_of(facts: SideFacts, moment: datetime) -> list[SideAct]:
    """What the side may do now, for screens: the same answers as the checks."""
    checks: dict[SideAct, Callable[[], object]] = {
        SideAct.EDIT: lambda: check_draft(facts),
        SideAct.SEND: lambda: check_send(facts),
        SideAct.ACCEPT: lambda: check_answer(facts),
        SideAct.DECLINE: lambda: check_answer(facts),
        SideAct.AMEND: lambda: check_amend(facts),
        SideAct.RESEAT: lambda: check_reseat(facts),
        SideAct.PAUSE: lambda: check_pause(facts, hours=1, moment=moment),
        SideAct.RESUME: lambda: check_resume(facts),
        SideAct.LEAVE: lambda: check_leave(facts),
        SideAct.CLOSE: lambda: check_close(facts),
        SideAct.ARCHIVE: lambda: check_archive(facts),
    }
    return [act for act, check in checks.items() if passes(check)]


def passes(check: Callable[[], object]) -> bool:
    """Whether a check raises nothing."""
    try:
        check()
    except (NotFound, Refused, Conflict, Invalid):
        return False
    return True


def told(*, reader: SideState, proposes: bool, same: bool) -> bool:
    """Whether a side is told how another one answered: its own answer always, the others' once it has accepted itself."""
    return same or proposes or reader is SideState.ACCEPTED


def named(*, reader: SideState, proposes: bool, same: bool, other: SideState, other_proposes: bool, listed: bool) -> bool:
    """Whether a proposal names another group: groups that are not listed show themselves by proposing or accepting alone."""
    if same or proposes or listed or other_proposes:
        return True
    return reader is SideState.ACCEPTED and other in {SideState.ACCEPTED, SideState.LEFT}
