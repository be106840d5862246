"""The index of words."""

from django.db import models

from collab.streams.models import Entry


class IndexRow(models.Model):
    """The folded words of one entry.  `title` and `text` hold what a search compares, not what people see.

    SQLite keeps a full-text table beside it, PostgreSQL an index over a tsvector (migration 0002).
    """

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.CASCADE, related_name="+")
    title = models.TextField(blank=True)
    text = models.TextField()

    def __str__(self) -> str:
        return f"words of {self.entry_id}"


class Forgotten(models.Model):
    """A note that words left the index on SQLite, whose file still holds them (see erase.py).  Not which words, nor whose."""

    def __str__(self) -> str:
        return f"forgotten {self.pk}"
