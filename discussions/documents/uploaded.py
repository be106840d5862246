"""Sharing what was uploaded part by part: the same acts as with a file in the request (uploads.py)."""

from collections.abc import Iterator
from contextlib import contextmanager

from collab.errors import NotFound
from discussions.documents.policies import check_add, check_share
from discussions.documents.reads import seen_document
from discussions.documents.shapes import DocumentDraft, DocumentShape, VersionDraft
from discussions.documents.uploads import Upload as Taken
from discussions.documents.uploads import add_taken, digest_of, repeated, share_taken, taken_in
from discussions.spaces.reads import standing_in
from discussions.uploads.actions import hold_sealed, use_up
from discussions.uploads.models import Upload
from discussions.uploads.policies import BeingChecked
from discussions.uploads.reads import own_upload, pieces_of_upload


def share_upload(person_id: int, upload_id: int, draft: DocumentDraft) -> DocumentShape:
    """Share an upload that has come whole as a document in WORKING; then it is used up.

    Safe to repeat by `client_id`.  Of a refused file nothing is kept but its parts, until it expires or is discarded.
    Raises what `share_document` raises, and Conflict (wrong_state: parts are missing).
    """
    upload = own_upload(person_id, upload_id)
    standing = standing_in(person_id, upload.space_id)
    check_share(standing)
    if upload.held_at:
        raise BeingChecked
    if upload.sha256:
        return again(person_id, upload, f"{upload.space_id}", draft)
    with handed_over(upload, draft) as taken:
        shape = share_taken(person_id, upload.space_id, draft, taken)
        use_up(upload, taken.sent_sha256)
    return shape


def add_upload(person_id: int, upload_id: int, place: int, draft: VersionDraft) -> DocumentShape:
    """Add an upload that has come whole as a version of a document of its space; then it is used up.

    Safe to repeat by `client_id`.  Raises what `add_version` raises, and Conflict (wrong_state: parts are missing).
    """
    upload = own_upload(person_id, upload_id)
    standing = standing_in(person_id, upload.space_id)
    facts = seen_document(standing, place)[1]
    if upload.held_at:
        raise BeingChecked
    if upload.sha256:
        return again(person_id, upload, f"{upload.space_id}/{place}", draft)
    check_add(standing, facts)
    with handed_over(upload, draft) as taken:
        shape = add_taken(person_id, upload.space_id, place, draft, taken)
        use_up(upload, taken.sent_sha256)
    return shape


@contextmanager
def handed_over(upload: Upload, draft: DocumentDraft | VersionDraft) -> Iterator[Taken]:
    """The file of an upload, taken in.  One that was sealed is being checked from now on, to its sender.  Raises what `taken_in` raises."""
    try:
        with taken_in(upload.person_id, upload.name, pieces_of_upload(upload), names_stay=draft.names_stay) as taken:
            yield taken
    except BeingChecked:
        hold_sealed(upload)
        raise


def again(person_id: int, upload: Upload, where: str, draft: DocumentDraft | VersionDraft) -> DocumentShape:
    """The answer to a request that came before.  Raises NotFound for another one: what was used up is gone."""
    digest = digest_of(where, draft.model_dump_json(exclude={"client_id"}), upload.sha256)
    earlier = repeated(standing_in(person_id, upload.space_id), draft.client_id, digest)
    if earlier is None:
        raise NotFound
    return earlier
