"""What a digest tells: numbers, never words of the alliance, since letters lie in other people's houses."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from collab.accounts.models import Person
from collab.clock import now
from collab.labels import Label
from discussions.digest.models import MONDAY, MORNING, Digest
from discussions.digest.policies import next_after
from discussions.digest.shapes import DigestShape
from discussions.personal.reads import unread
from discussions.polls.agenda import asking_polls
from discussions.polls.reads import readable_polls
from discussions.polls.roles import UNLINKED, PollState
from discussions.spaces.reads import readable_spaces
from discussions.waiting import waiting_for

# The verbs of what waits, by the line of the letter that counts them.
LINES = {
    "review": "documents", "confirm": "documents", "collection": "documents", "returned": "returned",
    "crossing": "between", "proposal": "between", "consent": "between", "summary": "between", "report": "reports", "mention": "mentions",
}  # fmt: skip


@dataclass(slots=True)
class News:
    """How many of each; `due` is when the nearest of the polls that ask closes."""

    waits: Counter[str] = field(default_factory=Counter)
    due: datetime | None = None
    messages: int = 0
    results: int = 0

    def __bool__(self) -> bool:
        return bool(self.waits.total() or self.messages or self.results)


def news_for(person_id: int, since: datetime) -> News:
    """What waits for the person, what they have not read, and which polls closed after `since`.

    A poll whose votes are secret asks until it closes, whether or not one has voted: a letter must not show who has.
    Of TLP:RED exchanges nothing is told, and nothing counted.
    """
    rooms = dict(readable_spaces(person_id).values_list("pk", "ceiling"))
    silent = {space for space, ceiling in rooms.items() if ceiling == Label.RED}
    asking = [
        each.poll
        for each in asking_polls(person_id)
        if each.poll.space_id not in silent and (not each.voted or each.poll.secrecy in UNLINKED)
    ]
    news = News(due=asking[0].closes_at if asking else None)
    news.waits["polls"] = len(asking)
    for each in waiting_for(person_id):
        if each.verb in LINES and each.space not in silent:
            news.waits[LINES[each.verb]] += each.count
    news.messages = sum(counts["unread"] for counts in unread(person_id, rooms.keys() - silent).values())
    closed = readable_polls(person_id).filter(state=PollState.CLOSED, closed_at__gt=since)
    news.results = closed.exclude(space__in=silent).count()
    return news


def digest_shape(person_id: int) -> DigestShape:
    """The person's choice; who never chose has a digest on Mondays."""
    zone = Person.objects.values_list("time_zone", flat=True).get(pk=person_id)
    chosen = Digest.objects.filter(pk=person_id).values_list("days", "hour").first()
    letters, hour = chosen or (MONDAY, MORNING)
    days = weekdays(letters)
    return DigestShape(days=days, hour=hour, next_at=next_after(now(), days, hour, zone))


def weekdays(letters: str) -> list[int]:
    """The numbers of stored days."""
    return [int(each) for each in letters]
