"""PDF files, parsed in a process of their own: PDFium is not safe between threads, and a hostile file may kill its reader."""

import json
from pathlib import Path

from collab.files.bounded import Overrun, run_bounded
from collab.files.kinds import PDF, TEXT_LIMIT, Recognised, Why, refusal

READER = Path(__file__).with_name("pdf_reader.py")
SECONDS = 20.0
WHYS: tuple[Why, ...] = ("encrypted", "attachments", "scripts", "unreadable")


def read_pdf(path: Path) -> Recognised:
    """A PDF that may enter, with its words.

    Raises Invalid (file_type_refused) for files that are encrypted, carry scripts or other files, or cannot be parsed
    within the reader's time and memory.
    """
    try:
        found = json.loads(run_bounded(READER, str(path), str(TEXT_LIMIT), seconds=SECONDS))
    except (Overrun, ValueError):  # killed by its limits: it left no answer, or half of one
        raise refusal("unreadable") from None
    for why in WHYS:
        if found.get("refused") == why:
            raise refusal(why)
    return Recognised(PDF, str(found["text"]), cut=bool(found["cut"]))
