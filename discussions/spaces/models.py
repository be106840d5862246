"""Rooms, and the intervals of who may read them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from collab.labels import Label
from collab.streams.models import Entry, Stream
from groups.models import Group, Seat


class Space(models.Model):
    """A room of a group, or the room of a bridge: the unit of audience, order and access.

    Its id is its stream's.  Who may read it is written in `Admission`, for every kind of room alike.
    """

    stream = models.OneToOneField(Stream, primary_key=True, on_delete=models.PROTECT, related_name="space")
    group = models.ForeignKey(Group, null=True, on_delete=models.PROTECT, related_name="spaces")  # None: a bridge's
    title = models.CharField(max_length=160)
    purpose = models.TextField(blank=True)
    closed = models.BooleanField(default=False)  # a named subset of the group's seats
    label = models.CharField(max_length=12, choices=Label)  # what a new text starts with
    ceiling = models.CharField(max_length=12, choices=Label)  # nothing above it enters
    history = models.CharField(max_length=8, choices=[("all", "all"), ("joining", "joining")], default="all")  # fixed at creation
    observers_post = models.BooleanField(default=False)
    slow_seconds = models.PositiveIntegerField(default=0)  # slow mode: how long each person waits between two messages; 0: not at all
    archived_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"space {self.pk}"


class Admission(models.Model):
    """A seat's right to read a space, from a place of its counter until it ends.

    `entry` shows the seat in the space's stream; `door` shows the space in the person's own stream.
    """

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="admissions", db_index=False)
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="admissions")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="+")
    door = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="+")
    baseline = models.PositiveBigIntegerField(default=0)  # the counter at admission: nothing up to here counts as unread
    floor = models.PositiveBigIntegerField(default=0)  # reads what lies behind this place; 0: everything
    muted_until = models.DateTimeField(null=True, blank=True)  # by a moderator, in this space alone
    admitted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        # The space has no index of its own: SQLite took it, and went through everybody in a space to find one of them.
        constraints = [models.UniqueConstraint(fields=["space", "seat"], condition=Q(ended_at__isnull=True), name="admission_one_open")]
        indexes = [models.Index(fields=["seat", "ended_at"], name="admission_of_seat")]

    def __str__(self) -> str:
        return f"seat {self.seat_id} in space {self.space_id}"


class MutedTopic(models.Model):
    """A topic that a person does not want to be counted."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    topic = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "topic"], name="muted_topic_once")]

    def __str__(self) -> str:
        return f"topic {self.topic_id}"
