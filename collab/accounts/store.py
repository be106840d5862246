"""Django's sessions in the database, which tell a session that ends from one that only changes its key."""

from contextvars import ContextVar

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

changing_key: ContextVar[bool] = ContextVar("changing_key", default=False)


class SessionStore(DatabaseStore):
    """A store that says when the deletion of a row is the second half of a new key."""

    def cycle_key(self) -> None:
        """A new key for the same session: at sign-in, and after a new password."""
        before = changing_key.set(True)
        try:
            super().cycle_key()
        finally:
            changing_key.reset(before)
