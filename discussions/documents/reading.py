"""Reading a version in the browser: its pages as pictures with the reader's mark in them, its words, and where words stand.

One gate for all of it, the download included: what may not be read is not compared, painted, searched or taken either.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from django.utils.translation import gettext_lazy as _

from collab.clock import now
from collab.errors import Code, Invalid, NotFound
from collab.files import office_pages, pages
from collab.files.kinds import CSV, MARKDOWN, PDF, TXT
from collab.files.store import store
from collab.labels import Label
from collab.text.render import render_document, words_shown
from discussions.documents.centre import issues, one, reader_of
from discussions.documents.leaves import leaves_of, markdown_leaves
from discussions.documents.models import Document, Download, Version
from discussions.documents.policies import check_read, sees_log
from discussions.documents.reading_shapes import BoxShape, FoundShape, PieceShape, ReadingShape, WordsShape
from discussions.documents.reads import seen_document, standing_at
from discussions.documents.roles import Way
from groups.badges import WITH_BADGE, Badge
from groups.models import Seat

TOLD_AGAIN = timedelta(days=1)
PLAIN = {TXT.mime, MARKDOWN.mime, CSV.mime}


@dataclass(frozen=True, slots=True)
class Reading:
    """One version before one reader who may read it."""

    document: Document
    version: Version
    seat_id: int
    moment: datetime
    is_owner: bool  # the source, or a moderator: who takes exactly the bytes that were approved
    living: bool = False  # not the version itself: the text that is written on after it
    between: bool = False  # as an attachment, in a thread between groups

    @property
    def label(self) -> Label:
        """The label that holds now."""
        return Label(self.document.entry.label)

    @property
    def mark(self) -> str:
        """Who reads, for whom, under which label, when: what stands on each page.  The number finds her in the log whatever her script."""
        badge = Badge.of(Seat.objects.select_related(*WITH_BADGE).get(pk=self.seat_id))
        parts = [badge.name, badge.organisation, self.label.label, f"{self.moment:%Y-%m-%d %H:%M} UTC", str(self.seat_id)]
        return " · ".join(part for part in parts if part)


def of_space(person_id: int, space_id: int, place: int, number: int) -> Reading:
    """A version of a document that the person reads in its space, or as a moderator of a group that owns it.

    Raises NotFound, Conflict (already_gone).
    """
    standing = standing_at(person_id, space_id, place)
    document, facts = seen_document(standing, place)
    check_read(standing, facts)
    version = document.versions.filter(number=number).first()
    if version is None:
        raise NotFound
    return Reading(document, version, standing.seat, standing.now, sees_log(standing, facts))


def of_centre(person_id: int, published_id: int, number: int) -> Reading:
    """A version that was published, in the resource centre.  Raises NotFound."""
    document = one(person_id, published_id)
    version = issues(document).filter(number=number).first()
    if version is None:
        raise NotFound
    return Reading(document, version, reader_of(person_id, document), now(), is_owner=False)


@contextmanager
def painted(version: Version) -> Iterator[Path | None]:
    """The PDF whose pages are painted: the version itself, or what is made of an Office file; None: it is read by its words."""
    if version.mime == PDF.mime:
        with store().near(version.sha256) as path:
            yield path
    elif version.mime in PLAIN:
        yield None
    else:
        with office_pages.as_pdf(version.sha256, version.extension) as made:
            yield made


def looked_at(reading: Reading) -> ReadingShape:
    """How the version can be read, and the sizes of its pages; from here on it counts as read.  Raises Invalid (not_shown)."""
    note_reading(reading)
    version = reading.version
    with painted(version) as path:
        if path is not None:
            count, sizes = pages.look(path)
            return ReadingShape(
                form="pages", pages=count, sizes=sizes, mark=reading.mark, cut=len(sizes) < count, laid_out=version.mime != PDF.mime
            )
    form: Literal["text", "words"] = "text" if version.mime in PLAIN else "words"
    return ReadingShape(form=form, pages=len(leaves(version)), sizes=[], mark=reading.mark, cut=version.text_cut)


def page_picture(reading: Reading, page: int, width: int) -> bytes:
    """A page as a WebP, the reader's mark in it.  Raises NotFound, Invalid (invalid: no such width; not_shown)."""
    if width not in pages.WIDTHS:
        raise Invalid(Code.INVALID, _("Pages are shown in certain widths only."), fields=["width"])
    with painted(reading.version) as path:
        if path is None:
            raise NotFound
        note_reading(reading)
        return pages.paint(path, page, width, reading.mark)


def page_words(reading: Reading, page: int) -> WordsShape:
    """The words of a page: in their places where the page is a picture, else as they follow one another.  Raises NotFound, Invalid."""
    note_reading(reading)
    with painted(reading.version) as path:
        if path is not None:
            found = pages.words(path, page)
            return WordsShape(page=page, text="", pieces=[PieceShape(text=piece.text, box=box_shape(piece.box)) for piece in found])
    pages_here = leaves(reading.version)
    if not 1 <= page <= len(pages_here):
        raise NotFound
    leaf = pages_here[page - 1]
    if reading.version.mime == MARKDOWN.mime:
        return WordsShape(page=page, text=words_shown(leaf), html=render_document(leaf), pieces=[])
    return WordsShape(page=page, text=leaf, pieces=[])


def found_in(reading: Reading, sought: str) -> FoundShape:
    """Where words stand in the version, by page.  Raises Invalid (not_shown)."""
    note_reading(reading)
    words = " ".join(sought.split())
    if not words:
        return FoundShape(hits=[], more=False)
    with painted(reading.version) as path:
        if path is not None:
            boxes, more = pages.find(path, words)
            return FoundShape(hits=[box_shape(box) for box in boxes], more=more)
    shown = [words_shown(leaf) if reading.version.mime == MARKDOWN.mime else leaf for leaf in leaves(reading.version)]
    hits = [number for number, leaf in enumerate(shown, 1) for _n in range(" ".join(leaf.split()).casefold().count(words.casefold()))]
    return FoundShape(hits=[BoxShape(page=number, x=0, y=0, width=0, height=0) for number in hits[:200]], more=len(hits) > 200)


def box_shape(box: pages.Box) -> BoxShape:
    """A place on a page as it travels."""
    return BoxShape(page=box.page, x=box.x, y=box.y, width=box.width, height=box.height)


def leaves(version: Version) -> list[str]:
    """The text of a version in pages."""
    return markdown_leaves(version.text) if version.mime == MARKDOWN.mime else leaves_of(version.text)


def note_reading(reading: Reading, version: Version | None = None) -> None:
    """Write into the log that somebody has read this version, or another one, on the screen: once a day, since pages are turned often."""
    version = version or reading.version
    log_reading(version.pk, reading.seat_id, reading.moment, between=reading.between)


def log_reading(version_id: int, seat_id: int, moment: datetime, *, living: bool = False, between: bool = False) -> None:
    """Write into the log, at most once a day, that somebody has read a version, or along in the text that is written after it."""
    told = Download.objects.filter(version_id=version_id, seat_id=seat_id, way=Way.READ, living=living, at__gt=moment - TOLD_AGAIN)
    if not told.exists():
        Download.objects.create(version_id=version_id, seat_id=seat_id, at=moment, way=Way.READ, living=living, between=between)


def log_reading_along(stream_id: int, seat_id: int) -> None:
    """The same of a text, by its stream, when somebody begins to hear it."""
    version_id = Version.objects.filter(document__text__stream_id=stream_id).order_by("-number").values_list("pk", flat=True).first()
    if version_id is not None:
        log_reading(version_id, seat_id, now(), living=True)
