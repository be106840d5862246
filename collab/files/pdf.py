"""PDF files, parsed in a process of their own: PDFium is not safe between threads, and a hostile file may kill its reader."""

import json
import subprocess
import sys
import threading
from pathlib import Path

from collab.files.kinds import TEXT_LIMIT, Why, refusal

READER = Path(__file__).with_name("pdf_reader.py")
SECONDS = 20.0
READERS = threading.BoundedSemaphore(2)  # at once in a serving process: each may take a core and its memory
WHYS: tuple[Why, ...] = ("encrypted", "attachments", "scripts", "unreadable")


def read_pdf(path: Path) -> str:
    """The words of a PDF that may enter.

    Raises Invalid (file_type_refused) for files that are encrypted, carry scripts or other files, or cannot be parsed
    within the reader's time and memory.
    """
    command = [sys.executable, "-I", str(READER), str(path), str(TEXT_LIMIT)]
    try:
        with READERS:
            run = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False, env={}, stdin=subprocess.DEVNULL)  # noqa: S603 - our own program, and a path that we named
        found = json.loads(run.stdout)
    except (subprocess.TimeoutExpired, ValueError):  # killed by its limits: it left no answer, or half of one
        raise refusal("unreadable") from None
    for why in WHYS:
        if found.get("refused") == why:
            raise refusal(why)
    return str(found["text"])
