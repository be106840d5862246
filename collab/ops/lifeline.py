"""How a child learns that its parent is gone, however that ended: a pipe that closes.

The parent alone holds the writing end, and never writes.  The system closes it with the parent, SIGKILL included, and the
child, which waits at the reading end, leaves as if it had been asked to.  Nobody is left behind serving on the port.
"""

import os
import signal
import threading
from functools import cache


@cache
def reading_end() -> int:
    """The end that is handed to each child of this process."""
    reading, _writing = os.pipe()  # neither is inherited unless it is handed on
    return reading


def hold(lifeline: int) -> None:
    """Send this process SIGTERM when its parent is gone.  Call once."""

    def wait() -> None:
        os.read(lifeline, 1)  # comes back when nobody can write any more
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="lifeline", daemon=True).start()
