"""Erasing what was forgotten from the file of SQLite: there, the full-text table keeps words that left it until its parts are merged.

A merge of the whole table goes in short steps, so that writing goes on between them.  PostgreSQL has its own housekeeping.
"""

from datetime import UTC, datetime, timedelta

from django.db import connection
from django.db.models import Max

from collab.search.models import Forgotten

PAGES = 4  # written by one step: a few milliseconds
REST = timedelta(minutes=1)  # after a merge: it writes the whole table anew
AGAIN = timedelta(seconds=1)  # while a reader holds the journal


class Eraser:
    """The merge of one process.  If the process ends, what was forgotten is still noted, and the next one begins anew."""

    def __init__(self) -> None:
        self.upto: int | None = None  # the newest note that the present merge answers
        self.rests_until = datetime.min.replace(tzinfo=UTC)

    def __call__(self, moment: datetime) -> datetime | None:
        """Take one step, if there is anything to erase.  Returns when to take the next one (UTC).  Outside a transaction."""
        newest = Forgotten.objects.aggregate(newest=Max("pk"))["newest"] if connection.vendor == "sqlite" else None
        if newest is None:
            return None
        if self.upto is None:
            if moment < self.rests_until:
                return self.rests_until
            self.upto = newest
            merge(-PAGES)  # negative: of all parts, however few
            return moment
        if merge(PAGES):
            return moment
        if not empty_journal():
            return moment + AGAIN
        Forgotten.objects.filter(pk__lte=self.upto).delete()
        self.upto, self.rests_until = None, moment + REST
        return self.rests_until


def merge(pages: int) -> bool:
    """Merge parts of the full-text table until about so many pages are written.  Whether there was anything to do."""
    with connection.cursor() as cursor:
        before = cursor.execute("SELECT total_changes()").fetchone()[0]
        cursor.execute("INSERT INTO search_words (search_words, rank) VALUES ('merge', %s)", [pages])
        after = cursor.execute("SELECT total_changes()").fetchone()[0]
    return bool(after - before >= 2)  # fewer: the command itself (FTS5, "the merge command")


def empty_journal() -> bool:
    """Move what the write-ahead log holds into the file and cut the log to nothing.  Whether it could be done without waiting."""
    with connection.cursor() as cursor:
        patience = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(patience)}")
    return not busy


erase_forgotten = Eraser()
