"""Finding in what one may read: words, mentions of oneself, the things behind cards."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Annotated, Any, Literal

from django.db.models import Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field

from collab.errors import Code, Invalid
from collab.labels import Label
from collab.search.find import Words, matching
from collab.search.mark import marked
from collab.streams.models import Entry
from collab.text.plain import from_html
from discussions.chat.holds import kept_from
from discussions.chat.models import Mention, Message, Topic
from discussions.chat.shapes import MessageShape
from discussions.documents.models import Version
from discussions.documents.shapes import DocumentShape
from discussions.kinds import TIMELINE
from discussions.personal.models import Hidden, ReadMark
from discussions.polls.shapes import PollShape
from discussions.spaces.policies import check_view
from discussions.spaces.reads import admissions_of, readable_entries, standing_in
from groups.badges import Badge

PAGE = 20  # hits, mentions
CARDS = 50  # refs asked at once
FOUND = ("topic", "message", "document", "poll")  # what a search finds
Cursor = Annotated[str, Field(max_length=40)]


class Hit(BaseModel):
    """Something that holds the words.  `excerpt` is HTML: escaped text and `<mark>`; of a message under a content note, the note."""

    kind: Literal["topic", "message", "document", "poll"]
    space: int
    place: int
    topic: int | None  # where a message stands
    title: str
    excerpt: str
    note: str  # a content note: the words stay folded until the message is opened
    label: Label
    by: Badge | None
    at: datetime


class FindPage(BaseModel):
    """Hits, newest first; `cursor` leads to older ones."""

    hits: list[Hit]
    cursor: str | None


class Mentioned(BaseModel):
    """A message that speaks to oneself."""

    message: MessageShape
    unread: bool


class MentionsPage(BaseModel):
    """Mentions, newest first; `cursor` leads to older ones."""

    items: list[Mentioned]
    cursor: str | None


class Cards(BaseModel):
    """Documents and polls behind the addresses asked for; those that the reader may not see are left out."""

    items: list[Annotated[DocumentShape | PollShape, Field(discriminator="kind")]]


def find(person_id: int, query: str, space: int | None, cursor: str) -> FindPage:
    """What holds all the words of `query`, in what the person may read, newest first.

    Messages that the person hid, or that their side keeps from its people, are left out.
    The number of queries is the same whatever is found or hidden.
    Raises NotFound for a space that the person may not read, Invalid for a cursor that is none.
    """
    rows = (
        readable_entries(person_id)
        .filter(kind__in=FOUND, pk__in=matching(query))
        .exclude(hidden_from(person_id))
        .exclude(kept_from(person_id))
    )
    if space is not None:
        check_view(standing_in(person_id, space))
        rows = rows.filter(stream_id=space)
    page, following = page_of(rows, cursor, person_id)
    shapes = dict(TIMELINE.shapes(page, {}))
    words, titles, texts = Words.of(query), titles_of(page, person_id), texts_of(page)
    hits = [hit_of(entry, shapes[entry], words, titles, texts) for entry in page if entry in shapes]
    return FindPage(hits=hits, cursor=following)


def hidden_from(person_id: int) -> Exists:
    """Messages that the person reported and no longer wants to see."""
    return Exists(Hidden.objects.filter(person_id=person_id, about=OuterRef("pk")))


def page_of(rows: QuerySet[Entry], cursor: str, person_id: int) -> tuple[list[Entry], str | None]:
    """A page of entries, newest first, and the cursor behind it: the address of its last entry, which tells nothing else.

    Behind an address that the person may not read there is nothing, as behind one that does not exist.
    """
    if cursor:
        space, _dot, place = cursor.partition(".")
        if not all(part.isascii() and part.isdigit() and len(part) <= 16 for part in (space, place)):
            raise Invalid(Code.INVALID, _("This page of the list is not understood."), fields=["cursor"])
        last = readable_entries(person_id).filter(stream_id=int(space), place=int(place)).values("pk")[:1]
        rows = rows.filter(pk__lt=Subquery(last))
    page = list(rows.order_by("-pk")[: PAGE + 1])
    more, page = len(page) > PAGE, page[:PAGE]
    return page, f"{page[-1].stream_id}.{page[-1].place}" if more else None


def titles_of(page: Iterable[Entry], person_id: int) -> dict[tuple[int, int], str]:
    """Titles of the topics in which the messages of a page stand, by address, but for those kept from the person; one query."""
    wanted = {entry.topic_id for entry in page if entry.kind == "message"}
    rows = Topic.objects.filter(pk__in=wanted).exclude(kept_from(person_id)).values_list("space_id", "entry__place", "title")
    return {(space, place): title for space, place, title in rows}


def texts_of(page: Iterable[Entry]) -> dict[tuple[int, int], str]:
    """Words of the newest versions of the documents of a page, by address; one query."""
    wanted = [entry.pk for entry in page if entry.kind == "document"]
    rows = (
        Version.objects.filter(document__in=wanted).order_by("number").values_list("document__space_id", "document__entry__place", "text")
    )
    return {(space, place): text for space, place, text in rows}


def hit_of(entry: Entry, shape: Any, words: Words, titles: dict[tuple[int, int], str], texts: dict[tuple[int, int], str]) -> Hit:
    """One hit, from the shape that everyone gets."""
    space, place = entry.stream_id, entry.place
    tell = TELL[entry.kind](shape)
    title = titles.get((space, shape.topic), "") if entry.kind == "message" else tell[0]
    text = " ".join([tell[1], texts.get((space, place), "")]) if entry.kind == "document" else tell[1]
    topic = shape.topic if entry.kind in {"message", "poll"} else None
    return Hit(
        kind=shape.kind, space=space, place=place, topic=topic, title=title, excerpt=marked(text, words),
        note=getattr(shape, "note", ""), label=shape.label, by=said_by(shape), at=tell[2],
    )  # fmt: skip


def said_by(shape: Any) -> Badge | None:
    """Whose words they are: of an excerpt its author's, as shown here, not of who carried it."""
    carried = getattr(shape, "carried", None)
    return carried.by if carried else shape.by  # type: ignore[no-any-return]  # every shape that is found has one


TELL: dict[str, Callable[[Any], tuple[str, str, datetime]]] = {  # by kind: title, text, time
    "topic": lambda shape: (shape.title, shape.title, shape.opened_at),
    "message": lambda shape: ("", shape.note or from_html(shape.html), shape.posted_at),
    "document": lambda shape: (shape.title, f"{shape.title}. {shape.abstract}", shape.changed_at),
    "poll": lambda shape: (shape.question, " · ".join([shape.question, *(each.text for each in shape.options)]), shape.opens_at),
}


def mentions(person_id: int, cursor: str) -> MentionsPage:
    """Messages of others that name one of the person's seats, the group or, for moderators, the moderators; newest first.

    Raises Invalid for a cursor that is none.
    """
    mark = ReadMark.objects.filter(person_id=person_id, topic_id=OuterRef("topic_id")).values("upto")[:1]
    mine = admissions_of(person_id).filter(space_id=OuterRef("stream_id")).order_by("pk")
    rows = (
        readable_entries(person_id)
        .filter(pk__in=speaking_to(person_id), kind="message", message__gone="")
        .exclude(message__author__person_id=person_id)
        .exclude(hidden_from(person_id))
        .exclude(kept_from(person_id))
        .annotate(
            upto=Coalesce(Subquery(mark), Subquery(mine.values("baseline")[:1]), output_field=IntegerField()),
            floor=Subquery(mine.values("floor")[:1]),
        )
        .annotate(behind=F("place") - F("upto"))
    )
    page, following = page_of(rows, cursor, person_id)
    shapes = dict(TIMELINE.shapes(page, {entry.stream_id: entry.floor for entry in page}))  # type: ignore[attr-defined]  # annotated above
    items = [Mentioned(message=shapes[entry], unread=entry.behind > 0) for entry in page if entry in shapes]  # type: ignore[attr-defined, arg-type]  # annotated above; messages alone were asked for
    return MentionsPage(items=items, cursor=following)


def speaking_to(person_id: int) -> QuerySet[Mention, int]:
    """Ids of the messages that name a seat of the person, everyone, or the moderators among whom the person is.

    Found by indexes over these messages alone, however many others there are.
    """
    mine = admissions_of(person_id)
    named = Mention.objects.filter(seat__person_id=person_id).values_list("message_id", flat=True)
    to_all = Message.objects.filter(mentions_all=True, space__in=mine.values("space")).values_list("pk", flat=True)
    moderated = mine.filter(seat__role__in=["lead", "moderator"]).values("space")
    to_moderators = Message.objects.filter(mentions_moderators=True, space__in=moderated).values_list("pk", flat=True)
    return named.union(to_all, to_moderators)


def cards(person_id: int, refs: str) -> Cards:
    """The documents and polls at `space.place,space.place…` that the person may read, in the order asked.  Raises Invalid."""
    addresses = []
    for ref in dict.fromkeys(refs.split(",")):
        space, _dot, place = ref.partition(".")
        if not all(part.isascii() and part.isdigit() and len(part) <= 16 for part in (space, place)):
            raise Invalid(Code.INVALID, _("Some fields are not understood."), fields=["refs"])
        addresses.append((int(space), int(place)))
    if len(addresses) > CARDS:
        raise Invalid(Code.INVALID, _("Some fields are not understood."), fields=["refs"])
    at = Q()
    for space_id, place_in_space in addresses:
        at |= Q(stream_id=space_id, place=place_in_space)
    found = {(entry.stream_id, entry.place): shape for entry, shape in TIMELINE.shapes(
        readable_entries(person_id).filter(at, kind__in=["document", "poll"]), {}
    )}  # fmt: skip
    return Cards.model_validate({"items": [found[address] for address in addresses if address in found]})
