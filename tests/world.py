"""The cast: Ada moderates, Ben belongs, Eve is outside.

Everything here is made through the same actions that people use.
"""

from dataclasses import dataclass
from uuid import uuid4

from collab.accounts.models import Person
from collab.labels import Label
from discussions.chat.posting import post_message
from discussions.chat.shapes import MessageDraft, MessageShape, TopicDraft
from discussions.chat.topics import open_topic
from discussions.spaces.actions import open_space
from discussions.spaces.models import Space
from discussions.spaces.seating import open_seat
from discussions.spaces.shapes import SpaceDraft
from groups.actions import create_group, create_organisation, found
from groups.models import Group, Organisation, Seat
from groups.roles import GroupKind, Role
from groups.shapes import GroupDraft, OrganisationDraft


@dataclass
class World:
    """One small alliance."""

    olga: Person  # secretariat
    ada: Person  # leads Weavers
    ben: Person  # member of Weavers
    eve: Person  # member of Potters: outside
    lantern: Organisation
    kiln: Organisation
    weavers: Group
    potters: Group
    loom: Space  # a space of Weavers
    oven: Space  # a space of Potters
    yarn: int  # place of a topic in loom
    clay: int  # place of a topic in oven
    seats: dict[int, Seat]  # by person id: the seat in their own group

    def seat(self, person: Person) -> Seat:
        """The person's seat."""
        return self.seats[person.pk]

    def say(self, person: Person, body: str, **more: object) -> MessageShape:
        """Post in the yarn topic of loom."""
        fields = {"client_id": uuid4(), "topic": self.yarn, "body": body, **more}
        return post_message(person.pk, self.loom.pk, MessageDraft.model_validate(fields))


def person(name: str) -> Person:
    """An account, `name@example.org`."""
    return Person.objects.create_user(f"{name.lower()}@example.org", name=f"{name} (example)")  # no password: hashing one is slow


def build() -> World:
    """The world, fresh."""
    olga, ada, ben, eve = (person(name) for name in ("Olga", "Ada", "Ben", "Eve"))
    found(olga.pk, "Secretariat (example)")
    lantern = create_organisation(olga.pk, OrganisationDraft(name="Lantern (example)", constituency="civil_society"))
    kiln = create_organisation(olga.pk, OrganisationDraft(name="Kiln (example)", constituency="private_sector"))
    weavers = create_group(olga.pk, GroupDraft(name="Weavers", kind=GroupKind.REFERENCE_GROUP, constituency="civil_society"))
    potters = create_group(olga.pk, GroupDraft(name="Potters", kind=GroupKind.REFERENCE_GROUP, constituency="private_sector"))
    seats = {
        ada.pk: open_seat(by=olga.pk, group_id=weavers.pk, person_id=ada.pk, organisation_id=lantern.pk, role=Role.LEAD),
        ben.pk: open_seat(by=olga.pk, group_id=weavers.pk, person_id=ben.pk, organisation_id=lantern.pk, role=Role.MEMBER),
        eve.pk: open_seat(by=olga.pk, group_id=potters.pk, person_id=eve.pk, organisation_id=kiln.pk, role=Role.LEAD),
    }
    loom = open_space(ada.pk, SpaceDraft(group=weavers.pk, title="Loom", ceiling=Label.AMBER_STRICT))
    oven = open_space(eve.pk, SpaceDraft(group=potters.pk, title="Oven"))
    yarn, _ = open_topic(ada.pk, loom.pk, TopicDraft(client_id=uuid4(), title="Yarn", body="Which yarn first?"))
    clay, _ = open_topic(eve.pk, oven.pk, TopicDraft(client_id=uuid4(), title="Clay", body="Which clay first?"))
    return World(olga, ada, ben, eve, lantern, kiln, weavers, potters, loom, oven, yarn.place, clay.place, seats)
