"""The same wish about a document: closed at once to everybody in its space, until its source or two moderators decide."""

from dataclasses import replace

from django.db import transaction

from collab.errors import NotFound
from collab.text.plain import tidy
from collab.text.render import render
from discussions.desk.models import RedWish, WishVote
from discussions.desk.policies import WishFacts, check_wish_decide, check_wish_text, wish_outcome
from discussions.desk.roles import WishDecision
from discussions.desk.shapes import Received, WishDraft, WishShape
from discussions.desk.wishing import wish_shape
from discussions.documents.changes import Change
from discussions.documents.models import Version
from discussions.documents.wished import bring_back, put_away, send_off
from discussions.documents.wishes.policies import check_wish

SHOWN = 20_000  # characters of a document's words, to those who decide


@transaction.atomic
def wish_paper_red(person_id: int, space_id: int, place: int, draft: WishDraft) -> Received:
    """Say that a document should be TLP:RED: its title, words, files and comments are closed to everybody until it is decided.

    Its source and the moderators who read the space are told.  A second wish of the same seat changes nothing.
    Raises NotFound, Refused (not_allowed: one's own), Conflict (already_gone, wrong_state).
    """
    change = Change(person_id, space_id, place, tell_moderators=True, tell_hands=True)
    document, answer = change.document, Received(space=space_id, message=place)
    if RedWish.objects.filter(about=document.entry, by=change.standing.seat).exists():
        return answer
    before = document.entry.label
    check_wish(change.standing, change.facts, before)
    change.tell("document_red_wished", set(change.listeners))
    said = put_away(change)
    RedWish.objects.create(
        about=document.entry, by_id=change.standing.seat, reason=tidy(draft.reason), content=said, at=change.standing.now
    )
    change.record("wish.make", before=before, after=document.entry.label)
    return answer


@transaction.atomic
def open_paper_wish(person_id: int, space_id: int, place: int) -> WishShape:
    """A wish about a document, with its title, abstract and words for those who decide and who wished it.  Raises NotFound."""
    change = Change(person_id, space_id, place)
    wish, facts = latest(change)
    check_wish_text(facts)
    if wish is None:
        raise NotFound
    if facts.moderates and not facts.source:
        change.record("wish.open")
    return paper_shape(change, wish, facts)


@transaction.atomic
def decide_paper_wish(person_id: int, space_id: int, place: int, red: bool) -> WishShape:
    """Say whether a document is TLP:RED: the source with one word, moderators once two say the same.

    Yes: it leaves as a withdrawn one does.  No: it is open again, as it was, under the label that it has now.
    Saying the same again changes nothing.  Raises NotFound, Refused (own_work), Conflict (wrong_state).
    """
    change = Change(person_id, space_id, place, tell_hands=True, also=wishing(space_id, place))
    wish, facts = latest(change)
    check_wish_decide(facts)
    if wish is None:
        raise NotFound
    seat = change.standing.seat
    votes = {vote.seat_id: vote.red for vote in wish.votes.all()}
    if votes.get(seat) is red:
        return paper_shape(change, wish, facts)
    if not facts.source:
        WishVote.objects.update_or_create(wish=wish, seat_id=seat, defaults={"red": red, "at": change.standing.now})
    outcome = wish_outcome(red, source=facts.source, votes=[*({**votes, seat: red}).values()])
    if outcome is not None:
        settle(change, wish, red=outcome)
    change.record(f"wish.{wish.decision}" if wish.decision else "wish.vote", red=red)
    return paper_shape(change, wish, replace(facts, open=outcome is None))


def settle(change: Change, wish: RedWish, *, red: bool) -> None:
    """Write the decision down, tell it, and let the document leave or open again.  One that has gone otherwise meanwhile stays gone."""
    wish.decided_at, wish.decision = change.standing.now, WishDecision.RED if red else WishDecision.KEPT
    change.tell("document_red_decided", set(change.listeners), decision=wish.decision)
    if not change.facts.wished:
        change.ring()
    elif red:
        send_off(change)
    else:
        bring_back(change, wish.content)
    wish.content = {}
    wish.save(update_fields=["content", "decided_at", "decision"])


def wishing(space_id: int, place: int) -> tuple[int, ...]:
    """Who wished, as a person."""
    rows = RedWish.objects.filter(about__stream_id=space_id, about__place=place, decided_at__isnull=True)
    return tuple(rows.values_list("by__person_id", flat=True))


def latest(change: Change) -> tuple[RedWish | None, WishFacts]:
    """The latest wish about the document, and how the person stands before it."""
    wish = RedWish.objects.filter(about=change.document.entry).select_related("about").order_by("-pk").first()
    home = change.facts.home
    return wish, WishFacts(
        exists=wish is not None and home, open=wish is not None and wish.decided_at is None and home, source=change.facts.source and home,
        wished=wish is not None and wish.by_id == change.standing.seat, moderates=change.standing.moderates and home,
    )  # fmt: skip


def paper_shape(change: Change, wish: RedWish, facts: WishFacts) -> WishShape:
    """A wish as the person reads it, with the words of the newest version."""
    shape = wish_shape(change.standing, wish, facts)
    if not facts.open:
        return shape
    words = Version.objects.filter(document=change.document).order_by("-number").values_list("text", flat=True).first() or ""
    return shape.model_copy(update={"html": render(tidy(words[:SHOWN])), "note": wish.content.get("abstract", "")})
