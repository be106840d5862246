"""Custodians, their keys, and what is kept of an author who is sealed.  Tables of the app `bridges`."""

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models

from collab.clock import now
from collab.ids import random_id
from discussions.bridges.custody.roles import UnsealingState
from groups.models import Seat
from groups.roles import choices

if TYPE_CHECKING:
    from discussions.bridges.models import Crossing, Side


class CustodyKey(models.Model):
    """The public key of somebody who is ready to be a custodian.  The private one was made in a browser and stayed with its owner."""

    seat = models.OneToOneField(Seat, primary_key=True, on_delete=models.CASCADE, related_name="+")
    public_key = models.CharField(max_length=88)  # an uncompressed point of P-256, in base64url
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"custody key of seat {self.seat_id}"


class Custodian(models.Model):
    """Somebody whom a side has named in the charter, with the key that all sides agreed to: one at a time of each side."""

    bridge = models.ForeignKey("bridges.Bridge", on_delete=models.CASCADE, related_name="custodians")
    side = models.ForeignKey("bridges.Side", on_delete=models.CASCADE, related_name="custodians")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    public_key = models.CharField(max_length=88)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["side"], condition=models.Q(ended_at__isnull=True), name="custodian_one_per_side")]

    def __str__(self) -> str:
        return f"custodian {self.pk}"


class Seal(models.Model):
    """All that a sealed post keeps of its author: a box for the custodians, and a mark that the author alone can ask for."""

    crossing = models.OneToOneField("bridges.Crossing", primary_key=True, on_delete=models.CASCADE, related_name="seal")
    constituency = models.CharField(max_length=40, blank=True)  # as readers see it; "" where they see nothing
    salt = models.CharField(max_length=43)
    mark = models.CharField(max_length=43)  # see sealing.mark
    nonce = models.CharField(max_length=16)
    name = models.TextField()  # sealed
    needed = models.PositiveSmallIntegerField()  # shares that open it
    shares = models.JSONField()  # see sealing.Share

    def __str__(self) -> str:
        return f"seal of {self.crossing_id}"


class Approval(models.Model):
    """A moderator who would release exactly this; the next one does."""

    crossing = models.ForeignKey("bridges.Crossing", on_delete=models.CASCADE, related_name="approvals")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["crossing", "seat"], name="crossing_approved_once")]

    def __str__(self) -> str:
        return f"approval of {self.crossing_id}"


class Unsealing(models.Model):
    """A request for the name behind a sealed post.  The key that opens the answer lies with the asker."""

    number = models.BigIntegerField(unique=True, default=random_id)
    crossing = models.ForeignKey("bridges.Crossing", on_delete=models.PROTECT, related_name="unsealings")
    side = models.ForeignKey("bridges.Side", on_delete=models.PROTECT, related_name="+")  # that asks
    asked_by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    public_key = models.CharField(max_length=88)  # made for this request in the asker's browser
    state = models.CharField(max_length=10, choices=choices(UnsealingState), default=UnsealingState.ASKED)
    at = models.DateTimeField()
    until = models.DateTimeField()  # past it nobody answers any more
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["public_key"], name="unsealing_key_once")  # one key opens one answer
        ]

    def __str__(self) -> str:
        return f"unsealing {self.number}"

    @classmethod
    def asked(cls, crossing: "Crossing", side: "Side", seat: Seat, *, reason: str, public_key: str) -> Self:
        """A new request."""
        until = now() + timedelta(days=settings.UNSEALING_DAYS)
        return cls.objects.create(crossing=crossing, side=side, asked_by=seat, reason=reason, public_key=public_key, at=now(), until=until)

    def answered(self) -> list["UnsealingAnswer"]:
        """What custodians have said, in the order of their answers."""
        return sorted(self.answers.all(), key=lambda each: each.pk)


class UnsealingAnswer(models.Model):
    """What a custodian said to a request: no, or her share, sealed by her browser to the asker's key."""

    unsealing = models.ForeignKey(Unsealing, on_delete=models.CASCADE, related_name="answers")
    custodian = models.ForeignKey(Custodian, on_delete=models.PROTECT, related_name="+")
    share = models.PositiveSmallIntegerField()
    granted = models.BooleanField()
    reason = models.TextField()
    letter = models.JSONField(null=True)  # see sealing.Letter
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unsealing", "share"], name="unsealing_answered_once")]

    def __str__(self) -> str:
        return f"answer to {self.unsealing_id}"
