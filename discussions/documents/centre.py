"""The resource centre: what the groups have published, as far as each label lets it go.

A reader sees of a published document what was published of it: its words and dates, no newer version, nobody's name.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import reduce
from operator import and_
from typing import Annotated, Literal

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field

from collab.errors import Code, Invalid, NotFound
from collab.labels import Label
from collab.search.find import Words
from discussions.documents.attributes.reads import built_in_attributes, said_of
from discussions.documents.attributes.shapes import AttributeShape, SaidShape
from discussions.documents.models import Document, Tag, Version
from discussions.documents.reads import centre_documents
from discussions.documents.roles import DocumentType
from discussions.frameworks import capabilities_under
from discussions.spaces.reads import admissions_of
from groups.models import Group
from groups.reads import reading_seats

PAGE = 30


class Standing(StrEnum):
    """How a published text stands now."""

    CURRENT = "current"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


class CentreQuery(BaseModel):
    """What to show of the centre.  `capability` may name a theme or a whole framework."""

    q: Annotated[str, Field(max_length=200)] = ""
    standing: Standing | None = Standing.CURRENT
    capability: Annotated[str, Field(max_length=80)] = ""
    type: DocumentType | None = None
    language: Annotated[str, Field(max_length=12)] = ""
    country: Annotated[str, Field(max_length=2)] = ""
    objective: Annotated[str, Field(max_length=24, pattern="^[a-z_]*$")] = ""
    region: Annotated[str, Field(max_length=24, pattern="^[a-z_]*$")] = ""
    label: Label | None = None
    group: int | None = None
    cursor: Annotated[str, Field(max_length=20)] = ""


class IssueShape(BaseModel):
    """One version, as it was published."""

    n: int
    major: int
    minor: int
    sha256: str
    size: int  # bytes
    extension: str
    published_at: datetime


class OtherLanguage(BaseModel):
    """The same document in another language, as it was published."""

    id: int
    language: str
    title: str


class PublishedShape(BaseModel):
    """A published document.  `at` names its address in its space to those who read that; `group` to those who may know of it."""

    kind: Literal["published"] = "published"
    id: int
    title: str
    abstract: str
    type: DocumentType
    language: str
    capabilities: list[str]
    label: Label
    group: str
    organisation: str
    country: str
    standing: Standing
    n: int  # the version that is published
    issues: list[IssueShape]  # every version that was published, oldest first
    expires_at: datetime | None
    supersedes: int | None
    superseded_by: int | None
    said: list[SaidShape]  # under the attributes that every group has
    variants: list[OtherLanguage]  # those in force that the reader may open
    space: int | None
    place: int | None


class CentrePage(BaseModel):
    """Published documents that the reader may open, newest publication first; `count` of all that the filters let through."""

    items: list[PublishedShape]
    count: int
    cursor: str | None


def centre(person_id: int, query: CentreQuery) -> CentrePage:
    """A page of the centre as the person sees it: ten queries, whatever its length.  Raises Invalid for a cursor that is none."""
    found = centre_documents(person_id).filter(*filters(person_id, query))
    rows = found
    if query.cursor:
        if not (query.cursor.isascii() and query.cursor.isdigit()):
            raise Invalid(Code.INVALID, _("This page of the list is not understood."), fields=["cursor"])
        last = found.filter(number=int(query.cursor)).values_list("published_at", "pk").first()
        rows = found.filter(Q(published_at__lt=last[0]) | Q(published_at=last[0], pk__lt=last[1])) if last else found.none()
    page = list(full(rows).order_by("-published_at", "-pk")[: PAGE + 1])
    more, page = len(page) > PAGE, page[:PAGE]
    return CentrePage(items=shapes(person_id, page), count=found.count(), cursor=str(page[-1].number) if more else None)


def published_document(person_id: int, number: int) -> PublishedShape:
    """One published document.  Raises NotFound."""
    return shapes(person_id, [one(person_id, number)])[0]


def issues(document: Document) -> QuerySet[Version]:
    """The versions of a document that were published."""
    return document.versions.filter(published_at__isnull=False)


def reader_of(person_id: int, document: Document) -> int:
    """The seat under which the person reads a published document: one that reads its space, else her first.  Raises NotFound."""
    inside = admissions_of(person_id).filter(space_id=document.space_id, floor__lt=document.entry.place).order_by("pk").first()
    if inside is not None:
        return inside.seat_id
    seat = reading_seats(person_id).order_by("pk").first()
    if seat is None:
        raise NotFound
    return seat.pk


def one(person_id: int, number: int) -> Document:
    """A document of the centre by its address there.  Raises NotFound."""
    found = full(centre_documents(person_id).filter(number=number)).first()
    if found is None:
        raise NotFound
    return found


def filters(person_id: int, query: CentreQuery) -> Iterable[Q]:
    """The conditions that a query names."""
    if query.q.strip():
        phrases = Words.of(query.q).phrases
        ends = [" " if phrase is not phrases[-1] else "" for phrase in phrases]  # the last word may go on
        sought = [Q(published_words__contains=f" {' '.join(phrase)}{end}") for phrase, end in zip(phrases, ends, strict=True)]
        yield reduce(and_, sought) if sought else Q(pk__in=[])
    if query.standing is Standing.CURRENT:
        yield Q(expired_at__isnull=True, superseded_at__isnull=True)
    elif query.standing is not None:
        yield Q(superseded_at__isnull=query.standing is Standing.EXPIRED)
        yield Q(expired_at__isnull=False) if query.standing is Standing.EXPIRED else Q()
    if query.capability:
        yield Q(pk__in=Document.objects.filter(tags__capability__in=capabilities_under(query.capability)).values("pk"))
    if query.type is not None:
        yield Q(type=query.type)
    if query.language:
        yield Q(language=query.language)
    if query.country:
        yield Q(author__organisation__country=query.country, author__pseudonym="")
    for key, value in (("objectives", query.objective), ("region", query.region)):
        if value:
            yield Q(**{f"attributes__{key}__icontains": f'"{value}"'})  # a list in JSON; both engines can look into its text
    if query.label is not None:
        yield Q(entry__label=query.label)
    if query.group is not None:
        yield Q(space__group_id=query.group, space__group__in=known_groups(person_id))


def known_groups(person_id: int) -> QuerySet[Group]:
    """The groups that the person may know of: listed ones, and her own."""
    return Group.objects.filter(Q(listed=True) | Q(pk__in=reading_seats(person_id).values("group_id")))


def full(rows: QuerySet[Document]) -> QuerySet[Document]:
    """Documents with all that their shapes need: three more queries."""
    issues = Version.objects.filter(published_at__isnull=False).defer("text").order_by("number")
    successors = Document.objects.filter(published__isnull=False).order_by("pk")
    return rows.select_related("entry", "space__group", "author__organisation", "published").prefetch_related(
        Prefetch("versions", issues), Prefetch("tags", Tag.objects.order_by("order")), Prefetch("successors", successors)
    )


def shapes(person_id: int, rows: list[Document]) -> list[PublishedShape]:
    """Shapes of documents from `full`, as the person sees them: four queries for all."""
    known = set(known_groups(person_id).filter(pk__in=[row.space.group_id for row in rows]).values_list("pk", flat=True))
    floors = dict(
        admissions_of(person_id).filter(space_id__in=[row.space_id for row in rows]).order_by("-floor").values_list("space_id", "floor")
    )
    newer = [[each.pk for each in row.successors.all()] for row in rows if row.superseded_at]
    older = {row.supersedes_id for row in rows if row.supersedes_id}
    visible = dict(centre_documents(person_id).filter(pk__in={pk for each in newer for pk in each} | older).values_list("pk", "number"))
    around = Around(known, floors, visible, in_other_languages(person_id, rows), built_in_attributes())
    return [shape(row, around) for row in rows]


@dataclass(frozen=True, slots=True)
class Around:
    """What stands round published documents, for one reader."""

    known: set[int]  # groups that she may know of
    floors: dict[int, int]  # by the spaces that she reads
    visible: dict[int, int | None]  # addresses of what comes before and after, by id
    others: dict[int, list[Document]]  # the same in other languages, by the id of the original
    attributes: list[AttributeShape]


def in_other_languages(person_id: int, rows: list[Document]) -> dict[int, list[Document]]:
    """What of the centre says the same as each of these, by the id of their original; one query."""
    roots = {row.translates_id or row.pk for row in rows}
    current = centre_documents(person_id).filter(
        Q(pk__in=roots) | Q(translates_id__in=roots), expired_at__isnull=True, superseded_at__isnull=True
    )
    found: dict[int, list[Document]] = {root: [] for root in roots}
    for each in current.order_by("language"):
        found[each.translates_id or each.pk].append(each)
    return found


def shape(row: Document, around: Around) -> PublishedShape:
    """One of them."""
    assert row.number is not None and row.published is not None and row.space.group is not None, "only what is published is in the centre"
    standing = Standing.SUPERSEDED if row.superseded_at else Standing.EXPIRED if row.expired_at else Standing.CURRENT
    successors = [around.visible[each.pk] for each in row.successors.all() if each.pk in around.visible] if row.superseded_at else []
    is_named, organisation = not row.author.pseudonym, row.author.organisation
    inside = around.floors.get(row.space_id, row.entry.place) < row.entry.place
    return PublishedShape(
        id=row.number, title=row.title, abstract=row.abstract, type=DocumentType(row.type), language=row.language,
        capabilities=[tag.capability for tag in row.tags.all()], label=Label(row.entry.label),
        group=row.space.group.name if row.space.group_id in around.known else "", organisation=organisation.name if is_named else "",
        country=organisation.country if is_named else "", standing=standing, n=row.published.number,
        issues=[
            IssueShape(n=each.number, major=each.major, minor=each.minor, sha256=each.sha256, size=each.size, extension=each.extension,
                       published_at=each.published_at)
            for each in row.versions.all() if each.published_at is not None
        ],
        expires_at=row.expires_at, supersedes=around.visible.get(row.supersedes_id or 0),
        superseded_by=successors[-1] if successors else None,
        variants=[
            OtherLanguage(id=each.number, language=each.language, title=each.title)
            for each in around.others[row.translates_id or row.pk] if each.pk != row.pk and each.number is not None
        ],
        said=[each for each in said_of(row.attributes, row.type, around.attributes) if not each.missing],
        space=row.space_id if inside else None, place=row.entry.place if inside else None,
    )  # fmt: skip
