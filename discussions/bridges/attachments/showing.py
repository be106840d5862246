"""Messages as their readers get them: the title of an attached document goes where its document's title goes."""

from collections.abc import Iterable

from collab.labels import Label
from discussions.bridges.attachments.reads import full_attachments
from discussions.chat.reads import messages_of
from discussions.chat.shapes import KEPT_TITLE, MessageShape
from discussions.documents.models import Document


def shown_messages(entry_ids: Iterable[int]) -> dict[int, MessageShape]:
    """Shapes of messages by the id of their entry: as `messages_of`, and one query more where documents go with them.

    What is wished to be TLP:RED, is so, or was disposed of, is not named: its title was the document's, and is gone there.
    """
    found = messages_of(entry_ids)
    attached = {one.number: one for shape in found.values() for one in shape.attachments}
    if attached:
        for row in full_attachments().filter(number__in=attached):
            if is_unnamed(row.version.document):
                attached[row.number].title = KEPT_TITLE
    return found


def is_unnamed(document: Document) -> bool:
    """Whether not even the title of a document is read any more."""
    return bool(document.red) or document.disposed_at is not None or document.entry.label == Label.RED
