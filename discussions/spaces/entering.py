"""Coming into a space to change something there: its lock, then the right."""

from collab.streams.counter import Counter, lock_all
from discussions.spaces.policies import Standing, check_view
from discussions.spaces.reads import standing_in


def entered(person_id: int, space_id: int) -> tuple[Counter, Standing]:
    """The space's counter, its row locked until the transaction ends, and how the person stands there under that lock.

    Raises NotFound to outsiders: two queries, the same for a hidden space as for a missing one.
    """
    counters = lock_all([space_id])
    standing = standing_in(person_id, space_id)
    check_view(standing)
    return counters[space_id], standing
