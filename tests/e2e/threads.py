"""A thread between civil society and the private sector, made by the API: what tests of what follows start with."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from tests.e2e.person import Cast, Person

OURS, THEIRS, ASKED = "Civil Society Reference Group", "Private Sector Reference Group", "Global Task Force"


@dataclass
class Thread:
    """Who takes part, each with a browser in English."""

    number: int
    topic: int
    moderator: Person  # of the group whose people write
    author: Person
    host: Person  # moderates the other group
    reader: Person  # of the other group
    outsider: Person  # of neither

    @property
    def people(self) -> list[Person]:
        """All five."""
        return [self.moderator, self.author, self.host, self.reader, self.outsider]

    async def released(self, words: str) -> int:
        """A post of the author's under their name, released by the moderator: its place."""
        draft = {"client_id": str(uuid4()), "topic": self.topic, "body": words, "attribution": "name"}
        held = await self.author.ask("POST", f"/api/bridges/{self.number}/crossings", draft)
        done = await self.moderator.ask("POST", f"/api/crossings/{held['crossing']}/release", {"hash": held["hash"]})
        place: int = done["message"]
        return place


async def thread_of(cast: Cast, title: str, **charter_more: object) -> Thread:
    """An open thread; a third group was asked and has not answered.  `charter_more`: what else its charter says."""
    mails = ("sunita.hillrose", "ines.vale", "jun.ellery", "petra.nyholm", "nuru.abasi")
    people = [await cast.enter(cast.account(mail=each)) for each in mails]
    for each in people:
        await each.ask("PATCH", "/api/me", {"language": "en"})
    moderator, author, host, *_ = people
    charter = {
        "group": await group_of(moderator, OURS), "groups": [await group_of(moderator, THEIRS), await group_of(moderator, ASKED)],
        "title": title, "seats": await seats_of(moderator, OURS, "Sunita", "Inês"), "attributions": ["name", "organisation"],
        **charter_more,
    }  # fmt: skip
    number: int = (await moderator.ask("POST", "/api/bridges", charter))["bridge"]
    await host.ask("POST", f"/api/bridges/{number}/accept", {"seats": await seats_of(host, THEIRS, "Jun", "Petra")})
    newest = (await author.ask("GET", f"/api/start?space={number}"))["newest"]
    topic: int = next(each["place"] for each in newest["items"] if each["kind"] == "topic")
    return Thread(number, topic, *people)


async def group_of(person: Person, name: str) -> int:
    """The id of a group that the person knows."""
    found: int = next(each["id"] for each in await person.ask("GET", "/api/groups") if each["name"] == name)
    return found


async def seats_of(person: Person, name: str, *wanted: str) -> list[int]:
    """Seats of a group: of those called so, or all."""
    page = await person.ask("GET", f"/api/groups/{await group_of(person, name)}")
    rows: list[dict[str, Any]] = [each["by"] for each in page["seats"]]
    return [row["seat"] for row in rows if not wanted or any(each in row["name"] for each in wanted)]
