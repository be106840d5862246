"""Who has read how far, who is about to say something: what makes a home page look lived in."""

from collab.demo.accounts import FIRST
from collab.demo.cast import Stage
from collab.demo.content.groups import GROUPS
from collab.demo.play import Played
from discussions.personal.actions import keep_draft, mark_read, mute_topic
from discussions.personal.shapes import DraftText

# The last so many messages of a topic wait for the people of the first accounts; by number of the topic, round and round.
WAITING = (0, 2, 0, 1, 3, 0, 4)
DRAFTS = (
    ("ines", "Which regional samples first?", "A amostra lusófona fica pronta na sexta-feira. Falta-me apenas"),
    ("ruth", "Dates of the next meeting", "Summary so far: three dates, of which two suit"),
    ("petra", "Voluntary principles for a studio of forty", "One page, and the first line says what to do on Monday:"),
)
MUTED = (("ines", "Summit: hybrid sessions and time zones"),)


def read(stage: Stage, topics: list[Played]) -> None:
    """Marks: authors have read up to their own last word; the people of the first accounts nearly everything."""
    for number, played in enumerate(topics):
        last: dict[str, int] = {}
        for line, place in zip(played.talk.lines, played.places, strict=True):
            last[line.by] = place
        waiting = WAITING[number % len(WAITING)]
        for key in FIRST:
            if (played.talk.group, key) in stage.seats and reads(played, key, stage):
                upto = played.places[max(len(played.places) - 1 - waiting, 0)]
                last[key] = max(upto, last.get(key, 0))
        for key, upto in last.items():
            mark_read(stage.people[key], played.space, played.topic, upto)


def reads(played: Played, key: str, stage: Stage) -> bool:
    """Whether the person is in the space: everybody of the group, but for closed spaces."""
    room = next(room for house in GROUPS if house.name == played.talk.group for room in house.rooms if room.title == played.talk.space)
    return not room.only or key == room.by or key in room.only


def write(stage: Stage, topics: list[Played]) -> None:
    """Drafts, and what somebody has muted."""
    by_title = {played.talk.title: played for played in topics}
    for key, title, body in DRAFTS:
        played = by_title[title]
        keep_draft(stage.people[key], played.space, played.topic, DraftText(body=body))
    for key, title in MUTED:
        played = by_title[title]
        mute_topic(stage.people[key], played.space, played.topic, True)
