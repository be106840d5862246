"""Language variants: documents that say the same in several languages.

One of them is the **original**; each other one translates it, lies in the same space, and follows one version of it.  A variant is a
document of its own, with its own source, approval and publication; only its label can never be lower than the original's.
"""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Invalid
from collab.labels import Label, above
from collab.streams.counter import Counter
from discussions.documents.models import Document
from discussions.documents.reads import NOT_GONE, full_documents
from discussions.documents.roles import DocumentState, called
from discussions.documents.shapes import DocumentDraft, VariantShape
from discussions.spaces.policies import Standing


def family(document: Document) -> QuerySet[Document]:
    """The other documents that say the same and are not gone: the original first, then in the order in which they were shared."""
    root = document.translates_id or document.pk
    return (
        Document.objects.filter(NOT_GONE, Q(pk=root) | Q(translates_id=root))
        .exclude(pk=document.pk)
        .select_related("entry", "translates")
        .order_by("translates_id", "pk")
    )  # fmt: skip


def original(standing: Standing, place: int, language: str, apart_from: int = 0) -> Document:
    """The document at `place`, if one in `language` may translate it.  Raises Invalid, which tells nothing of what the person may not see.

    Translations are of the original, never of one another, and there is one in each language.  `apart_from`: the id of the document
    that is to translate it.
    """
    found = Document.objects.filter(
        NOT_GONE, space_id=standing.space_id, entry__place=place, entry__place__gt=standing.floor, translates=None,
        archived_at__isnull=True,
    ).exclude(pk=apart_from).select_related("entry").first()  # fmt: skip
    if found is None:
        raise Invalid(Code.INVALID, _("That document cannot be translated by this one."), fields=["translates"])
    taken = [found, *family(found).exclude(pk=apart_from)]
    if language in [each.language for each in taken]:
        raise Invalid(Code.INVALID, _("There is a document in this language already."), fields=["language"])
    return found


def translated_by(standing: Standing, draft: DocumentDraft) -> tuple[Document | None, str]:
    """What a document that is being shared translates, and the label below which it cannot go.  Raises as `original`."""
    if draft.translates is None:
        return None, Label.CLEAR
    found = original(standing, draft.translates, draft.language)
    return found, found.entry.label


def followed(document: Document) -> int:
    """The number of the version that a translation made now follows: the one in force, else the newest."""
    if document.approved is not None:
        return document.approved.number
    return document.versions.order_by("-number").values_list("number", flat=True)[0]


def followable(document: Document, number: int) -> int:
    """`number`, if the original has such a version.  Raises Invalid."""
    if document.translates is None or not document.translates.versions.filter(number=number).exists():
        raise Invalid(Code.INVALID, _("The original has no such version."), fields=["follows"])
    return number


def check_language(document: Document, language: str) -> None:
    """Raise Invalid where another of the family is in this language."""
    if language in family(document).values_list("language", flat=True):
        raise Invalid(Code.INVALID, _("There is a document in this language already."), fields=["language"])


def touch_family(counter: Counter, document: Document) -> None:
    """Show the others anew: what their pages say of this one has changed.  The caller saves the counter."""
    for other in family(document):
        counter.touch(other.entry)


def raise_translations(counter: Counter, document: Document) -> list[tuple[Document, Label]]:
    """Let no translation be lower than its original; those that were raised, with their label before.

    They are written and shown; the caller tells and records it, and saves the counter.
    """
    lower = [each for each in family(document).select_related("author__person") if each.translates_id == document.pk]
    lower = [each for each in lower if above(document.entry.label, each.entry.label)]
    before = [Label(each.entry.label) for each in lower]
    for each in lower:
        each.entry.label = document.entry.label
        counter.touch(each.entry)
    return list(zip(lower, before, strict=True))


def variants_of(document: Document, visible: Q) -> list[VariantShape]:
    """The rest of the family, as far as the reader may see it: two queries."""
    rows = list(family(document).filter(visible))
    full = {row.pk: row for row in full_documents().filter(pk__in=[row.pk for row in rows])}
    return [variant_shape(full[row.pk]) for row in rows]


def variant_shape(document: Document) -> VariantShape:
    """One of them, from `full_documents`."""
    versions = list(document.versions.all())
    current = next((each for each in versions if each.pk == document.approved_id), versions[-1])
    return VariantShape(
        place=document.entry.place, language=document.language, title=document.title, state=DocumentState(document.state),
        original=document.translates_id is None, follows=document.follows, n=current.number, called=called(current.major, current.minor),
    )  # fmt: skip
