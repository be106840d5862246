"""What the plain pages read beside the shared reads: one thing by its address, and what counts as read."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from pydantic import BaseModel

from collab.errors import NotFound
from collab.streams.models import Entry
from discussions.chat.reads import newest_topics
from discussions.chat.shapes import MessageShape, TopicShape
from discussions.kinds import TIMELINE
from discussions.personal.actions import mark_read
from discussions.personal.models import Hidden, ReadMark
from discussions.polls.reads import first_polls
from discussions.polls.shapes import PollShape
from discussions.spaces.policies import check_view
from discussions.spaces.reads import standing_in
from groups.badges import Badge
from groups.models import Constituency
from groups.reads import open_seats


@dataclass(frozen=True, slots=True)
class Row:
    """A message on a page, whether it is the reader's own, and whom its readers see."""

    message: MessageShape
    mine: bool
    who: str


def shape_at(person_id: int, space_id: int, place: int, kind: str) -> BaseModel:
    """The thing at a place, read as everywhere.  Raises NotFound."""
    standing = standing_in(person_id, space_id)
    check_view(standing)
    entry = Entry.objects.filter(stream_id=space_id, place=place, kind=kind).first()
    if entry is None or (kind == "message" and place <= standing.floor):
        raise NotFound
    return TIMELINE.shapes([entry], {space_id: standing.floor}, standing.sides)[0][1]


def topic_at(person_id: int, space_id: int, place: int) -> TopicShape:
    """The topic.  Raises NotFound."""
    return TopicShape.model_validate(shape_at(person_id, space_id, place, "topic"))


def message_at(person_id: int, space_id: int, place: int) -> MessageShape:
    """The message.  Raises NotFound."""
    return MessageShape.model_validate(shape_at(person_id, space_id, place, "message"))


def topics_in(person_id: int, space_id: int) -> list[TopicShape]:
    """Topics of a space: pinned ones first, then those with the newest messages.  The caller has checked the reader."""
    sides = standing_in(person_id, space_id).sides
    shapes = [TopicShape.model_validate(shape) for _, shape in TIMELINE.shapes(newest_topics(space_id, 0), {}, sides)]
    return sorted(shapes, key=lambda topic: (topic.pinned, topic.last_place), reverse=True)


def polls_in(person_id: int, space_id: int) -> list[PollShape]:
    """Polls of a space, the newest first.  Raises NotFound."""
    standing = standing_in(person_id, space_id)
    check_view(standing)
    shapes = [PollShape.model_validate(shape) for _, shape in TIMELINE.shapes(first_polls(space_id, standing.floor), {})]
    return sorted(shapes, key=lambda poll: poll.place, reverse=True)


def messages_before(person_id: int, space_id: int, topic: int, before: int | None, limit: int) -> list[MessageShape]:
    """A page of a topic, oldest first: the newest, or what lies before a place.  Raises NotFound."""
    page = TIMELINE.history(person_id, space_id, topic=topic, before=before, limit=limit)
    return [MessageShape.model_validate(each) for each in page]


def rows_for(person_id: int, space_id: int, messages: list[MessageShape]) -> list[Row]:
    """Messages as one person reads them: without those that they reported, their own marked."""
    mine = set(open_seats(person_id).values_list("pk", flat=True))
    hidden = set(Hidden.objects.filter(person=person_id, about__stream=space_id).values_list("about__place", flat=True))
    masked = any(each.by is not None and not (each.by.name or each.by.organisation) for each in messages)
    names = {each.slug: each.name for each in Constituency.objects.all()} if masked else {}
    return [
        Row(each, each.by is not None and each.by.seat in mine, shown_name(each.by, names)) for each in messages if each.place not in hidden
    ]


def shown_name(by: Badge | None, constituencies: dict[str, str]) -> str:
    """Whom readers see: a person, else between groups an organisation, a constituency, or nobody known."""
    if by is None:
        return ""
    return by.name or by.organisation or constituencies.get(by.constituency, "") or _("A participant")


def read_up_to(person_id: int, space_id: int, topic: int, upto: int) -> None:
    """Move the read mark on, never back: an earlier page makes nothing unread."""
    known = ReadMark.objects.filter(person=person_id, topic__stream=space_id, topic__place=topic).values_list("upto", flat=True).first()
    if known is None or known < upto:
        mark_read(person_id, space_id, topic, upto)
