"""Reports: what members ask their moderators to look at."""

from django.db import models
from django.db.models import Q

from collab.ids import random_id
from collab.streams.models import Entry
from discussions.chat.models import Message
from discussions.desk.roles import AppealAnswer, Decision, ReportReason, RulingKind, WishDecision
from discussions.spaces.models import Space
from groups.models import Group, Seat
from groups.roles import choices


class Report(models.Model):
    """A member's report on a message, an entry of the desk of the member's group."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    about = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=24, choices=choices(ReportReason))
    words = models.TextField(blank=True)
    at = models.DateTimeField()
    claimed_by = models.ForeignKey(Seat, null=True, on_delete=models.SET_NULL, related_name="+")  # who looks at it, for a while
    claimed_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Seat, null=True, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(max_length=24, blank=True, choices=choices(Decision))
    decision_words = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["about", "reporter"], name="report_once")]
        indexes = [models.Index(fields=["group"], condition=Q(decided_at__isnull=True), name="report_open")]  # the queue of a desk

    def __str__(self) -> str:
        return f"report {self.pk}"


class RedWish(models.Model):
    """A reader's word that a message should be TLP:RED.  Until it is decided the message says nothing to the room."""

    about = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="wishes")
    by = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="+")
    reason = models.TextField()
    content = models.JSONField(default=dict)  # what the message said; empty once the room has it back
    at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=8, blank=True, choices=choices(WishDecision))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["about", "by"], name="wish_once"),
            models.UniqueConstraint(fields=["about"], condition=Q(decided_at__isnull=True), name="wish_one_open"),
        ]

    def __str__(self) -> str:
        return f"wish {self.pk}"


class WishVote(models.Model):
    """What one moderator says to a wish; two who say the same decide it."""

    wish = models.ForeignKey(RedWish, on_delete=models.CASCADE, related_name="votes")
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="+")
    red = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["wish", "seat"], name="wish_vote_once")]

    def __str__(self) -> str:
        return f"vote on {self.wish_id}"


class Ruling(models.Model):
    """What a moderator decided about one person, against which that person may appeal once.

    Of a redaction it holds the words, sealed (see sealing.py) and only as long as they may have to be given back.
    """

    number = models.BigIntegerField(unique=True, default=random_id)
    kind = models.CharField(max_length=12, choices=choices(RulingKind))
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="+")  # whom it concerns
    by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    space = models.ForeignKey(Space, null=True, on_delete=models.CASCADE, related_name="+")  # None: muted in the whole group
    message = models.ForeignKey(Message, null=True, on_delete=models.CASCADE, related_name="+")
    reason = models.TextField()
    at = models.DateTimeField()
    until = models.DateTimeField()  # of a mute: its end; of a redaction: the last moment of an appeal
    sealed = models.BinaryField(null=True)
    ended_at = models.DateTimeField(null=True, blank=True)  # lifted, answered, replaced by another one, or its time is over

    class Meta:
        indexes = [
            models.Index(fields=["until"], condition=Q(ended_at__isnull=True), name="ruling_in_force"),
            models.Index(fields=["seat", "at"], name="ruling_of_seat"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Appeal(models.Model):
    """A person's word against a ruling, an entry of the desk of their group: another moderator answers it."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    ruling = models.OneToOneField(Ruling, on_delete=models.CASCADE, related_name="appeal")
    note = models.TextField()
    at = models.DateTimeField()
    due_at = models.DateTimeField()  # then it is over, unanswered
    answer = models.CharField(max_length=8, blank=True, choices=choices(AppealAnswer))
    words = models.TextField(blank=True)  # of the answer
    decided_by = models.ForeignKey(Seat, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["due_at"], condition=Q(answer=""), name="appeal_due")]

    def __str__(self) -> str:
        return f"appeal {self.pk}"
