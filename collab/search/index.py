"""Keeping the index: in the same transaction as the text, so that what is gone is gone from search too."""

from django.db import connection

from collab.search.fold import fold
from collab.search.models import Forgotten, IndexRow
from collab.streams.models import Entry

TEXT_LIMIT = 200_000  # characters of one entry: beyond, PostgreSQL's tsvector has no room


def index(entry: Entry, title: str, text: str) -> None:
    """Make the words of a new entry findable.  Part of the caller's transaction."""
    IndexRow.objects.create(entry=entry, title=fold(title), text=fold(text[:TEXT_LIMIT]))


def reindex(entry: Entry, title: str, text: str) -> None:
    """The words of an entry have changed."""
    IndexRow.objects.update_or_create(entry=entry, defaults={"title": fold(title), "text": fold(text[:TEXT_LIMIT])})


def forget(entry: Entry) -> None:
    """Take the words of an entry out of the index; on SQLite the clock erases them from the file soon after (see erase.py)."""
    gone, _rows = IndexRow.objects.filter(entry=entry).delete()
    if gone and connection.vendor == "sqlite":
        Forgotten.objects.create()
