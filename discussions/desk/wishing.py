"""A wish that a message be TLP:RED: it holds at once, until the source or two moderators decide (governance 2.3)."""

from typing import Any

from django.db import transaction

from collab.audit.record import record
from collab.clock import now
from collab.errors import NotFound
from collab.streams.counter import Counter, lock_all
from collab.text.plain import tidy
from collab.text.render import render
from discussions.chat.actions import facts_of, seen_message
from discussions.chat.models import Message
from discussions.chat.wished import bring_back, put_away, send_off
from discussions.desk.models import RedWish, WishVote
from discussions.desk.policies import WishFacts, check_wish, check_wish_decide, check_wish_text, wish_outcome
from discussions.desk.roles import WishDecision
from discussions.desk.shapes import Received, WishDraft, WishShape
from discussions.personal.actions import notify
from discussions.spaces.models import Admission
from discussions.spaces.policies import Standing, check_view
from discussions.spaces.reads import standing_in
from groups.badges import WITH_BADGE, Badge
from groups.models import Seat
from groups.roles import Role


@transaction.atomic
def wish_red(person_id: int, space_id: int, place: int, draft: WishDraft) -> Received:
    """Say that a message should be TLP:RED: at once it is raised as far as its room goes, and nobody reads it there until it is decided.

    Its author and the moderators who read the room are told.  A second wish of the same seat changes nothing.
    Raises NotFound, Refused (not_allowed: one's own, between groups), Conflict (already_gone, wrong_state: it is TLP:RED).
    """
    standing = standing_in(person_id, space_id)
    told = streams_of(seen_message(standing, place), but=person_id)
    counters = lock_all([space_id, *told.values()])
    standing, answer = standing_in(person_id, space_id), Received(space=space_id, message=place)
    message = seen_message(standing, place)
    if RedWish.objects.filter(about=message.entry, by=standing.seat).exists():
        return answer
    before = message.entry.label
    check_wish(standing, facts_of(standing, message), before)
    said = put_away(message, counters[space_id], standing.ceiling)
    RedWish.objects.create(about=message.entry, by_id=standing.seat, reason=tidy(draft.reason), content=said, at=standing.now)
    tell(counters, told, "red_wished", message)
    note("wish.make", standing, place, before=before, after=message.entry.label)
    return answer


@transaction.atomic
def open_wish(person_id: int, space_id: int, place: int) -> WishShape:
    """A wish with what the message said, for those who decide, its author, and who wished it; that a moderator opens it is in the audit.

    Once it is decided, its author alone reads it, and only if it left the room.  Raises NotFound.
    """
    standing, message, wish = found(person_id, space_id, place)
    facts = wish_facts(standing, message, wish)
    check_wish_text(facts)
    if wish is None:
        raise NotFound
    if facts.moderates and not facts.source:
        note("wish.open", standing, place)
    return wish_shape(standing, wish, facts)


@transaction.atomic
def decide_wish(person_id: int, space_id: int, place: int, red: bool) -> WishShape:
    """Say whether a message is TLP:RED.  The source decides with one word; moderators once two say the same.

    Yes: it leaves the room, and its author alone still reads what it said.  No: the room reads it again, under the label that it has now.
    Saying the same again changes nothing.  Raises NotFound, Refused (own_work), Conflict (wrong_state).
    """
    standing, message, wish = found(person_id, space_id, place)
    check_wish_decide(wish_facts(standing, message, wish))
    told = streams_of(message, wish, but=person_id)
    counters = lock_all([space_id, *told.values()])
    standing, message, wish = found(person_id, space_id, place)
    facts = wish_facts(standing, message, wish)
    check_wish_decide(facts)
    if wish is None:
        raise NotFound
    votes = {vote.seat_id: vote.red for vote in wish.votes.all()}
    if votes.get(standing.seat) is red:
        return wish_shape(standing, wish, facts)
    if not facts.source:
        WishVote.objects.update_or_create(wish=wish, seat_id=standing.seat, defaults={"red": red, "at": standing.now})
    outcome = wish_outcome(red, source=facts.source, votes=[*({**votes, standing.seat: red}).values()])
    if outcome is not None:
        settle(wish, message, counters[space_id], red=outcome)
        tell(counters, told, "red_decided", message, decision=wish.decision)
    note(f"wish.{wish.decision}" if wish.decision else "wish.vote", standing, place, red=red)
    return wish_shape(standing, wish, wish_facts(standing, message, wish))


def settle(wish: RedWish, message: Message, counter: Counter, *, red: bool) -> None:
    """Write the decision down, and let the message leave or speak again.  One that has gone otherwise meanwhile stays gone."""
    if message.gone != "wished":
        wish.content = {}
    elif red:
        send_off(message, counter)
    else:
        bring_back(message, wish.content, counter)
        wish.content = {}
    wish.decided_at, wish.decision = now(), WishDecision.RED if red else WishDecision.KEPT
    wish.save(update_fields=["content", "decided_at", "decision"])


def found(person_id: int, space_id: int, place: int) -> tuple[Standing, Message, RedWish | None]:
    """A message that the person may see, and the latest wish about it.  Raises NotFound."""
    standing = standing_in(person_id, space_id)
    check_view(standing)
    message = seen_message(standing, place)
    return standing, message, RedWish.objects.filter(about=message.entry).select_related("by__person").order_by("-pk").first()


def wish_facts(standing: Standing, message: Message, wish: RedWish | None) -> WishFacts:
    """What the rules ask."""
    author = message.author
    mine = author is not None and author.person_id == standing.person_id
    house = Seat.objects.filter(pk=standing.seat, pseudonym="").values_list("organisation_id", flat=True).first()
    near = author is not None and not author.pseudonym and author.organisation_id == house
    return WishFacts(
        exists=wish is not None, open=wish is not None and wish.decided_at is None, author=mine, source=mine or near,
        wished=wish is not None and wish.by_id == standing.seat, moderates=standing.moderates,
    )  # fmt: skip


def wish_shape(standing: Standing, wish: RedWish, facts: WishFacts) -> WishShape:
    """A wish as the person reads it: moderators are told whose it is."""
    votes = {vote.seat_id: vote.red for vote in wish.votes.all()}
    by = Seat.objects.select_related(*WITH_BADGE).get(pk=wish.by_id) if facts.moderates or facts.wished else None
    said = wish.content if facts.open or facts.author else {}
    return WishShape(
        space=wish.about.stream_id, message=wish.about.place, reason=wish.reason, title=said.get("title", ""),
        by=Badge.of(by) if by else None, at=wish.at, state=WishDecision(wish.decision).value if wish.decision else "open",
        html=render(said.get("body", "")), note=said.get("note", ""), may_decide=facts.open and facts.decides and not facts.wished,
        alone=facts.source, red=sum(votes.values()), kept=len(votes) - sum(votes.values()), mine=votes.get(standing.seat),
    )  # fmt: skip


def streams_of(message: Message, wish: RedWish | None = None, *, but: int) -> dict[int, int]:
    """Own streams by person of those who are told: the author, the moderators who read the room, who wished; never the actor."""
    rows = Admission.objects.filter(space_id=message.space_id, ended_at__isnull=True)
    told = {message.author_id, wish.by_id if wish else None} - {None}
    moderators = rows.filter(seat__role__in=[Role.LEAD, Role.MODERATOR]) if wish is None else rows.none()
    people = (rows.filter(seat__in=told) | moderators).values_list("seat__person_id", "seat__person__stream_id")
    return {person: stream for person, stream in people if person != but}


def tell(counters: dict[int, Counter], told: dict[int, int], what: str, message: Message, **facts: object) -> None:
    """A notice for each of these people; every counter is saved."""
    for person, stream in sorted(told.items()):
        notify(counters[stream], person, what, message.entry, **facts)
    for counter in counters.values():
        counter.save()


def note(verb: str, standing: Standing, place: int, **facts: Any) -> None:
    """Append to the group's audit chain; the last write.  Neither reason nor words: they may be what should not be known."""
    subject = ("message", f"{standing.space_id}/{place}")
    record(verb, group_id=standing.group_id, actor_id=standing.person_id, subject=subject, **facts)
