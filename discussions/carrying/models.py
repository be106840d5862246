"""Requests to carry a post of a bridge on, and the consents that they take."""

from django.db import models

from collab.ids import random_id
from collab.labels import Label
from collab.streams.models import Entry
from discussions.bridges.models import Bridge, Crossing
from discussions.bridges.roles import Attribution
from discussions.carrying.roles import Answered, CarryState, Part
from discussions.chat.models import Message
from discussions.spaces.models import Space
from groups.models import Group, Seat
from groups.roles import choices

OPEN = [CarryState.REQUESTED, CarryState.AUTHOR_OK, CarryState.HOME_MOD_OK]  # somebody is being asked


class Carry(models.Model):
    """A wish to say a released post elsewhere.  Its entry lies in the stream of whoever asks, and moves only when it has ended.

    The words are those of the moment of asking, and never change.  Asked once for each post and space, whatever the answer.
    """

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.PROTECT, related_name="+")
    number = models.BigIntegerField(unique=True, default=random_id)
    bridge = models.ForeignKey(Bridge, on_delete=models.PROTECT, related_name="+")
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="+")
    source_hash = models.CharField(max_length=64)  # of the post as it read: another wording voids the request
    asker = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")  # reads the post by it
    words = models.TextField(blank=True)  # why; read by those who are asked
    origin = models.ForeignKey(Bridge, on_delete=models.PROTECT, related_name="+")  # where the words were said first
    shown_before = models.CharField(max_length=12, choices=choices(Attribution))  # how their author is shown there

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="+")  # where they are to go
    topic = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    poster = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")  # the seat of whoever asks, there
    poster_shown = models.CharField(max_length=12, choices=choices(Attribution), default=Attribution.NAME)  # in a bridge

    sealed = models.BooleanField(
        default=False, db_default=False
    )  # nobody knows the author, who finds the question by asking: see SealedConsent
    unasked = models.BooleanField(default=False, db_default=False)  # author and moderators had agreed beforehand, with the post

    body = models.TextField()
    html = models.TextField()
    note = models.CharField(max_length=160, blank=True)
    label = models.CharField(max_length=12, choices=Label)  # never below the post's; the author may raise it
    attribution = models.CharField(max_length=12, choices=choices(Attribution), blank=True)  # as the author chose for the new readers
    shown_as = models.JSONField(null=True)  # the badge that follows, as of the consent
    writer = models.ForeignKey(Seat, null=True, on_delete=models.PROTECT, related_name="+")  # whose words they are, once they agreed

    state = models.CharField(max_length=12, choices=choices(CarryState), default=CarryState.REQUESTED)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    settles_at = models.DateTimeField(null=True, blank=True)  # of what has ended: when whoever asked is told
    settled_at = models.DateTimeField(null=True, blank=True)
    copy = models.OneToOneField(Message, null=True, on_delete=models.PROTECT, related_name="+")  # in a space of a group
    crossing = models.OneToOneField(Crossing, null=True, on_delete=models.PROTECT, related_name="+")  # at the gate of another bridge

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "asker", "space"], name="carry_asked_once")]
        indexes = [
            models.Index(fields=["expires_at"], condition=models.Q(state__in=OPEN), name="carry_expires"),
            models.Index(fields=["settles_at"], condition=models.Q(settles_at__isnull=False), name="carry_settles"),
        ]

    def __str__(self) -> str:
        return f"carry {self.number}"


class Consent(models.Model):
    """One question of a request: to an author (in their own stream), or to the moderators of the author's group (on their desk).

    `seat` is who is asked, or, of moderators, whose words they answer for: None where that is sealed.  Then two of them agree.
    """

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.PROTECT, related_name="+")
    number = models.BigIntegerField(unique=True, default=random_id)
    carry = models.ForeignKey(Carry, on_delete=models.PROTECT, related_name="consents")
    part = models.CharField(max_length=10, choices=choices(Part))
    seat = models.ForeignKey(Seat, null=True, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, null=True, on_delete=models.PROTECT, related_name="+")  # of moderators alone
    answer = models.CharField(max_length=10, choices=choices(Answered), default=Answered.WAITING)
    by = models.ForeignKey(Seat, null=True, on_delete=models.PROTECT, related_name="+")
    first = models.ForeignKey(Seat, null=True, on_delete=models.PROTECT, related_name="+")  # where two must agree: who did already
    hash = models.CharField(max_length=64, blank=True)  # of what was agreed to
    reason = models.TextField(blank=True)  # of a no; stays with this question
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["carry", "part"], name="consent_once_per_part")]

    def __str__(self) -> str:
        return f"{self.part} of {self.carry_id}"


class SealedConsent(models.Model):
    """The question to an author who is sealed.  It lies in no stream, names nobody, keeps no moment: who looks finds it by their mark."""

    carry = models.OneToOneField(Carry, primary_key=True, on_delete=models.PROTECT, related_name="sealed_consent")
    number = models.BigIntegerField(unique=True, default=random_id)
    answer = models.CharField(max_length=10, choices=choices(Answered), default=Answered.WAITING)
    hash = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"sealed author of {self.carry_id}"
