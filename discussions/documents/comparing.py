"""Two versions of a document beside each other, word by word."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Conflict, NotFound
from collab.files.compare import compare
from discussions.documents.centre import issues
from discussions.documents.models import Version
from discussions.documents.reading import Reading, note_reading, of_centre, of_space
from discussions.documents.reading_shapes import ComparisonShape, RunShape, Since
from discussions.documents.roles import called


def compare_versions(person_id: int, space_id: int, place: int, number: int, query: Since) -> ComparisonShape:
    """How a version came from another, by default from the one before it; both count as read.

    Raises NotFound, Conflict (already_gone; wrong_state: a version without words), Invalid (too_large).
    """
    reading = of_space(person_id, space_id, place, number)
    return compared(reading, reading.document.versions.all(), query)


def compare_issues(person_id: int, published_id: int, number: int, query: Since) -> ComparisonShape:
    """The same of two versions that were published, for the centre.  Raises as `compare_versions` does, but never already_gone."""
    reading = of_centre(person_id, published_id, number)
    return compared(reading, issues(reading.document), query)


def compared(reading: Reading, versions: QuerySet[Version], query: Since) -> ComparisonShape:
    """What one reads beside another one of these versions, in no transaction: it may take its time."""
    after = reading.version
    before = (
        versions.filter(number=query.since).first() if query.since else versions.filter(number__lt=after.number).order_by("number").last()
    )
    if before is None:
        raise NotFound
    for version in (before, after):
        if not version.text:
            words = _("Version %(n)s holds no words that could be compared.") % {"n": called(version.major, version.minor)}
            raise Conflict(Code.WRONG_STATE, words, version=version.number)
    runs = compare(before.text, after.text, whole=query.whole)
    for version in (before, after):
        note_reading(reading, version)
    return ComparisonShape(
        before=before.number, after=after.number, cut=before.text_cut or after.text_cut,
        runs=[RunShape(kind=run.kind, text=run.text, words=run.words) for run in runs],
        inserted=sum(run.words for run in runs if run.kind == "inserted"),
        deleted=sum(run.words for run in runs if run.kind == "deleted"),
    )  # fmt: skip
