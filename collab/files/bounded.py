"""Programs of ours that touch what strangers wrote: each run in a process of its own, with limits on memory and time."""

import subprocess
import sys
import threading
from pathlib import Path
from typing import BinaryIO

PROGRAMS = threading.BoundedSemaphore(2)  # at once in a serving process: each may take a core and its memory


class Overrun(Exception):
    """A program was killed by its limits, or fell over what it was given."""


def run_bounded(program: Path, *arguments: str, seconds: float, said: bytes = b"", into: BinaryIO | None = None) -> bytes:
    """What `program` prints, given `said` on its standard input; nothing when it prints `into` a file.

    It sets its own limits on memory and CPU; `seconds` is by the clock.

    The program sees neither our environment nor our modules.  Raises Overrun.
    """
    command = [sys.executable, "-I", str(program), *arguments]
    with PROGRAMS:
        try:
            run = subprocess.run(  # noqa: S603 - our own program
                command, input=said, stdout=into or subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=seconds, check=False, env={}
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise Overrun from None
    if run.returncode:
        raise Overrun
    return run.stdout or b""
