"""Programs of ours that touch what strangers wrote: each run in a process of its own, with limits on memory and time."""

import subprocess
import sys
import threading
from pathlib import Path

PROGRAMS = threading.BoundedSemaphore(2)  # at once in a serving process: each may take a core and its memory


class Overrun(Exception):
    """A program was killed by its limits, or fell over what it was given."""


def run_bounded(program: Path, *arguments: str, seconds: float, said: bytes = b"") -> bytes:
    """What `program` prints, given `said` on its standard input; it sets its own limits on memory and CPU, `seconds` is by the clock.

    The program sees neither our environment nor our modules.  Raises Overrun.
    """
    command = [sys.executable, "-I", str(program), *arguments]
    with PROGRAMS:
        try:
            run = subprocess.run(command, input=said, capture_output=True, timeout=seconds, check=False, env={})  # noqa: S603 - our own program
        except subprocess.TimeoutExpired:
            raise Overrun from None
    if run.returncode:
        raise Overrun
    return run.stdout
