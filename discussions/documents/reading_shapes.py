"""What is read of a version in the browser, as it travels: pages, words, places, changes."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from discussions.documents.roles import Way
from groups.badges import Badge


class Since(BaseModel):
    """What a version is compared with: another one's number, 0 for the one before; `whole`: with all that stayed."""

    since: Annotated[int, Field(ge=0)] = 0
    whole: bool = False


class BoxShape(BaseModel):
    """A place on a page, in points from its top left corner; without extent where the page has no picture."""

    page: int
    x: float
    y: float
    width: float
    height: float


class PieceShape(BaseModel):
    """Words of a page that stand in one place."""

    text: str
    box: BoxShape


class ReadingShape(BaseModel):
    """How a version can be read: as pictures of pages, as the text that it is, or, of an Office file, by its words alone.

    `mark` stands on each page; `cut`: only the beginning can be read here.  `sizes` in points, of pages that are pictures.
    """

    form: Literal["pages", "text", "words"]
    pages: int
    sizes: list[tuple[float, float]]
    mark: str
    cut: bool
    laid_out: bool = False  # the pages are this site's own, made of an Office file: elsewhere it may look different


class WordsShape(BaseModel):
    """The words of one page: as pieces in their places, or as a text; of Markdown as they look, too."""

    page: int
    text: str
    html: str = ""
    pieces: list[PieceShape]


class FoundShape(BaseModel):
    """Where words stand in a version; `more`: there may be further places."""

    hits: list[BoxShape]
    more: bool


class RunShape(BaseModel):
    """Words that came, went or stayed between two versions; of what is skipped, only how many."""

    kind: Literal["same", "inserted", "deleted", "skipped"]
    text: str
    words: int


class ComparisonShape(BaseModel):
    """How version `after` came from version `before`; `cut`: one of them is longer than what was compared."""

    before: int
    after: int
    runs: list[RunShape]
    inserted: int  # words
    deleted: int
    cut: bool


class DownloadShape(BaseModel):
    """Who took a copy of which version or read it here, when; `living`: of the text that is written on after it."""

    n: int
    by: Badge
    at: datetime
    way: Way
    living: bool
    between: bool  # as an attachment in a thread between groups; of other groups nobody is named
