"""From a text that is written here to a version, whose life is that of any version: its bytes have a hash, and approval binds to it."""

from uuid import uuid4

from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Conflict, Invalid
from discussions.documents.actions import submit_document
from discussions.documents.coedit import blocks_of, words_of
from discussions.documents.commenting import carry_comments
from discussions.documents.living_reads import content_of
from discussions.documents.manuscript import as_markdown, is_empty
from discussions.documents.models import Document
from discussions.documents.policies import check_freeze
from discussions.documents.reads import seen_document, standing_at
from discussions.documents.roles import DocumentState
from discussions.documents.shapes import DocumentShape, Freezing, VersionDraft
from discussions.documents.uploads import add_taken, taken_in

BEING_WORKED_ON = {DocumentState.WORKING, DocumentState.CHANGES_REQUESTED}


def submit(person_id: int, space_id: int, place: int, how: Freezing) -> DocumentShape:
    """Submit a document.  Of a text that is written here, what it says now is first made a version, unless the newest one says the same.

    Raises what `submit_document` and `add_taken` raise, and Conflict (wrong_state: nothing new), Invalid (empty).
    """
    standing = standing_at(person_id, space_id, place)
    document, facts = seen_document(standing, place)
    if facts.living:
        check_freeze(standing, facts)
        freeze(person_id, document, how)
    return submit_document(person_id, space_id, place)


def freeze(person_id: int, document: Document, how: Freezing) -> None:
    """Make what the text says now a version, as Markdown.  Two transactions follow one another: a crash between leaves it in work."""
    blocks = blocks_of(*content_of(document))
    if is_empty(blocks):
        raise Invalid(Code.EMPTY, _("There is nothing in this text yet."))
    newest = list(document.versions.all())[-1]
    content = as_markdown(document.title, blocks).encode()
    with taken_in(person_id, "text.md", [content], names_stay=True) as upload:
        if upload.arrival.sha256 != newest.sha256:
            draft = VersionDraft(client_id=uuid4(), note=how.note, minor=how.minor)
            add_taken(person_id, document.space_id, document.entry.place, draft, upload)
        elif document.state not in BEING_WORKED_ON:
            raise Conflict(
                Code.WRONG_STATE, _("Nothing has changed in this text since version %(n)d.") % {"n": newest.number}, version=newest.number
            )
    carry_comments(document.versions.latest("number"), words_of(blocks))
