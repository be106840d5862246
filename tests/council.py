"""A task force in which delegations vote, beside the world's own cast.

Mia moderates it for Lantern.  Hugo heads the Reed delegation, Alba is its alternate.  Cleo sits for Sand.
Leo observes.  Olga, of the secretariat, has a seat as well.  So three delegations, or four people, may vote.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from collab.accounts.models import Person
from collab.clock import now
from discussions.chat.shapes import TopicDraft
from discussions.chat.topics import open_topic
from discussions.polls.actions import open_poll
from discussions.polls.casting import cast_ballot
from discussions.polls.shapes import BallotDraft, BallotShape, PollDraft, PollOpened
from discussions.spaces.actions import open_space
from discussions.spaces.models import Space
from discussions.spaces.seating import open_seat
from discussions.spaces.shapes import SpaceDraft
from groups.actions import create_group, create_organisation
from groups.models import Group, Organisation, Seat
from groups.roles import GroupKind, Post, Role
from groups.shapes import GroupDraft, OrganisationDraft
from tests.world import World, build, person

HOUR = timedelta(hours=1)


@dataclass
class Council:
    """The task force, its hall and its people."""

    world: World
    mia: Person
    hugo: Person
    alba: Person
    cleo: Person
    leo: Person
    reed: Organisation
    sand: Organisation
    group: Group
    hall: Space
    agenda: int  # place of a topic in hall
    seats: dict[int, Seat]

    def seat(self, who: Person) -> Seat:
        """The person's seat here."""
        return self.seats[who.pk]

    def draft(self, **more: Any) -> dict[str, Any]:
        """The body of a request that opens a poll among three colours, one vote per delegation, for an hour."""
        fields: dict[str, Any] = {
            "client_id": str(uuid4()),
            "unit": "delegation",
            "question": "Which colour shall the flag have?",
            "options": [{"text": "Red"}, {"text": "Green", "note": "as of old"}, {"text": "Blue"}],
            "closes_at": (now() + HOUR).isoformat(),
        }
        return fields | more

    def ask(self, **more: Any) -> PollOpened:
        """Mia opens a poll."""
        return open_poll(self.mia.pk, self.hall.pk, PollDraft.model_validate(self.draft(**more)))

    def vote(self, who: Person, poll: int, *choices: str, abstained: bool = False) -> BallotShape:
        """Somebody votes."""
        ballot = cast_ballot(who.pk, self.hall.pk, poll, BallotDraft(client_id=uuid4(), choices=list(choices), abstained=abstained))
        assert isinstance(ballot, BallotShape), "the poll is not secret"
        return ballot

    def path(self, poll: int, verb: str = "") -> str:
        """The address of a poll at the API."""
        return f"/api/spaces/{self.hall.pk}/polls/{poll}" + (f"/{verb}" if verb else "")


def convene() -> Council:
    """The council, fresh."""
    world = build()
    mia, hugo, alba, cleo, leo = (person(name) for name in ("Mia", "Hugo", "Alba", "Cleo", "Leo"))
    olga = world.olga.pk
    reed, sand, gull = (
        create_organisation(olga, OrganisationDraft(name=f"{name} (example)", constituency="civil_society"))
        for name in ("Reed", "Sand", "Gull")
    )
    group = create_group(olga, GroupDraft(name="Council", kind=GroupKind.TASK_FORCE))
    house = Organisation.objects.get(name="Secretariat (example)")
    rows = [
        (mia, world.lantern, Role.MODERATOR, Post.NONE),
        (hugo, reed, Role.MEMBER, Post.HEAD),
        (alba, reed, Role.MEMBER, Post.ALTERNATE),
        (cleo, sand, Role.MEMBER, Post.NONE),
        (leo, gull, Role.OBSERVER, Post.NONE),
        (world.olga, house, Role.MEMBER, Post.NONE),
    ]
    seats = {
        who.pk: open_seat(by=olga, group_id=group.pk, person_id=who.pk, organisation_id=organisation.pk, role=role, post=post)
        for who, organisation, role, post in rows
    }
    hall = open_space(mia.pk, SpaceDraft(group=group.pk, title="Hall"))
    agenda, _ = open_topic(mia.pk, hall.pk, TopicDraft(client_id=uuid4(), title="Agenda", body="Colours first."))
    return Council(world, mia, hugo, alba, cleo, leo, reed, sand, group, hall, agenda.place, seats)
