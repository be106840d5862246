"""Documents of the example alliance: shared, reviewed, returned, approved, made anew."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import uuid5

from collab.clock import now
from collab.demo.cast import Paper, Stage, Step
from collab.demo.content.papers import PAPERS
from collab.demo.files import made
from collab.demo.past import Event, span
from collab.demo.play import ROOT, Play
from discussions.chat.shapes import CardRef
from discussions.documents.actions import approve_document, return_document, submit_document
from discussions.documents.publishing import publish_document
from discussions.documents.shapes import DocumentDraft, Publishing, VersionDraft
from discussions.documents.uploads import add_version, share_document

TEXTS = Path(__file__).parent / "content" / "papers"


class Shelf:
    """Where each document landed, and which version is its newest."""

    def __init__(self, stage: Stage, play: Play) -> None:
        self.stage, self.play = stage, play
        self.places: dict[str, int] = {}  # by title
        self.newest: dict[str, int] = {}

    def share(self, paper: Paper) -> None:
        """The first version, and the message that carries it."""
        draft = DocumentDraft(
            client_id=uuid5(ROOT, f"paper/{paper.title}"), title=paper.title, abstract=paper.abstract, type=paper.type,
            language=paper.language, capabilities=list(paper.tags), attributes=paper.attributes,
            label=paper.label,
        )  # fmt: skip
        space = self.stage.spaces[paper.group, paper.space]
        name, content = file_of(paper, paper.file)
        shape = share_document(self.stage.people[paper.by], space, draft, name=name, pieces=[content])
        self.places[paper.title], self.newest[paper.title] = shape.place, 1
        if paper.topic:
            self.play.carry(paper.by, paper.topic, paper.says, CardRef(space=space, place=shape.place))

    def take(self, paper: Paper, step: Step) -> None:
        """One step."""
        who, space, place = self.stage.people[step.who], self.stage.spaces[paper.group, paper.space], self.places[paper.title]
        match step.what:
            case "submit":
                submit_document(who, space, place)
            case "approve":
                approve_document(who, space, place, self.newest[paper.title])
            case "publish" | "embargo" | "expiring":
                later = {"embargo": {"embargo_until": now() + timedelta(days=4)}, "expiring": {"expires_at": now() + timedelta(days=3)}}
                plan = Publishing(version=self.newest[paper.title], **later.get(step.what, {}))
                publish_document(who, space, place, plan)
            case "return":
                return_document(who, space, place, self.newest[paper.title], step.words)
            case "version":
                draft = VersionDraft(client_id=uuid5(ROOT, f"paper/{paper.title}/{step.file}"), note=step.words)
                name, content = file_of(paper, step.file)
                self.newest[paper.title] = add_version(who, space, place, draft, name=name, pieces=[content]).versions[-1].n
            case _:
                raise ValueError(f"not a step: {step.what!r}")


def file_of(paper: Paper, text: str) -> tuple[str, bytes]:
    """A file's name and its bytes."""
    return f"{text.rsplit('.', 1)[0]}.{paper.extension}", made((TEXTS / text).read_text(encoding="utf-8"), paper.extension)


def papers(stage: Stage, play: Play) -> Iterator[Event]:
    """What happens with documents."""
    shelf = Shelf(stage, play)
    for paper in PAPERS:
        yield span(paper.ago), partial(shelf.share, paper)
        for step in paper.steps:
            yield span(step.ago), partial(shelf.take, paper, step)
