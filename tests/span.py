"""A bridge between Weavers and Potters, with Dyers invited: the cast of tests/world.py and a few more.

Weavers (civil society): Ada leads, Mia moderates, Ben, Cleo, Dora and Fay belong.  Potters (private sector): Eve leads, Pam
belongs.  Dyers: Gus leads.  Ben, Cleo, Dora, Mia and Ada sit for Weavers, Eve and Pam for Potters; Fay does not sit.
Ada, Ben, Cleo and Mia are of Lantern, Dora and Fay of Harbour.
"""

from dataclasses import dataclass
from uuid import uuid4

from collab.accounts.models import Person
from discussions.bridges.actions import accept_bridge, propose_bridge
from discussions.bridges.gate import release_crossing
from discussions.bridges.models import Crossing
from discussions.bridges.reads import crossings_of
from discussions.bridges.shapes import Answer, BridgeDraft, CrossingDraft, CrossingShape
from discussions.bridges.submitting import submit_crossing
from discussions.carrying.models import Consent
from discussions.chat.models import Topic
from discussions.spaces.models import Space
from discussions.spaces.seating import open_seat
from groups.actions import create_group, create_organisation
from groups.models import Group, Organisation, Seat
from groups.roles import GroupKind, Role
from groups.shapes import GroupDraft, OrganisationDraft
from tests.world import World, build, person


@dataclass
class Span:
    """Three groups, and a bridge once `proposed` and `opened`."""

    world: World
    mia: Person
    cleo: Person
    dora: Person
    fay: Person
    pam: Person
    gus: Person
    harbour: Organisation
    dyers: Group
    seats: dict[int, Seat]  # by person id
    bridge: int = 0
    topic: int = 0  # place of the first topic

    def seat(self, who: Person) -> int:
        """The id of the person's seat."""
        return self.seats[who.pk].pk

    @property
    def weaving(self) -> list[int]:
        """The seats that speak for Weavers."""
        return [self.seat(who) for who in (self.world.ada, self.mia, self.world.ben, self.cleo, self.dora)]

    def charter(self, **more: object) -> dict[str, object]:
        """A proposal of Weavers to Potters and Dyers, as it is sent."""
        groups = [self.world.potters.pk, self.dyers.pk]
        fields = {"group": self.world.weavers.pk, "groups": groups, "title": "Glazes and threads", "seats": self.weaving,
                  "ceiling": "amber_strict", "attributions": ["name", "organisation", "constituency"], "response_hours": 5}  # fmt: skip
        return {**fields, **more}

    def proposed(self, **more: object) -> "Span":
        """With the proposal on three desks."""
        self.bridge = propose_bridge(self.world.ada.pk, BridgeDraft.model_validate(self.charter(**more))).bridge
        return self

    def opened(self, **more: object) -> "Span":
        """With Potters inside; Dyers have not answered."""
        self.proposed(**more)
        accept_bridge(self.world.eve.pk, self.bridge, Answer(seats=[self.seat(self.world.eve), self.seat(self.pam)]))
        self.topic = Topic.objects.get(space_id=self.bridge).entry.place
        return self

    def draft(self, **more: object) -> dict[str, object]:
        """A post as it is sent."""
        return {"client_id": str(uuid4()), "topic": self.topic, "body": "One **glaze** for all.", "attribution": "constituency", **more}

    def submit(self, who: Person, **more: object) -> CrossingShape:
        """A post that is held, as its author sees it."""
        return submit_crossing(who.pk, self.bridge, CrossingDraft.model_validate(self.draft(**more)))

    def release(self, number: int, by: Person | None = None) -> CrossingShape:
        """Release a post as it stands now."""
        row = Crossing.objects.get(number=number)
        shape = crossings_of([row.entry_id])[row.entry_id]
        return release_crossing((by or self.mia).pk, number, shape.hash)

    def questions(self) -> list[int]:
        """The numbers of requests to carry a post on, and of what they ask."""
        return [number for row in Consent.objects.order_by("pk") for number in (row.number, row.carry.number)]

    @property
    def room(self) -> Space:
        """The room of the bridge."""
        return Space.objects.get(pk=self.bridge)


def build_span() -> Span:
    """Fresh, without a bridge."""
    world = build()
    olga = world.olga.pk
    mia, cleo, dora, fay, pam, gus = (person(name) for name in ("Mia", "Cleo", "Dora", "Fay", "Pam", "Gus"))
    harbour = create_organisation(olga, OrganisationDraft(name="Harbour (example)", constituency="civil_society"))
    dyers = create_group(olga, GroupDraft(name="Dyers", kind=GroupKind.WORKING_GROUP))
    seats = dict(world.seats)
    for who, group, organisation, role in (
        (mia, world.weavers, world.lantern, Role.MODERATOR), (cleo, world.weavers, world.lantern, Role.MEMBER),
        (dora, world.weavers, harbour, Role.MEMBER), (fay, world.weavers, harbour, Role.MEMBER),
        (pam, world.potters, world.kiln, Role.MEMBER), (gus, dyers, world.kiln, Role.LEAD),
    ):  # fmt: skip
        seats[who.pk] = open_seat(by=olga, group_id=group.pk, person_id=who.pk, organisation_id=organisation.pk, role=role)
    return Span(world, mia, cleo, dora, fay, pam, gus, harbour, dyers, seats)
