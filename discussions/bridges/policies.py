"""What may be done with bridges and crossings.  Pure: facts in, a refusal or nothing out (governance 3.2)."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Conflict, Invalid, NotFound, Refused
from collab.labels import Label, above
from discussions.bridges.roles import Attribution, BridgeAct, BridgeState, CrossingAct, CrossingState, SideState
from discussions.spaces.policies import Standing, check_view, check_write

BRIDGE_MOVES = {
    (BridgeState.INVITED, BridgeAct.OPEN): BridgeState.OPEN,
    (BridgeState.INVITED, BridgeAct.CLOSE): BridgeState.CLOSED,
    (BridgeState.OPEN, BridgeAct.CLOSE): BridgeState.CLOSED,
}
CROSSING_MOVES = {
    (CrossingState.HELD, CrossingAct.EDIT): CrossingState.HELD,
    (CrossingState.RETURNED, CrossingAct.EDIT): CrossingState.HELD,
    (CrossingState.HELD, CrossingAct.RELEASE): CrossingState.RELEASED,
    (CrossingState.HELD, CrossingAct.RETURN): CrossingState.RETURNED,
    (CrossingState.HELD, CrossingAct.DECLINE): CrossingState.DECLINED,
    **{(state, CrossingAct.WITHDRAW): CrossingState.WITHDRAWN for state in CrossingState},
}


@dataclass(frozen=True, slots=True)
class SideFacts:
    """A group in a bridge, before one person."""

    bridge: BridgeState
    side: SideState
    proposing: bool
    moderates: bool  # the person leads or moderates the group now


@dataclass(frozen=True, slots=True)
class CrossingFacts:
    """A post on its way, before one person."""

    bridge: BridgeState
    state: CrossingState
    mine: bool  # the person wrote it, with a seat that still reads
    moderates: bool  # the person leads or moderates the author's group now
    author_seated: bool  # the author still sits in the bridge


def after_bridge(state: BridgeState, act: BridgeAct) -> BridgeState:
    """The state that `act` leads to.  Raises Conflict (wrong_state)."""
    if (state, act) not in BRIDGE_MOVES:
        raise Conflict(Code.WRONG_STATE, _("This is not possible any more, or not yet."), state=state)
    return BRIDGE_MOVES[state, act]


def after_crossing(state: CrossingState, act: CrossingAct) -> CrossingState:
    """The state that `act` leads to.  There is no act of time: silence never publishes.  Raises Conflict (wrong_state)."""
    if (state, act) not in CROSSING_MOVES:
        raise Conflict(Code.WRONG_STATE, _("This post is no longer waiting. Look again at where it stands."), state=state)
    return CROSSING_MOVES[state, act]


def check_propose(moderates: bool, label: str, ceiling: str) -> None:
    """Raise NotFound to all but moderators of the proposing group, Invalid for a charter that cannot hold."""
    if not moderates:
        raise NotFound
    if above(label, ceiling) or above(ceiling, Label.AMBER_STRICT):
        raise Invalid(Code.LABEL_ABOVE_CEILING, _("A space carries at most TLP:AMBER+STRICT, and never less than its own label."))


def check_desk(facts: SideFacts) -> None:
    """Raise NotFound to all but moderators of the group: nobody else knows of the proposal."""
    if not facts.moderates:
        raise NotFound


def check_answer(facts: SideFacts) -> None:
    """An invited group answers once, while the bridge waits or is open."""
    check_desk(facts)
    if facts.side is not SideState.INVITED or facts.bridge not in {BridgeState.INVITED, BridgeState.OPEN}:
        raise Conflict(Code.WRONG_STATE, _("This is not possible any more, or not yet."), state=facts.side)


def check_close(facts: SideFacts) -> BridgeState:
    """Only the group that proposed a bridge ends it; the answer is the state that follows."""
    check_desk(facts)
    if not facts.proposing:
        raise Refused(Code.NOT_ALLOWED, _("Only the group that proposed this thread can close it. Your group can take its people out."))
    return after_bridge(facts.bridge, BridgeAct.CLOSE)


def check_reseat(facts: SideFacts) -> None:
    """A side that has accepted seats its own people, until the bridge is closed."""
    check_desk(facts)
    if facts.side is not SideState.ACCEPTED or facts.bridge not in {BridgeState.INVITED, BridgeState.OPEN}:
        raise Conflict(Code.WRONG_STATE, _("This is not possible any more, or not yet."), state=facts.side)


def told(*, reader: SideState, proposes: bool, same: bool) -> bool:
    """Whether a side is told how another one answered: its own answer always, the others' once it has accepted itself."""
    return same or proposes or reader is SideState.ACCEPTED


def named(*, reader: SideState, proposes: bool, same: bool, other: SideState, other_proposes: bool, listed: bool) -> bool:
    """Whether a proposal names another group: groups that are not listed show themselves by proposing or accepting alone."""
    if same or proposes or listed or other_proposes:
        return True
    return reader is SideState.ACCEPTED and other is SideState.ACCEPTED


def check_submit(standing: Standing, bridge: BridgeState) -> None:
    """Whoever sits in an open bridge may submit; observers and the muted may not."""
    check_view(standing)
    if bridge is not BridgeState.OPEN:
        raise Refused(Code.SPACE_ARCHIVED, _("This thread is closed. It can be read, not written."))
    check_write(standing)


def least_crowd(attribution: Attribution) -> int:
    """How many people must be possible authors before one may be shown like this."""
    least = {Attribution.ORGANISATION: settings.CROWD_ORGANISATION, Attribution.CONSTITUENCY: settings.CROWD_CONSTITUENCY}
    return least.get(attribution, 1)


def check_attribution(attribution: Attribution, agreed: list[Attribution], *, pseudonym: bool, crowd: int) -> None:
    """Raise Invalid for a way to be shown that the charter does not know, or whose crowd would not hide its author.

    A pseudonym never shows its organisation: that would take the mask off.
    """
    if attribution not in agreed or (pseudonym and attribution is Attribution.ORGANISATION):
        raise Invalid(
            Code.ATTRIBUTION_NOT_ALLOWED, _("A post cannot be shown like this in this thread."), allowed=[each.value for each in agreed]
        )
    least = least_crowd(attribution)
    if crowd < least:
        raise Invalid(
            Code.CROWD_TOO_SMALL,
            _("Only %(crowd)d people could have written this; shown like this, it takes at least %(least)d.")
            % {"crowd": crowd, "least": least},
            crowd=crowd, least=least,
        )  # fmt: skip


def check_known(facts: CrossingFacts) -> None:
    """Raise NotFound to all but the author and the moderators of the author's group: to others there is no such post."""
    if not (facts.mine or facts.moderates):
        raise NotFound


def check_rewrite(facts: CrossingFacts) -> CrossingState:
    """Only the author changes the words, while they wait or after they came back; then they wait anew."""
    check_known(facts)
    if not facts.mine:
        raise Refused(Code.NOT_ALLOWED, _("Nobody edits another person's words."))
    check_open(facts)
    return after_crossing(facts.state, CrossingAct.EDIT)


def check_decide(facts: CrossingFacts, act: CrossingAct) -> CrossingState:
    """Moderators of the author's own group release, return or decline; nobody decides on own words."""
    check_known(facts)
    if facts.mine:
        raise Refused(Code.OWN_WORK, _("Nobody decides on their own post. Another moderator of your group does."))
    check_open(facts)
    return after_crossing(facts.state, act)


def check_release(facts: CrossingFacts, *, seen: str, now_reads: str) -> CrossingState:
    """As `check_decide`; and the hash of what was read must be that of what stands there now, byte for byte."""
    state = check_decide(facts, CrossingAct.RELEASE)
    if not facts.author_seated:
        raise Conflict(Code.WRONG_STATE, _("Its author no longer takes part in this thread."), state=facts.state)
    if seen != now_reads:
        raise Conflict(Code.STALE, _("The post or its audience has changed since you read it. Read it again before you release it."))
    return state


def check_take_back(facts: CrossingFacts) -> CrossingState:
    """Authors take their words back at any time; the home group, once they were released."""
    check_known(facts)
    if not facts.mine and facts.state not in {CrossingState.RELEASED, CrossingState.WITHDRAWN}:
        raise Conflict(Code.WRONG_STATE, _("This post has not been released. Return or decline it instead."), state=facts.state)
    return after_crossing(facts.state, CrossingAct.WITHDRAW)


def check_open(facts: CrossingFacts) -> None:
    """Raise Conflict once the bridge is closed: nothing passes any more."""
    if facts.bridge is not BridgeState.OPEN:
        raise Conflict(Code.WRONG_STATE, _("This thread is closed. It can be read, not written."), state=facts.bridge)


def hash_of(
    *,
    bridge: int,
    topic: int | None,
    title: str,
    body: str,
    note: str,
    label: str,
    attribution: str,
    audience: list[int],
    submitted_at: datetime,
) -> str:
    """SHA-256 over everything that a release stands for.

    `audience` are the groups that read: one more group, and what was held must be read again.  A post carries no
    attachments yet; their hashes have their place here.  The moment of submitting makes two equal wordings two
    submissions, so that a release that was on its way before an edit and its undoing is void.
    """
    content = [bridge, topic, title, body, note, [], label, attribution, sorted(audience), submitted_at.isoformat(timespec="microseconds")]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
