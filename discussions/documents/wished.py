"""What becomes of a document that somebody wishes to be TLP:RED: it is closed to everybody, and then opens again or leaves."""

from typing import Any

from collab.labels import Label, highest
from collab.realtime.deadlines import ring_clock_after_commit
from collab.search.index import forget, reindex
from discussions.documents.actions import end_life
from discussions.documents.changes import Change
from discussions.documents.publishing import words_for_centre
from discussions.documents.uploads import words_of
from discussions.documents.variants import raise_translations

ASKED, LEFT = "TLP:RED?", Label.RED.label  # what stands for a title
SAID = ("title", "abstract", "attributes", "published_words", "red")


def put_away(change: Change) -> dict[str, Any]:
    """Close a document, raise its label as far as its space goes, and return what was said of it.  The caller keeps that."""
    document = change.document
    said = {"title": document.title, "abstract": document.abstract, "attributes": document.attributes}
    document.title, document.abstract, document.attributes, document.published_words, document.red = ASKED, "", {}, "", "wished"
    document.entry.label = highest(document.entry.label, change.standing.ceiling)
    raise_translations(change.counters[change.standing.space_id], document)
    forget(document.entry)
    change.expel_from_text()
    change.finish(*SAID)
    return said


def bring_back(change: Change, said: dict[str, Any]) -> None:
    """Open a document again, as it was, under the label that it has now."""
    document = change.document
    document.title, document.abstract, document.attributes, document.red = said["title"], said["abstract"], said["attributes"], ""
    if document.published is not None:
        document.published_words = words_for_centre(document)
    reindex(document.entry, document.title, words_of(document, change.newest()))
    change.finish(*SAID)
    ring_clock_after_commit()  # an embargo may have ended meanwhile


def send_off(change: Change) -> None:
    """Let a document leave for good, as one that is withdrawn does; what is left says that it is TLP:RED."""
    change.document.title, change.document.red = LEFT, "red"
    fields = end_life(change, LEFT)
    change.finish(*SAID, *fields)
    ring_clock_after_commit()
