"""What a tab needs before it can show anything: one answer."""

import json
from typing import Any

from django.conf import settings
from pydantic import BaseModel

from collab.accounts.reads import MeShape, me_shape
from collab.text.identifying import PATTERNS, Trace
from discussions.kinds import TIMELINE
from discussions.listening import access
from discussions.personal.reads import muted_topics, unread
from discussions.spaces.reads import spaces_of
from discussions.spaces.shapes import SpaceShape
from groups.models import Constituency
from groups.reads import groups_of, is_officer, moderated_groups
from groups.shapes import ConstituencyShape, GroupShape


class Counts(BaseModel):
    """What one has not read in a space; `topics` by place."""

    space: int
    unread: int
    mentions: int
    topics: dict[int, int]


class Muted(BaseModel):
    """A topic that is left out of the counts."""

    space: int
    topic: int


class Start(BaseModel):
    """Everything but content, and of the space that is shown first the newest page: the frame that its stream begins with."""

    me: MeShape
    officer: bool
    groups: list[GroupShape]
    spaces: list[SpaceShape]
    counts: list[Counts]
    muted: list[Muted]
    desks: list[int]  # groups whose moderators' desk one hears
    constituencies: list[ConstituencyShape]
    quick_exit: str
    example: bool
    body_limit: int
    identifying: dict[Trace, str]  # patterns of what may point to one person, for asking before it is sent
    newest: dict[str, Any] | None = None  # a frame `changes`


def start_for(person_id: int, first: int | None = None) -> Start:
    """The answer for one person; its number of queries does not grow with what there is.

    `first`: the space that is shown first.  Of one that the person may not read, as of none, there is no page.
    """
    spaces = spaces_of(person_id)
    counts = unread(person_id, [space.id for space in spaces])
    return Start(
        me=me_shape(person_id),
        officer=is_officer(person_id),
        groups=groups_of(person_id),
        spaces=spaces,
        counts=[Counts(space=space, **each) for space, each in counts.items()],
        muted=[Muted(space=space, topic=topic) for space, topic in muted_topics(person_id)],
        desks=moderated_groups(person_id),
        constituencies=[ConstituencyShape(slug=each.slug, name=each.name, mark=each.mark) for each in Constituency.objects.all()],
        quick_exit=settings.QUICK_EXIT_TO,
        example=settings.EXAMPLE_DATA,
        body_limit=settings.BODY_LIMIT,
        identifying=PATTERNS,
        newest=None if first is None else newest(person_id, first),
    )


def newest(person_id: int, space_id: int) -> dict[str, Any] | None:
    """The newest page of a space, as the socket would send it to who knows nothing yet; None if it may not be read.

    It spares the first screen the wait for the socket.  What comes after it is asked for there, by its number.
    """
    name = f"space:{space_id}"
    while (heard := access(person_id, [name]).get(name)) is not None:
        page = TIMELINE.first_page(heard)
        if page.epoch == heard.epoch:  # else rights have changed between the two, and it may show what is no longer theirs
            frame: dict[str, Any] = json.loads(page.frame(name, heard.floor, heard.sides))
            return frame
    return None
