"""What a worker can do, by name, and the connection on which it does it."""

from collections.abc import Callable
from typing import Any

from django.db import InterfaceError, OperationalError, connection

registry: dict[str, Callable[..., Any]] = {}


def with_connection(work: Callable[[], object]) -> None:
    """Do a piece of work on this thread's connection, which stays open; after a broken one the next piece opens another."""
    try:
        work()
    except (OperationalError, InterfaceError):
        connection.close()
        raise
