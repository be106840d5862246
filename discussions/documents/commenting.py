"""Comments on passages of a document: said, answered, settled, taken back; carried to the next version while the passage stands.

A text that is written here has them while it is written; a version that is made of it takes over those whose passage stands in it.

Whoever reads the document in its space reads them; the resource centre shows none.  Each change touches the document's entry,
so that open pages fetch them anew.
"""

from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Conflict, Invalid, NotFound
from collab.files.kinds import MARKDOWN
from collab.text.plain import tidy
from collab.text.render import render, words_shown
from discussions.documents.changes import Change, told
from discussions.documents.coedit import all_words_of
from discussions.documents.comment_shapes import CommentDraft, CommentShape, CommentsPage
from discussions.documents.living_reads import content_of
from discussions.documents.models import Comment, Document, Version
from discussions.documents.passages import Text
from discussions.documents.policies import DocumentFacts, check_comment, check_hear, check_hear_text, check_settle, check_unsay
from discussions.documents.reads import seen_document, standing_at
from discussions.documents.uploads import digest_of
from discussions.spaces.policies import Standing
from groups.badges import Badge

MOST = 500  # on one document


def comments(person_id: int, space_id: int, place: int, number: int) -> CommentsPage:
    """The comments on a document as they concern one of its versions: those made on it or before it, oldest first.

    A comment whose passage does not stand in this version any more is there with `stands` false.  Raises NotFound, Conflict (already_gone).
    """
    standing, document = _heard(person_id, space_id, place, check_hear)
    version = document.versions.filter(number=number).first()
    if version is None:
        raise NotFound
    return page_of(standing, document, version)


def text_comments(person_id: int, space_id: int, place: int) -> CommentsPage:
    """All comments on a document, beside its text that is written here, oldest first.  Raises NotFound, Conflict (already_gone)."""
    return page_of(*_heard(person_id, space_id, place, check_hear_text), None)


def _heard(person_id: int, space_id: int, place: int, check: Callable[[Standing, DocumentFacts], None]) -> tuple[Standing, Document]:
    standing = standing_at(person_id, space_id, place)
    document, facts = seen_document(standing, place)
    check(standing, facts)
    return standing, document


def page_of(standing: Standing, document: Document, version: Version | None) -> CommentsPage:
    """The comments as they concern a version, or the text that is written here: three queries, whatever their number."""
    rows = Comment.objects.filter(document=document).order_by("pk").select_related(
        "version", "by__person", "by__organisation", "settled_by__person", "settled_by__organisation"
    )  # fmt: skip
    if version is None:
        return CommentsPage(version=0, items=[comment_shape(row, True, standing, document) for row in rows])
    text = text_of(version)
    return CommentsPage(
        version=version.number,
        items=[
            comment_shape(row, stands_in(version, text, row), standing, document)
            for row in rows.filter(version__number__lte=version.number)
        ],
    )


def text_of(version: Version) -> Text:
    """What readers of a version select from: of Markdown the words as they are shown, and as they were written."""
    return Text(f"{version.text}\n\n{words_shown(version.text)}" if version.mime == MARKDOWN.mime else version.text)


def stands_in(version: Version, text: Text, row: Comment) -> bool:
    """Whether the passage of a comment stands in a version, whose text was taken apart."""
    return row.version_id == version.pk or not row.passage or version.text_cut or text.holds(row.passage)


def comment_shape(row: Comment, stands: bool, standing: Standing, document: Document) -> CommentShape:
    """One comment as the person sees it.  Of one that was taken back only its place is left."""
    gone = row.unsaid_at is not None
    mine, moderates = row.by.person_id == standing.person_id, standing.moderates
    shared = document.author.person_id == standing.person_id
    return CommentShape(
        id=row.pk, on=row.version.number if row.version else 0, answers=row.answers_id, passage="" if gone else row.passage,
        anchor="" if gone else row.anchor, html="" if gone else row.html,
        by=Badge.of(row.by), at=row.at, stands=stands, settled_by=Badge.of(row.settled_by) if row.settled_by else None,
        settled_at=row.settled_at, unsaid_at=row.unsaid_at, may_unsay=not gone and (mine or moderates), mine=mine,
        may_settle=not gone and row.answers_id is None and (mine or moderates or shared),
    )  # fmt: skip


@transaction.atomic
def comment(person_id: int, space_id: int, place: int, draft: CommentDraft) -> CommentsPage:
    """Say something about a passage of a version or of the text, or answer a comment; the document's source is told.

    Whoever may write.  Safe to repeat by `client_id`.  Raises NotFound, Refused (reads_only, muted …), Conflict (already_gone,
    wrong_state, replay_differs), Invalid (empty; passage: these words do not stand in the version; too_many).
    """
    change = Change(person_id, space_id, place)
    standing = change.standing
    check_comment(standing, change.facts)
    if not draft.version:
        check_hear_text(standing, change.facts)
    version = change.version(draft.version) if draft.version else None
    body, passage = tidy(draft.body), tidy(draft.passage)
    digest = digest_of(f"{space_id}/{place}", draft.model_dump_json(exclude={"client_id"}))
    earlier = Comment.objects.filter(by_id=standing.seat, client_id=draft.client_id).first()
    if earlier is not None:
        if earlier.request_hash != digest:
            raise Conflict(Code.REPLAY_DIFFERS, _("This was sent before with another content. Send it anew."))
        return page_of(standing, change.document, version)
    if not body:
        raise Invalid(Code.EMPTY, _("Write something first."), fields=["body"])
    first = one(change, draft.answers) if draft.answers else None
    if first is not None and first.answers_id is not None:
        raise NotFound
    if passage and not first and not _holds(change.document, version, passage):
        raise Invalid(Code.INVALID, _("These words do not stand in this version. Copy the passage from it."), fields=["passage"])
    if Comment.objects.filter(document=change.document).count() >= MOST:
        raise Invalid(Code.TOO_MANY, _("This document has as many comments as one can hold. Write in the space."))
    Comment.objects.create(
        document=change.document, version=first.version if first and not version else version, answers=first,
        passage="" if first else passage, anchor="" if first or version else draft.anchor, body=body, html=render(body),
        by_id=standing.seat, at=standing.now, client_id=draft.client_id, request_hash=digest,
    )  # fmt: skip
    change.tell("document_commented", change.authors() - {person_id}, version=draft.version)
    change.ring()
    return page_of(standing, change.document, version)


def _holds(document: Document, version: Version | None, passage: str) -> bool:
    if version is None:
        return Text(all_words_of(*content_of(document))).holds(passage)
    return version.text_cut or text_of(version).holds(passage)


def carry_comments(version: Version, words: str) -> None:
    """Comments made in the text, whose passage stands in the version made of it, are comments on that version too, with their answers."""
    rows = list(Comment.objects.filter(document_id=version.document_id, version__isnull=True))
    text = Text(words)
    firsts = {row.pk for row in rows if row.answers_id is None and (not row.passage or text.holds(row.passage))}
    Comment.objects.filter(pk__in=[row.pk for row in rows if (row.answers_id or row.pk) in firsts]).update(version=version)


@transaction.atomic
def settle(person_id: int, space_id: int, place: int, comment_id: int, *, settled: bool) -> None:
    """Mark a comment as settled, or open it again: who wrote it, who shared the document, a moderator.  Repeating changes nothing.

    Raises NotFound, Refused (not_allowed), Conflict (already_gone, wrong_state).
    """
    change = Change(person_id, space_id, place)
    row = one(change, comment_id)
    check_settle(change.standing, change.facts, mine=row.by.person_id == person_id, shared=change.document.author.person_id == person_id)
    if row.unsaid_at is None and row.answers_id is None and (row.settled_at is not None) != settled:
        row.settled_by_id, row.settled_at = (change.standing.seat, change.standing.now) if settled else (None, None)
        row.save(update_fields=["settled_by", "settled_at"])
        change.ring()


@transaction.atomic
def unsay(person_id: int, space_id: int, place: int, comment_id: int, reason: str) -> None:
    """Take a comment back: its words are erased, its place and its answers stay.  Its author; a moderator with a reason, which is audited.

    Repeating changes nothing.  Raises NotFound, Refused (not_allowed), Invalid (empty).
    """
    change = Change(person_id, space_id, place)
    row = one(change, comment_id)
    mine = row.by.person_id == person_id
    check_unsay(change.standing, change.facts, mine=mine)
    if row.unsaid_at is None:
        words = "" if mine else told(reason)
        row.unsaid_at, row.body, row.html, row.passage, row.anchor = change.standing.now, "", "", "", ""
        row.save(update_fields=["unsaid_at", "body", "html", "passage", "anchor"])
        change.ring()
        if not mine:
            change.record("document.comment_redact", reason=words, seat=row.by_id)


def one(change: Change, comment_id: int) -> Comment:
    """A comment on the document.  Raises NotFound."""
    row = Comment.objects.filter(document=change.document, pk=comment_id).select_related("by").first()
    if row is None:
        raise NotFound
    return row
