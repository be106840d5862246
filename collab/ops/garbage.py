"""When Python looks for cycles of objects that hold one another and nobody else holds.

The stock collector looks after every 700 new objects, and now and then at all there are.  In a process that serves, most
are modules, models and open sockets, which never go: looking was a sixth of the time of a post, and a pause for everybody.
"""

import gc

NEW_OBJECTS = 20_000  # before the youngest are looked at: some messages' worth, a millisecond's work
ROUNDS = 10  # of one generation before the next


def settle() -> None:
    """Never look again at what is there now, and less often at what comes.  Call once, when the process is ready to serve."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, ROUNDS, ROUNDS)
