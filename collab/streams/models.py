"""Streams and entries: one growing number per audience, and the narrow row of everything it shows."""

from django.db import models

from collab.ids import random_id
from collab.labels import Label


class StreamKind(models.TextChoices):
    """Who hears a stream: the people of a space, the moderators of a group, one person, the readers of a text that is being written."""

    SPACE = "space", "space"
    DESK = "desk", "desk"
    PERSON = "person", "person"
    TEXT = "text", "text"


class Stream(models.Model):
    """A counter with a constant audience.

    `rev` is the reading after the latest change.  `epoch` grows whenever somebody loses the right to
    listen: whoever holds an older epoch must be checked again before the next delivery.
    `within`: the stream without whose right nobody hears this one; who loses that right is checked here as well.
    """

    id = models.BigIntegerField(primary_key=True, default=random_id)
    kind = models.CharField(max_length=8, choices=StreamKind)
    rev = models.PositiveBigIntegerField(default=0)
    epoch = models.PositiveBigIntegerField(default=0)
    within = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.kind}:{self.pk}"


class Entry(models.Model):
    """The address and the last change of one thing that a stream shows.

    `place` is the counter's reading when the thing appeared (order, and its address within the
    stream, for ever); `rev` the reading at its last change.  "What did I miss since N?" is
    `rev > N`, whatever happened.  The row of the thing itself has the entry as its primary key.
    """

    stream = models.ForeignKey(Stream, on_delete=models.CASCADE, related_name="+", db_index=False)
    place = models.PositiveBigIntegerField()
    rev = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=12)
    label = models.CharField(max_length=12, choices=Label, blank=True)  # of the text behind it; "" where there is none
    topic = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        # Stream and topic have no index of their own: one of these begins with each, and every message writes them all.
        constraints = [
            models.UniqueConstraint(fields=["stream", "rev"], name="entry_rev_unique_in_stream"),
            models.UniqueConstraint(fields=["stream", "place"], name="entry_place_unique_in_stream"),
        ]
        indexes = [
            models.Index(fields=["stream", "kind", "place"], name="entry_page"),  # newest page, history of a space
            models.Index(fields=["topic", "kind", "place"], name="entry_topic_page"),  # history of a topic, unread counts
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.stream_id}/{self.place}"
