"""Posting: the hot verb, in batches.  A single post is a batch of one.

Prepare (tidy, render; no lock) → lock the spaces → check (one query of standings) → write → ring.
A refusal is a value, so that one bad item fails alone.
"""

import hashlib
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Conflict, DomainError, Invalid, NotFound
from collab.labels import highest
from collab.search.index import index
from collab.streams.counter import Counter, lock_all
from collab.streams.models import Entry
from collab.text.plain import tidy
from collab.text.render import mentioned, render
from discussions.chat.models import Mention, Message, Topic
from discussions.chat.policies import check_body, check_post
from discussions.chat.reads import full_messages, message_shape, quote_shape, shape_of
from discussions.chat.shapes import CardRef, MessageDraft, MessageShape
from discussions.spaces.models import Admission
from discussions.spaces.policies import Standing, check_label, check_view
from discussions.spaces.reads import admissions_of, standings


@dataclass(slots=True)
class Post:
    """One request to post, and what preparation made of it."""

    person_id: int
    space_id: int
    draft: MessageDraft
    body: str = ""
    html: str = ""
    digest: str = ""
    seats: set[int] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    refusal: DomainError | None = None


def prepare(person_id: int, space_id: int, draft: MessageDraft) -> Post:
    """Tidy, check and render, before any lock is taken."""
    post = Post(person_id, space_id, draft, digest=digest_of(space_id, draft))
    try:
        post.body = tidy(draft.body)
        check_body(post.body)
    except DomainError as refusal:
        post.refusal = refusal
        return post
    post.html = render(post.body)
    post.seats, post.words = mentioned(post.body)
    return post


def digest_of(space_id: int, draft: MessageDraft) -> str:
    """SHA-256 of the request as it came: what makes a repeat a repeat, even after an edit."""
    return hashlib.sha256(f"{space_id}|{draft.model_dump_json(exclude={'client_id'})}".encode()).hexdigest()


def post_messages(posts: list[Post]) -> list[MessageShape | DomainError]:
    """Say things, each in its space; the answers come in the order of the requests.

    Safe to repeat: the same `client_id` of the same person returns the first message and tells nobody again.

    Refusals: not_found, space_archived, reads_only, muted, topic_locked, too_long, empty, label_too_low,
    label_above_ceiling, replay_differs, not_allowed (a bridge).
    """
    with transaction.atomic():
        batch = Batch(posts)
        answers = [batch.take(post) for post in posts]
        batch.finish()
    return answers


def post_message(person_id: int, space_id: int, draft: MessageDraft) -> MessageShape:
    """One message: a batch of one.  Raises the refusal that `post_messages` would return."""
    [answer] = post_messages([prepare(person_id, space_id, draft)])
    if isinstance(answer, DomainError):
        raise answer
    return answer


class Batch:
    """What one transaction of posts knows: read once for all of them, under the locks of their spaces."""

    def __init__(self, posts: list[Post]) -> None:
        self.counters: dict[int, Counter] = lock_all(post.space_id for post in posts)
        self.standings: dict[tuple[int, int], Standing] = standings((post.person_id, post.space_id) for post in posts)
        seats = {standing.seat_id for standing in self.standings.values()}
        ids = {post.draft.client_id for post in posts}
        rows = Message.objects.filter(author_id__in=seats, client_id__in=ids).values_list("author_id", "client_id", "request_hash", "pk")
        self.earlier: dict[tuple[int | None, UUID], tuple[str, int]] = {(seat, key): (digest, pk) for seat, key, digest, pk in rows}
        wanted = {(post.space_id, post.draft.topic) for post in posts}
        topics = Topic.objects.filter(space_id__in={space for space, _ in wanted}, entry__place__in={place for _, place in wanted})
        self.topics = {(topic.space_id, topic.entry.place): topic for topic in topics.select_related("entry")}
        self.changed: set[int] = set()

    def take(self, post: Post) -> MessageShape | DomainError:
        """Post one message, or say why not.  Nothing of a refused post is written."""
        try:
            return self._post(post)
        except DomainError as refusal:
            return refusal

    def _post(self, post: Post) -> MessageShape:
        standing, draft = self.standings[post.person_id, post.space_id], post.draft
        check_view(standing)
        if post.refusal:
            raise post.refusal
        if known := self.earlier.get((standing.seat_id, draft.client_id)):
            return repeated(known, post.digest)
        topic = self.topics.get((post.space_id, draft.topic))
        check_post(standing, topic_locked=topic is not None and topic.locked_at is not None)
        if topic is None:
            raise NotFound
        quoted = self._quoted(standing, draft.quote)
        floor = highest(topic.entry.label, quoted.entry.label) if quoted else topic.entry.label
        label = draft.label or floor
        check_label(label, floor, standing.ceiling)
        check_cards(post.person_id, draft.cards, standing.ceiling)
        counter = self.counters[post.space_id]
        entry = counter.show("message", topic=topic.entry, label=label)
        message = Message.objects.create(
            entry=entry,
            space_id=post.space_id,
            author_id=standing.seat,
            client_id=draft.client_id,
            request_hash=post.digest,
            body=post.body,
            html=post.html,
            note=tidy(draft.note),
            quoted_id=quoted.pk if quoted else None,
            posted_at=standing.now,
            cards=[card.model_dump() for card in draft.cards],
            mentions_all="group:all" in post.words,
            mentions_moderators="role:moderators" in post.words,
        )
        mentions = store_mentions(message, post.seats)
        topic.messages, topic.last_place, topic.last_at = topic.messages + 1, entry.place, standing.now
        topic.save(update_fields=["messages", "last_place", "last_at"])
        self.changed.add(post.space_id)
        self.earlier[standing.seat_id, draft.client_id] = (post.digest, message.pk)
        index(entry, topic.title, post.body)
        message.shown_as = standing.badge  # for the answer alone: spares a read of the author
        shape = message_shape(
            message, reactions=[], mentions=mentions, quote=quote_shape(quoted) if quoted else None,
            cards=draft.cards,
        )  # fmt: skip
        return shape.model_copy(update={"client_id": draft.client_id})

    def _quoted(self, standing: Standing, place: int | None) -> Message | None:
        if place is None:
            return None
        found = full_messages().filter(space_id=standing.space_id, entry__place=place, entry__place__gt=standing.floor, gone="").first()
        if found is None:
            raise NotFound
        return found

    def finish(self) -> None:
        """Write the counters of the spaces that have something new, and ring after commit."""
        for space_id in self.changed:
            self.counters[space_id].save()


def repeated(known: tuple[str, int], digest: str) -> MessageShape:
    """The first answer again; Conflict when the same `client_id` comes with other words."""
    first, pk = known
    if first != digest:
        raise Conflict(Code.REPLAY_DIFFERS, _("This was sent before with other words. Copy your text and send it anew."))
    return shape_of(full_messages().get(pk=pk))


def store_mentions(message: Message, seats: set[int]) -> list[int]:
    """Note the seats that a message names and that read this space; others are not told and not stored."""
    if not seats:
        return []
    inside = Admission.objects.filter(space_id=message.space_id, ended_at__isnull=True, seat_id__in=seats, seat__pseudonym="")
    found = sorted(set(inside.values_list("seat_id", flat=True)))
    Mention.objects.bulk_create(Mention(message=message, seat_id=seat) for seat in found)
    return found


def check_cards(person_id: int, refs: list[CardRef], ceiling: str) -> None:
    """Raise NotFound unless the person reads all that is attached, Invalid when one of it is above the ceiling."""
    for ref in refs:
        mine = admissions_of(person_id).filter(space_id=ref.space, floor__lt=ref.place)
        entry = Entry.objects.filter(stream_id=ref.space, place=ref.place, kind__in=["document", "poll"]).first()
        if entry is None or not mine.exists():
            raise NotFound
        if entry.label:
            check_card_label(entry.label, ceiling)


def check_card_label(label: str, ceiling: str) -> None:
    """Raise Invalid, in words about the attachment, when it is stricter than the space allows."""
    try:
        check_label(label, label, ceiling)
    except Invalid as refusal:
        raise Invalid(
            Code.LABEL_ABOVE_CEILING, _("What you attach carries a stricter label than this space allows, so it cannot be sent here."),
            **refusal.facts, label=label,
        ) from None  # fmt: skip


def recount(topic: Topic) -> None:
    """Set a topic's figures after messages came or went."""
    newest = Message.objects.filter(entry__topic_id=topic.pk).select_related("entry").order_by("-entry__place").first()
    topic.messages = Message.objects.filter(entry__topic_id=topic.pk).count()
    topic.last_place, topic.last_at = (newest.entry.place, newest.posted_at) if newest else (0, None)
    topic.save(update_fields=["messages", "last_place", "last_at"])
