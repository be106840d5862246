"""Writing a text together: starting one, each edit, and folding edits away.

The way of an edit: the browser gathers what was typed for a moment and posts it → the right is asked, the row written and numbered in
the text's own stream, in one transaction → after commit the hub hands it to whoever hears that stream.  Who missed it asks from the
last number known, as in any stream.
"""

import binascii
from base64 import b64decode
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Sum
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from collab.clock import now
from collab.errors import Code, Invalid, NotFound
from collab.streams.counter import lock
from collab.streams.models import Stream, StreamKind
from collab.text.plain import tidy
from collab.work.tasks import task
from discussions.documents.coedit import TEXT_LIMIT, check_edit, merged
from discussions.documents.living_reads import item_of_edit, text_before
from discussions.documents.living_shapes import EditDraft, TextDraft
from discussions.documents.manuscript import as_markdown
from discussions.documents.models import Document, Edit, Hand, LivingText
from discussions.documents.policies import check_write_text
from discussions.documents.reads import document_shape, full_documents
from discussions.documents.shapes import DocumentDraft, DocumentShape
from discussions.documents.suggesting import forget_vanished, note_suggestions, settle
from discussions.documents.uploads import share_document
from discussions.spaces.policies import check_view
from discussions.spaces.reads import standing_in

FOLD_AT = 500  # edits that lie apart: then they are folded at once
FOLD_AFTER = timedelta(minutes=10)  # what was deleted stays no longer than about this
FOLDED_AT_ONCE = 2_000  # edits


def start_text(person_id: int, space_id: int, draft: TextDraft) -> DocumentShape:
    """Start a text that is written here: a document whose first version is its title, in WORKING.

    Safe to repeat by `client_id`.  Raises what `share_document` raises.
    """
    given = draft.model_dump(exclude={"everyone"})
    title = as_markdown(tidy(draft.title), [])
    shared = share_document(person_id, space_id, DocumentDraft(**given), name="text.md", pieces=[title.encode()])
    return _bring_to_life(shared, everyone=draft.everyone)


@transaction.atomic
def _bring_to_life(shared: DocumentShape, *, everyone: bool) -> DocumentShape:
    counter = lock(shared.space)
    document = Document.objects.select_related("entry").get(space_id=shared.space, entry__place=shared.place)
    if not LivingText.objects.filter(document=document).exists():
        stream = Stream.objects.create(kind=StreamKind.TEXT, within_id=shared.space)
        LivingText.objects.create(document=document, stream=stream, everyone=everyone)
        counter.touch(document.entry)
        counter.save()
    return document_shape(full_documents().get(pk=document.pk))


def add_edit(person_id: int, space_id: int, place: int, draft: EditDraft) -> int:
    """Write in a text, and settle suggestions by it.  The number that it took in the text's stream.

    The same edit again changes no word.  Raises NotFound, Refused (reads_only, muted, space_archived, not_allowed, own_work), Conflict
    (already_gone, wrong_state, checked_out), Invalid (invalid, too_large, too_many).
    """
    stream_id = stream_of(person_id, space_id, place)  # first: whoever is outside is told nothing of her own bytes either
    try:
        edit = b64decode(draft.data, validate=True)
    except (binascii.Error, ValueError):
        raise Invalid(Code.INVALID, _("This is no edit of a text. Load the page anew."), fields=["data"]) from None
    check_edit(edit)
    with transaction.atomic():
        counter = lock(stream_id)
        found, standing, facts = text_before(person_id, space_id, place)  # under the lock that ending a seat takes as well
        check_write_text(standing, facts)
        if draft.settled:
            settle(found, standing, facts, draft.settled)
        if found.size + len(edit) > TEXT_LIMIT:
            raise Invalid(Code.TOO_LARGE, _("This text is as long as a text may become here."), limit=TEXT_LIMIT)
        rev = counter.take()
        Edit.objects.create(text=found, rev=rev, data=edit, at=standing.now)
        LivingText.objects.filter(pk=found.pk).update(size=F("size") + len(edit))
        note_suggestions(found, standing, rev, edit)
        Hand.objects.get_or_create(text=found, seat_id=standing.seat, defaults={"since": standing.now})
        counter.hand(item_of_edit(rev, edit))
        counter.save()
        if (rev - found.folded) % FOLD_AT == 0:
            fold.after_commit(found.pk)
    return rev


def stream_of(person_id: int, space_id: int, place: int) -> int:
    """The stream of a text whose space the person reads.  Raises NotFound."""
    standing = standing_in(person_id, space_id)
    check_view(standing)
    texts = LivingText.objects.filter(document__space_id=space_id, document__entry__place=place, document__entry__place__gt=standing.floor)
    stream_id: int | None = texts.values_list("stream_id", flat=True).first()
    if stream_id is None:
        raise NotFound
    return stream_id


@task("documents.fold")
def fold(text_id: int) -> None:
    """Fold the edits of a text into its state.  What was deleted is gone then.  Repeating changes nothing; nobody is told."""
    text = LivingText.objects.filter(pk=text_id).first()
    rows = list(Edit.objects.filter(text_id=text_id, rev__gt=text.folded).values_list("rev", "data")[:FOLDED_AT_ONCE]) if text else []
    if text is None or not rows:
        return
    state = merged(bytes(text.state), *(bytes(data) for _rev, data in rows))
    folded = rows[-1][0]
    with transaction.atomic():
        lock(text.stream_id)
        later = Edit.objects.filter(text_id=text_id, rev__gt=folded).aggregate(bytes=Sum(Length("data")))["bytes"] or 0
        as_it_was = LivingText.objects.filter(pk=text_id, folded=text.folded)
        if as_it_was.update(state=state, folded=folded, size=len(state) + later):
            Edit.objects.filter(text_id=text_id, rev__lte=folded).delete()
    forget_vanished(text_id, folded, state)
    if len(rows) == FOLDED_AT_ONCE:
        fold.after_commit(text_id)


def fold_old() -> None:
    """Fold what has lain apart for long, or was left because the queue was away.  A round of the worker."""
    for text_id in Edit.objects.filter(at__lt=now() - FOLD_AFTER).order_by().values_list("text_id", flat=True).distinct():
        fold.work(text_id)
