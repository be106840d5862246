"""Collections of the example alliance: made, filled, and asked for more."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from collab.demo.cast import Bundle, Stage
from collab.demo.content.collections import COLLECTIONS
from collab.demo.past import Event
from discussions.collections.actions import make_collection, submit_item
from discussions.collections.shapes import CollectionDraft, Submission
from discussions.documents.models import Document

MADE = timedelta(hours=20)  # before loading: when all that they hold is there


def bring_together(stage: Stage, bundle: Bundle) -> None:
    """One collection, with what it holds and what waits for its curator."""
    draft = CollectionDraft(
        title=bundle.title, description=bundle.description, curator=stage.seats[bundle.group, bundle.curator], ceiling=bundle.ceiling,
        open=bundle.is_open,
    )  # fmt: skip
    made = make_collection(stage.people[bundle.by], stage.groups[bundle.group], draft).collection.id
    for who, title, why in (*((bundle.curator, title, "") for title in bundle.holds), *bundle.asked):
        paper = Document.objects.select_related("entry").get(title=title, space__group_id=stage.groups[bundle.group])
        submit_item(stage.people[who], made, Submission(space=paper.space_id, place=paper.entry.place, note=why))


def collections(stage: Stage) -> Iterator[Event]:
    """What happens with collections."""
    for bundle in COLLECTIONS:
        yield MADE, partial(bring_together, stage, bundle)
