"""Django's SQLite, with one queue for all who write in this process.

SQLite lets one writer in and has the others knock again after growing pauses, so under steady posting a click could
wait for seconds.  Here they stand in line: each transaction is let in when the one before it has ended.  Other
processes still knock (`timeout`).  Reads outside a transaction wait for nobody.
"""

from collections import deque
from threading import Lock
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base


class Turnstile:
    """A lock that is handed on in the order of arrival."""

    def __init__(self) -> None:
        self._mutex = Lock()
        self._waiting: deque[Any] = deque()
        self._taken = False

    def enter(self, seconds: float) -> bool:
        """Wait for one's turn, at most so long; whether it came."""
        with self._mutex:
            if not self._taken:
                self._taken = True
                return True
            ticket = Lock()
            ticket.acquire()
            self._waiting.append(ticket)
        if ticket.acquire(timeout=seconds):
            return True
        with self._mutex:
            if ticket in self._waiting:
                self._waiting.remove(ticket)
                return False
        return True  # it was handed over at the last moment

    def leave(self) -> None:
        """Let the next one in."""
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


turnstile = Turnstile()


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose transactions stand in line."""

    inside = False

    def _start_transaction_under_autocommit(self) -> None:
        if not self.inside and not turnstile.enter(self.settings_dict["OPTIONS"].get("timeout", 5)):
            raise OperationalError("database is locked")
        self.inside = True
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # not in the stubs
        except BaseException:
            self._leave()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]  # not in the stubs; if it fails, a rollback follows
        self._leave()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # not in the stubs
        finally:
            self._leave()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # not in the stubs
        finally:
            self._leave()

    def _leave(self) -> None:
        if self.inside:
            self.inside = False
            turnstile.leave()
