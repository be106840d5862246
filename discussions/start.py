"""What a tab needs before it can show anything: one answer."""

from django.conf import settings
from pydantic import BaseModel

from collab.accounts.reads import MeShape, me_shape
from collab.text.identifying import PATTERNS, Trace
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
    """Everything but content."""

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


def start_for(person_id: int) -> Start:
    """The answer for one person; its number of queries does not grow with what there is."""
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
    )
