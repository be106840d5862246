"""What may be done with crossings.  Pure: facts in, a refusal or nothing out (governance 3.2).  Threads: see thread.py."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Conflict, Invalid, NotFound, Refused
from discussions.bridges.roles import Attribution, BridgeState, CrossingAct, CrossingState, Gate, HoldDecision
from discussions.spaces.policies import Standing, check_view, check_write

CROSSING_MOVES = {
    (CrossingState.HELD, CrossingAct.EDIT): CrossingState.HELD,
    (CrossingState.RETURNED, CrossingAct.EDIT): CrossingState.HELD,
    (CrossingState.HELD, CrossingAct.RELEASE): CrossingState.RELEASED,
    (CrossingState.HELD, CrossingAct.RETURN): CrossingState.RETURNED,
    (CrossingState.HELD, CrossingAct.DECLINE): CrossingState.DECLINED,
    (CrossingState.HELD, CrossingAct.LAPSE): CrossingState.RETURNED,
    (CrossingState.PASSED, CrossingAct.EDIT): CrossingState.HELD,
    (CrossingState.PASSED, CrossingAct.RETURN): CrossingState.RETURNED,
    (CrossingState.PASSED, CrossingAct.TRAVEL): CrossingState.RELEASED,
    (CrossingState.PASSED, CrossingAct.MISS): CrossingState.HELD,
    (CrossingState.DECLINED, CrossingAct.APPEAL): CrossingState.APPEALED,
    (CrossingState.APPEALED, CrossingAct.RELEASE): CrossingState.RELEASED,
    (CrossingState.APPEALED, CrossingAct.RETURN): CrossingState.RETURNED,
    (CrossingState.APPEALED, CrossingAct.DECLINE): CrossingState.REFUSED,
    **{(state, CrossingAct.WITHDRAW): CrossingState.WITHDRAWN for state in CrossingState},
}

TURNING_DOWN = frozenset({CrossingAct.RETURN, CrossingAct.DECLINE})
DECIDED_IN = {  # what is done at the gate in each state of the thread; taking back is always possible
    BridgeState.OPEN: TURNING_DOWN | {CrossingAct.EDIT, CrossingAct.APPEAL, CrossingAct.RELEASE},
    BridgeState.PAUSED: TURNING_DOWN,
    BridgeState.CLOSING: TURNING_DOWN | {CrossingAct.RELEASE},
}


@dataclass(frozen=True, slots=True)
class CrossingFacts:
    """A post on its way, before one person."""

    bridge: BridgeState
    state: CrossingState
    mine: bool  # the person wrote it, with a seat that still reads
    moderates: bool  # the person leads or moderates the author's group now
    author_seated: bool  # the author still sits in the bridge
    declined_by_me: bool = False
    revision: bool = False  # new words for a post that readers see
    revising: bool = False  # such words of it are under way
    gone: bool = False  # its message was taken back or redacted
    carried: bool = False  # an excerpt of another thread


def after_crossing(state: CrossingState, act: CrossingAct) -> CrossingState:
    """The state that `act` leads to.  Silence never publishes: time gives back what nobody has released.  Raises Conflict (wrong_state)."""
    if (state, act) not in CROSSING_MOVES:
        raise Conflict(Code.WRONG_STATE, _("This post is no longer waiting. Look again at where it stands."), state=state)
    return CROSSING_MOVES[state, act]


def check_submit(standing: Standing, bridge: BridgeState) -> None:
    """Whoever sits in an open bridge may submit; observers and the muted may not."""
    check_view(standing)
    check_passing(bridge)
    check_write(standing)


def least_crowd(attribution: Attribution) -> int:
    """How many people must be possible authors before one may be shown like this."""
    match attribution:
        case Attribution.NAME:
            return 1
        case Attribution.ORGANISATION:
            return settings.CROWD_ORGANISATION
        case Attribution.CONSTITUENCY | Attribution.UNATTRIBUTED:
            return settings.CROWD_CONSTITUENCY


def least_groups(attribution: Attribution) -> int:
    """From how many groups the possible authors must come: of two, either could tell a post that is not its own."""
    return 3 if attribution is Attribution.UNATTRIBUTED else 1


def check_attribution(attribution: Attribution, agreed: list[Attribution], *, pseudonym: bool, crowd: int, groups: int) -> None:
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
    if groups < least_groups(attribution):
        raise Invalid(
            Code.CROWD_TOO_SMALL, _("Shown like this, a post takes people of at least three groups in the thread."), groups=groups,
            least_groups=least_groups(attribution),
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
    check_own_words(facts)
    check_open(facts, CrossingAct.EDIT)
    return after_crossing(facts.state, CrossingAct.EDIT)


def check_own_words(facts: CrossingFacts) -> None:
    """Raise Refused for an excerpt of another thread, which stays as its author agreed to it."""
    if facts.carried:
        raise Refused(Code.NOT_ALLOWED, _("An excerpt stays as its author agreed to it. It can be withdrawn."))


def check_decide(facts: CrossingFacts, act: CrossingAct) -> CrossingState:
    """Moderators of the author's own group release, return or decline; nobody decides on own words."""
    check_known(facts)
    if facts.mine:
        raise Refused(Code.OWN_WORK, _("Nobody decides on their own post. Another moderator of your group does."))
    if facts.declined_by_me and facts.state is CrossingState.APPEALED:
        raise Refused(Code.OWN_WORK, _("Whoever declined a post does not decide on it again. Another moderator of your group does."))
    check_open(facts, act)
    return after_crossing(facts.state, act)


def check_appeal(facts: CrossingFacts) -> CrossingState:
    """Its author puts a post that was declined before a second moderator, once."""
    check_known(facts)
    if not facts.mine:
        raise Refused(Code.NOT_ALLOWED, _("Only its author can ask for a second moderator."))
    check_open(facts, CrossingAct.APPEAL)
    return after_crossing(facts.state, CrossingAct.APPEAL)


def check_revise(facts: CrossingFacts) -> None:
    """Its author puts new words for a released post before the gate; readers see the old ones until then."""
    check_known(facts)
    if not facts.mine:
        raise Refused(Code.NOT_ALLOWED, _("Nobody edits another person's words."))
    check_own_words(facts)
    check_open(facts, CrossingAct.EDIT)
    if facts.state is not CrossingState.RELEASED or facts.revision or facts.revising or facts.gone:
        raise Conflict(Code.WRONG_STATE, _("This post cannot be written anew now. Look again at where it stands."), state=facts.state)


def passes_at_once(gate: Gate, *, trusted: bool) -> bool:
    """Whether a side lets these words out without a look: what is seen afterwards can be withdrawn."""
    return gate is Gate.POST or (gate is Gate.TRUSTED and trusted)


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
    if facts.revision and facts.state is CrossingState.RELEASED:
        raise Conflict(Code.WRONG_STATE, _("These words have replaced the earlier ones. Withdraw the post itself."), state=facts.state)
    if not facts.mine and facts.state not in {CrossingState.RELEASED, CrossingState.WITHDRAWN}:
        raise Conflict(Code.WRONG_STATE, _("This post has not been released. Return or decline it instead."), state=facts.state)
    return after_crossing(facts.state, CrossingAct.WITHDRAW)


@dataclass(frozen=True, slots=True)
class HoldFacts:
    """A post that a side keeps from its own people, before one person."""

    known: bool  # it is there, and the person leads or moderates that side now
    reads: bool  # and sits in the thread
    in_force: bool
    kept: bool  # a moderator has decided that it stays so


def check_hold(standing: Standing, *, moderates: bool, gone: bool, held: bool) -> None:
    """Those who lead or moderate a side, and read the post, keep it from their own people: any post, whoever wrote it, at any time."""
    check_view(standing)
    if not moderates:
        raise Refused(Code.NOT_ALLOWED, _("Only a moderator of your group can keep a post from its people."))
    if gone or held:
        raise Conflict(Code.ALREADY_GONE, _("This message is no longer there."))


def check_open_held(facts: HoldFacts) -> None:
    """Reading what is kept back: those who answer for the side and sit in the thread.  To others of the side there is no such thing."""
    if not facts.known:
        raise NotFound
    if not facts.reads:
        raise Refused(Code.NOT_ALLOWED, _("Only those who sit in this thread read its posts."))


def check_decide_held(facts: HoldFacts, decision: HoldDecision) -> None:
    """Releasing to one's own people, or deciding that a post stays back; the latter once."""
    check_open_held(facts)
    if not facts.in_force or (facts.kept and decision is HoldDecision.KEPT):
        raise Conflict(
            Code.WRONG_STATE, _("This has been decided. Look again at where it stands."), state="kept" if facts.in_force else "released"
        )


def goes_in_batches(agreed: Iterable[Attribution]) -> bool:
    """Whether the posts of a thread go out together: where an author may be hidden, the moment of a release tells too much."""
    return settings.RELEASE_BATCH_MINUTES > 0 and set(agreed) != {Attribution.NAME}


def check_passing(bridge: BridgeState) -> None:
    """Raise Refused unless new words may be put before the gate: not while the thread is paused, and not once it winds up."""
    if bridge is BridgeState.PAUSED:
        raise Refused(Code.THREAD_PAUSED, _("This thread is paused. It can be read; what you wrote is kept here until it goes on."))
    if bridge is not BridgeState.OPEN:
        raise Refused(Code.SPACE_ARCHIVED, _("This thread is closed. It can be read, not written."))


def check_open(facts: CrossingFacts, act: CrossingAct) -> None:
    """Raise Conflict where nothing passes: a pause lets nothing out, what winds up takes nothing new, and closed is closed."""
    if act not in DECIDED_IN.get(facts.bridge, frozenset()):
        raise Conflict(Code.WRONG_STATE, _("This thread is paused or closed. Nothing passes now."), state=facts.bridge)


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
    attachments: list[list[object]],
    submitted_at: datetime,
    revises: int | None = None,
    carried: dict[str, object] | None = None,
    unasked: bool = False,
) -> str:
    """SHA-256 over everything that a release stands for.

    `audience` are the groups that read: one more group, and what was held must be read again.  `attachments` as of
    `attachments.reads.hashed`: their bytes, and what is said of them.  The moment of submitting makes two equal wordings two
    submissions, so that a release that was on its way before an edit and its undoing is void.
    """
    content: list[object] = [bridge, topic, title, body, note, attachments, label, attribution, sorted(audience)]
    content += [submitted_at.isoformat(timespec="microseconds"), revises, *([carried] if carried else [])]
    content += ["unasked"] if unasked else []  # a release is the moderators' consent to that as well
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
