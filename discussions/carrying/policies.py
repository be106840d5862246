"""What may be carried on, and who agrees.  Pure: facts in, a refusal or nothing out (governance 3.2)."""

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Conflict, Invalid, NotFound, Refused
from discussions.bridges.consent import fits_unasked
from discussions.bridges.policies import check_attribution, check_submit, least_crowd, least_groups
from discussions.bridges.roles import Attribution, BridgeState
from discussions.carrying.roles import Answered, CarryAct, CarryState, Part
from discussions.chat.policies import check_post
from discussions.spaces.policies import Standing, check_view

ANSWERED_WITHIN = timedelta(days=14)  # afterwards it counts as a refusal
OPEN_AT_ONCE = 10  # requests of one person out of one thread
CARRY_MOVES = {
    (CarryState.REQUESTED, CarryAct.AUTHOR_YES): CarryState.AUTHOR_OK,
    (CarryState.AUTHOR_OK, CarryAct.MODERATOR_YES): CarryState.AGREED,
    (CarryState.HOME_MOD_OK, CarryAct.QUOTED_YES): CarryState.AGREED,
    (CarryState.AGREED, CarryAct.TRAVEL): CarryState.CARRIED,
    (CarryState.AGREED, CarryAct.FAIL): CarryState.VOID,
    (CarryState.CARRIED, CarryAct.TAKE_BACK): CarryState.TAKEN_BACK,
    **{
        (state, act): end
        for state in (CarryState.REQUESTED, CarryState.AUTHOR_OK, CarryState.HOME_MOD_OK)
        for act, end in {CarryAct.NO: CarryState.REFUSED, CarryAct.EXPIRE: CarryState.EXPIRED, CarryAct.FAIL: CarryState.VOID}.items()
    },
}
YES = {Part.AUTHOR: CarryAct.AUTHOR_YES, Part.MODERATOR: CarryAct.MODERATOR_YES, Part.QUOTED: CarryAct.QUOTED_YES}
SHOWN = list(Attribution)  # from most to least


@dataclass(frozen=True, slots=True)
class ConsentFacts:
    """One question, before one person."""

    state: CarryState
    part: Part
    answer: Answered
    known: bool  # it is asked of the person, by a seat that reads, or of moderators among whom the person is
    wrote: bool = False  # the person wrote the post
    asked: bool = False  # the person asks for it


def after_carry(state: CarryState, act: CarryAct, *, quotes: bool = False) -> CarryState:
    """The state that `act` leads to; `quotes`: one more is asked after the moderator.  Raises Conflict (wrong_state)."""
    if (state, act) not in CARRY_MOVES:
        raise Conflict(Code.WRONG_STATE, _("This has been answered, or is over. Look again at where it stands."), state=state)
    if quotes and act is CarryAct.MODERATOR_YES:
        return CarryState.HOME_MOD_OK
    return CARRY_MOVES[state, act]


def told_state(state: CarryState, *, sealed: bool) -> CarryState:
    """As what an end is told to whoever asked.

    Where the author is sealed, only an excerpt tells that they were there: every other end is the same as silence.
    """
    quiet = {CarryState.REFUSED, CarryState.VOID}
    return CarryState.EXPIRED if sealed and state in quiet else state


def check_source(source: Standing) -> None:
    """Whoever reads a thread between groups may ask for what stands there; elsewhere there is nothing to ask."""
    check_view(source)
    if not source.bridge:
        raise NotFound


def check_goes_further(*, sealed: bool) -> None:
    """An excerpt of words whose author is sealed stays where it is: their author looks in their own thread alone.

    Raises Conflict (wrong_state).
    """
    if sealed:
        raise Conflict(
            Code.WRONG_STATE, _("Who wrote this is sealed, and was asked for this one place. It goes no further."), state="sealed"
        )


def check_second(*, already: bool) -> None:
    """Where the author is sealed two moderators agree, as they did to release it.  Raises Conflict (wrong_state)."""
    if already:
        raise Conflict(Code.WRONG_STATE, _("You have agreed to this. Another moderator of your group answers as well."), state="approved")


def check_target(source: Standing, target: Standing, *, bridge: BridgeState | None, topic_locked: bool) -> None:
    """A post goes where the person may write: into a space of one's group, or before the gate of another thread."""
    check_view(target)
    if source.space_id == target.space_id:
        raise Invalid(Code.INVALID, _("Choose a space other than the one where this was said."), fields=["space"])
    if bridge is None:
        check_post(target, topic_locked)
    else:
        check_submit(target, bridge)
        if topic_locked:
            raise Refused(Code.TOPIC_LOCKED, _("This topic is locked. It can be read, not written."))


def check_open_at_once(count: int) -> None:
    """Raise Refused to whoever asks for very much at a time."""
    if count >= OPEN_AT_ONCE:
        raise Refused(
            Code.TOO_MANY, _("Wait for some answers first: many of your requests from this thread are still open."), most=OPEN_AT_ONCE
        )


def check_passage(passage: str, body: str) -> None:
    """An excerpt is the post, or an unbroken passage of it, letter for letter."""
    if passage not in body:
        raise Invalid(Code.INVALID, _("Leave the words as they are: an excerpt is an unbroken passage of the post."), fields=["body"])


def check_answer(facts: ConsentFacts, *, agree: bool, seen: str, now_reads: str, quotes: bool) -> CarryState:
    """Who is asked answers once; a moderator neither for own words nor for an own wish.  The answer is the state that follows.

    Raises NotFound to everybody else, Refused (own_work), Conflict (wrong_state, stale).
    """
    if not facts.known:
        raise NotFound
    check_not_own(facts)
    state = after_carry(facts.state, YES[facts.part] if agree else CarryAct.NO, quotes=quotes)
    if facts.answer is not Answered.WAITING:
        raise Conflict(Code.WRONG_STATE, _("This has been answered, or is over. Look again at where it stands."), state=facts.state)
    if agree and seen != now_reads:
        raise Conflict(Code.STALE, _("This has changed since you read it. Read it again before you agree."))
    return state


def check_reason(part: Part, reason: str) -> None:
    """A moderator's no carries a reason, which the audit keeps; an author owes none.  Raises Invalid (reason_needed)."""
    if part is Part.MODERATOR and not reason:
        raise Invalid(Code.REASON_NEEDED, _("Give a reason: the record of your group keeps it."), fields=["reason"])


def check_not_own(facts: ConsentFacts) -> None:
    """Nobody moderates own words, nor what they ask for themselves."""
    if facts.part is Part.MODERATOR and (facts.wrote or facts.asked):
        raise Refused(Code.OWN_WORK, _("Another moderator of your group answers for this: the words or the request are yours."))


@dataclass(frozen=True, slots=True)
class UnaskedFacts:
    """A post that somebody would carry on, as far as anybody in the thread could know it: nothing here tells one author from another."""

    agreed: bool  # the charter lets authors consent beforehand
    given: bool  # and the author of this post has
    label: str  # the stricter one of thread and post
    state: BridgeState
    released_by_asker: bool  # whoever asks was a moderator who let it out
    crowd: int  # people who may write and are shown as its author will be


def goes_unasked(facts: UnaskedFacts, attribution: Attribution) -> bool:
    """Whether nobody needs to be asked any more.  Where the consent does not hold, all are asked as ever."""
    runs = facts.state is not BridgeState.PAUSED  # a pause is a brake: nothing goes out by itself
    holds = facts.agreed and facts.given and fits_unasked(facts.label) and runs
    return holds and not facts.released_by_asker and facts.crowd >= least_crowd(attribution)


def shown_unasked(before: Attribution, *, chatham: bool) -> Attribution:
    """How an author who is not asked is shown to the new readers: as in the thread, and under the Chatham House Rule not at all."""
    return Attribution.UNATTRIBUTED if chatham else before


def check_take_back(facts: ConsentFacts) -> CarryState:
    """Who agreed may end it later: consent is for this text, not for ever."""
    if not facts.known:
        raise NotFound
    check_not_own(facts)
    return after_carry(facts.state, CarryAct.TAKE_BACK)


def ways_of(chatham: bool, sealed: Attribution | None = None) -> list[Attribution]:
    """How an author may be shown elsewhere: under the Chatham House Rule not at all; who is `sealed`, as in the thread or not at all."""
    if chatham:
        return [Attribution.UNATTRIBUTED]
    return list(Attribution) if sealed is None else sorted({sealed, Attribution.UNATTRIBUTED}, key=SHOWN.index)


def groups_counted(attribution: Attribution, before: Attribution, groups: int) -> int:
    """From how many groups the crowd counts as coming: to be shown no more than in the thread itself tells nobody anything new."""
    return max(groups, least_groups(attribution)) if SHOWN.index(attribution) >= SHOWN.index(before) else groups


def check_shown(
    attribution: Attribution, before: Attribution, *, chatham: bool, pseudonym: bool, crowd: int, groups: int, sealed: bool = False
) -> None:
    """Raise Invalid for a way to be shown that would break the rule of the thread, or promise a crowd that is not there."""
    counted = groups_counted(attribution, before, groups)
    check_attribution(attribution, ways_of(chatham, before if sealed else None), pseudonym=pseudonym, crowd=crowd, groups=counted)


def hash_of(*, part: str, bridge: int, place: int, space: int, topic: int, body: str, note: str, label: str, attribution: str) -> str:
    """SHA-256 over everything that a consent stands for."""
    content = [part, bridge, place, space, topic, body, note, label, attribution]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def source_hash(body: str, note: str, label: str) -> str:
    """SHA-256 of a post as it reads."""
    return hashlib.sha256(json.dumps([body, note, label], ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
