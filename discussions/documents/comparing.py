"""Two versions of a document beside each other, word by word."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from collab.clock import now
from collab.errors import Code, Conflict, NotFound
from collab.files.compare import compare
from discussions.documents.centre import issues, one, reader_of
from discussions.documents.models import Download, Version
from discussions.documents.policies import check_download
from discussions.documents.reads import seen_document, standing_at
from discussions.documents.roles import Way, called
from discussions.documents.shapes import ComparisonShape, RunShape, Since

TOLD_AGAIN = timedelta(days=1)


def compare_versions(person_id: int, space_id: int, place: int, number: int, query: Since) -> ComparisonShape:
    """How a version came from another, by default from the one before it; both count as read.

    Raises NotFound, Conflict (already_gone; wrong_state: a version without words), Invalid (too_large).
    """
    standing = standing_at(person_id, space_id, place)
    document, facts = seen_document(standing, place)
    check_download(standing, facts)
    return compared(document.versions.all(), number, query, standing.seat, standing.now)


def compare_issues(person_id: int, published_id: int, number: int, query: Since) -> ComparisonShape:
    """The same of two versions that were published, for the centre.  Raises as `compare_versions` does, but never already_gone."""
    document = one(person_id, published_id)
    return compared(issues(document), number, query, reader_of(person_id, document), now())


def compared(versions: QuerySet[Version], number: int, query: Since, seat_id: int, moment: datetime) -> ComparisonShape:
    """The comparison of two of these versions, in no transaction: it may take its time."""
    after = versions.filter(number=number).first()
    before = versions.filter(number=query.since).first() if query.since else versions.filter(number__lt=number).order_by("number").last()
    if after is None or before is None:
        raise NotFound
    for version in (before, after):
        if not version.text:
            name = called(version.major, version.minor)
            raise Conflict(
                Code.WRONG_STATE, _("Version %(n)s holds no words that could be compared.") % {"n": name}, version=version.number
            )
    runs = compare(before.text, after.text, whole=query.whole)
    for version in (before, after):
        note_reading(version, seat_id, moment)
    return ComparisonShape(
        before=before.number, after=after.number, cut=before.text_cut or after.text_cut,
        runs=[RunShape(kind=run.kind, text=run.text, words=run.words) for run in runs],
        inserted=sum(run.words for run in runs if run.kind == "inserted"),
        deleted=sum(run.words for run in runs if run.kind == "deleted"),
    )  # fmt: skip


def note_reading(version: Version, seat_id: int, moment: datetime) -> None:
    """Write into the log that a seat has read a version on the screen: once a day, since a page is turned often."""
    told = Download.objects.filter(version=version, seat_id=seat_id, way=Way.READ, at__gt=moment - TOLD_AGAIN)
    if not told.exists():
        Download.objects.create(version=version, seat_id=seat_id, at=moment, way=Way.READ)
