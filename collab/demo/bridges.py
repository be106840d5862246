"""Threads between groups of the example alliance: proposed, accepted, and what passes their gates."""

from collections.abc import Iterator
from functools import partial
from uuid import uuid5

from collab.clock import now
from collab.demo.cast import Crossover, Passing, Stage
from collab.demo.content.bridges import BRIDGES
from collab.demo.past import Event, span
from collab.demo.play import ROOT
from discussions.bridges.actions import accept_bridge, propose_bridge
from discussions.bridges.attachments.shapes import VersionRef
from discussions.bridges.batches import depart_due
from discussions.bridges.gate import release_crossing, return_crossing
from discussions.bridges.shapes import Answer, BridgeDraft, CrossingDraft
from discussions.bridges.submitting import submit_crossing
from discussions.chat.batching import next_batch
from discussions.chat.models import Topic
from discussions.documents.models import Document


class Crossings:
    """Threads and posts, and where each landed."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.bridges: dict[str, int] = {}  # by title
        self.posts: dict[str, tuple[int, str]] = {}  # by body: its number, and the hash of what a moderator reads

    def propose(self, bridge: Crossover) -> None:
        """A thread, proposed by a moderator."""
        groups = [self.stage.groups[name] for name in (*(answer[0] for answer in bridge.answers), *bridge.invited)]
        draft = BridgeDraft(
            group=self.stage.groups[bridge.group], groups=groups, title=bridge.title, purpose=bridge.purpose, label=bridge.label,
            attributions=list(bridge.attributions), history="all", seats=self.seats(bridge.group, bridge.seats),
        )  # fmt: skip
        self.bridges[bridge.title] = propose_bridge(self.stage.people[bridge.by], draft).bridge

    def accept(self, bridge: Crossover, group: str, who: str, seats: tuple[str, ...]) -> None:
        """A group joins."""
        answer = Answer(seats=self.seats(group, seats), group=self.stage.groups[group])
        accept_bridge(self.stage.people[who], self.bridges[bridge.title], answer)

    def submit(self, bridge: Crossover, post: Passing) -> None:
        """A post, before the moderators of its author's group."""
        number = self.bridges[bridge.title]
        draft = CrossingDraft(
            client_id=uuid5(ROOT, f"crossing/{post.body}"), body=post.body, attribution=post.attribution,
            topic=Topic.objects.filter(space_id=number).values_list("entry__place", flat=True).order_by("pk")[0],
            attachments=self.attached(post),
        )  # fmt: skip
        shape = submit_crossing(self.stage.people[post.by], number, draft)
        self.posts[post.body] = (shape.crossing, shape.hash)

    def attached(self, post: Passing) -> list[VersionRef]:
        """The version of its paper that is in force at this moment."""
        here = Document.objects.filter(title=post.attached, space__group=self.stage.groups[post.group], approved__isnull=False)
        rows = here.values_list("space_id", "entry__place", "approved__number")
        return [VersionRef(space=space, place=place, version=number) for space, place, number in rows]

    def decide(self, post: Passing) -> None:
        """Released as it was read, or returned with a reason."""
        number, seen = self.posts[post.body]
        if post.fate == "released":
            release_crossing(self.stage.people[post.decider], number, seen)
            depart_due(next_batch(now()))
        else:
            return_crossing(self.stage.people[post.decider], number, post.reason)

    def seats(self, group: str, keys: tuple[str, ...]) -> list[int]:
        """Their seats in their group."""
        return [self.stage.seats[group, key] for key in keys]


def bridges(stage: Stage) -> Iterator[Event]:
    """What happens between groups."""
    gate = Crossings(stage)
    for bridge in BRIDGES:
        yield span(bridge.ago), partial(gate.propose, bridge)
        for group, who, ago, seats in bridge.answers:
            yield span(ago), partial(gate.accept, bridge, group, who, seats)
        for post in bridge.posts:
            yield span(post.ago), partial(gate.submit, bridge, post)
            if post.decider:
                yield span(post.decided), partial(gate.decide, post)
