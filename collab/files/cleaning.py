"""Taking out of a file what names its makers: authors, dates, places of pictures.  What the document says stays as it is."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from collab.files.bounded import Overrun, run_bounded
from collab.files.kinds import CSV, MARKDOWN, PDF, TXT, FileKind, refusal
from collab.files.store import Arrival, arriving, pieces_of

SECONDS = 40.0  # by the clock; the programs bound their own CPU
PROGRAMS = Path(__file__).parent
GROWTH_BYTES = 64 * 1024 * 1024  # that a file may grow by being written anew: it was packed tighter before


@contextmanager
def cleaned(arrival: Arrival, kind: FileKind) -> Iterator[Arrival]:
    """The file without what names its makers; the same arrival, byte for byte, if there is nothing to take out.

    Nothing of a text is taken out: it carries nothing beside its words.  Raises Invalid (file_type_refused, `names_inside`) for
    a file out of which it cannot be taken.
    """
    if kind in (TXT, MARKDOWN, CSV):
        yield arrival
        return
    program = PROGRAMS / ("pdf_cleaner.py" if kind is PDF else "office_cleaner.py")
    with tempfile.NamedTemporaryFile(dir=arrival.path.parent) as out:
        try:
            run_bounded(program, str(arrival.path), out.name, seconds=SECONDS)
        except Overrun:
            raise refusal("names_inside") from None
        if not Path(out.name).stat().st_size:
            yield arrival
            return
        with arriving(pieces_of(Path(out.name).open("rb")), settings.UPLOAD_LIMIT_BYTES + GROWTH_BYTES) as clean:
            yield clean
