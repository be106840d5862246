"""Writers of a text without a browser."""

from base64 import b64decode, b64encode
from typing import Any
from uuid import uuid4

from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from collab.accounts.models import Person
from discussions.documents.coedit import blocks_of, words_of
from discussions.documents.living import start_text
from discussions.documents.living_shapes import TextDraft
from discussions.documents.shapes import DocumentShape
from tests.world import World


class Desk:
    """One writer's copy of a text, and the edits made in it."""

    def __init__(self, *edits: bytes) -> None:
        self.doc: Doc[Any] = Doc()
        self.made: list[bytes] = []
        self.root = self.doc.get("default", type=XmlFragment)
        self.hear(*edits)
        self.watching = self.doc.observe(lambda event: self.made.append(event.update))

    def hear(self, *edits: bytes) -> None:
        """Take in what others wrote."""
        for each in edits:
            self.doc.apply_update(each)

    def sent(self) -> str:
        """The newest edit as it is posted."""
        return b64encode(self.made[-1]).decode()

    def write(self, words: str, tag: str = "paragraph", **attributes: Any) -> XmlText:
        """A block at the end."""
        block = self.root.children.append(XmlElement(tag, attributes))
        text: XmlText = block.children.append(XmlText(words))
        return text


def said(*edits: bytes) -> str:
    """What edits say together."""
    return words_of(blocks_of(b"", *edits))


def line(words: str) -> str:
    """An edit of somebody who never saw the text, as it is posted: a line more."""
    desk = Desk()
    desk.write(words)
    return b64encode(b"".join(desk.made[-1:]) if len(desk.made) == 1 else bytes(desk.doc.get_update())).decode()


def words_in(items: list[dict[str, Any]]) -> list[str]:
    """What the items of a frame say together, line by line, in no order."""
    return sorted(said(*(b64decode(item["data"]) for item in items)).split("\n"))


def start(world: World, who: Person, *, title: str = "Yarn charter", everyone: bool = True, label: str | None = None) -> DocumentShape:
    """A text that is written in loom."""
    draft = {"client_id": uuid4(), "title": title, "everyone": everyone, "label": label}
    return start_text(who.pk, world.loom.pk, TextDraft.model_validate(draft))
