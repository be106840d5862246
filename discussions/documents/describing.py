"""Saying anew what a document is: its words, its label, what it supersedes, which document it translates."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Conflict, Invalid
from collab.labels import Label, above
from collab.search.index import reindex
from collab.text.plain import tidy
from discussions.documents.attributes.saying import said_anew as values_said
from discussions.documents.changes import Change
from discussions.documents.models import Document, Tag
from discussions.documents.policies import check_described, check_relabel, check_source
from discussions.documents.publishing import words_for_centre
from discussions.documents.reads import NOT_GONE
from discussions.documents.shapes import DocumentEdit, DocumentShape
from discussions.documents.uploads import words_of
from discussions.documents.variants import check_language, followed, original, raise_translations, touch_family
from discussions.spaces.policies import check_label


@transaction.atomic
def describe_document(person_id: int, space_id: int, place: int, edit: DocumentEdit, *, curated: bool = False) -> DocumentShape:
    """Change what is said about a document: its source and moderators; its label as `check_relabel` says.

    `curated`: the caller has seen that the person curates a collection of the document's group that holds it, or is asked to.

    The same words again change nothing.  A label that somebody else changes is told to the source.  A label that is raised raises
    those of the translations.
    Raises NotFound, Refused (not_allowed), Conflict (stale, already_gone), Invalid (label_above_ceiling, label_too_low, empty, invalid).
    """
    change = Change(person_id, space_id, place)
    document, before, after = change.document, Label(change.document.entry.label), edit.label
    if edit.model_fields_set - {"rev", "label"}:
        (check_described if curated else check_source)(change.standing, change.facts)
    if after is not None:
        check_relabel(change.standing, change.facts, before, after)
    if edit.rev is not None and edit.rev != document.entry.rev:
        raise Conflict(Code.STALE, _("This document has changed since you opened it."), rev=document.entry.rev)
    changed = said_anew(change, edit) | translation(change, edit)
    retagged = edit.capabilities is not None and edit.capabilities != [tag.capability for tag in document.tags.all()]
    raised = relabelled(change, before, after or before)
    if not (changed or retagged or raised):
        return change.shape()
    for name, value in changed.items():
        setattr(document, name, value)
    if retagged:
        document.tags.all().delete()
        Tag.objects.bulk_create(Tag(document=document, capability=slug, order=n) for n, slug in enumerate(edit.capabilities or []))
    reindex(document.entry, document.title, words_of(document, change.newest()))
    if document.published is not None:
        changed["published_words"] = document.published_words = words_for_centre(document)
    shape = change.finish(*changed)
    for each, was in raised:
        verb = "document.label_raise" if above(each.entry.label, was) else "document.label_lower"
        change.record(verb, about=each, before=was, after=each.entry.label)
    return shape


def said_anew(change: Change, edit: DocumentEdit) -> dict[str, object]:
    """The columns that change, but for label and translation.  Raises Invalid (empty, invalid)."""
    document = change.document
    given = edit.model_dump(exclude_none=True, include={"title", "abstract", "type", "language"})
    tidied: dict[str, object] = {name: " ".join(tidy(value).split()) if name == "title" else tidy(value) for name, value in given.items()}
    if tidied.get("title") == "":
        raise Invalid(Code.EMPTY, _("Give the document a title."), fields=["title"])
    if edit.attributes is not None:
        kind = edit.type or document.type
        tidied["attributes"] = values_said(document.attributes, edit.attributes, kind, change.attributes())
    if edit.supersedes is not None:
        tidied["supersedes"] = predecessor(change, edit.supersedes)
    return {name: value for name, value in tidied.items() if getattr(document, name) != value}


def relabelled(change: Change, before: Label, after: Label) -> list[tuple[Document, Label]]:
    """Give the document its label, and its translations none below that: which have another one now, with that before.

    Their sources are told.  Raises Invalid (label_too_low, for what translates another document).
    """
    document = change.document
    if document.translates is not None:
        check_label(after, document.translates.entry.label, change.standing.ceiling)
    if after == before:
        return []
    document.entry.label = after
    raised = [(document, before), *raise_translations(change.counters[change.standing.space_id], document)]
    for each, was in raised:
        change.tell("document_relabelled", {each.author.person_id}, about=each, before=was, after=after)
    return raised


def translation(change: Change, edit: DocumentEdit) -> dict[str, object]:
    """What changes when a document is said to translate another one, none (0), or to be in another language.  Raises Invalid."""
    document = change.document
    if edit.translates is None:
        if edit.language is not None:
            check_language(document, edit.language)
        return {}
    now = document.translates.entry.place if document.translates else 0
    if edit.translates == now:
        return {}
    touch_family(change.counters[change.standing.space_id], document)  # those that it leaves
    document.translates = document.follows = None
    if edit.translates:
        if document.translations.exists():
            raise Invalid(Code.INVALID, _("Translations are of the original alone."), fields=["translates"])
        document.translates = original(change.standing, edit.translates, edit.language or document.language, apart_from=document.pk)
        document.follows = followed(document.translates)
    return {"translates": document.translates, "follows": document.follows}


def predecessor(change: Change, place: int) -> Document | None:
    """The document of the same space that another one is to supersede; None for 0.  Raises Invalid for what can not be superseded."""
    if place == 0:
        return None
    found = Document.objects.filter(
        NOT_GONE, space_id=change.standing.space_id, entry__place=place, entry__place__gt=change.standing.floor, superseded_at__isnull=True,
        archived_at__isnull=True,
    ).exclude(pk=change.document.pk).exclude(supersedes=change.document).first()  # fmt: skip
    if found is None or change.document.published_id is not None:
        raise Invalid(Code.INVALID, _("That document cannot be superseded by this one."), fields=["supersedes"])
    return found
