"""Summaries of bridges, what sides sign of them, and where sides dissent."""

from django.db import models

from collab.ids import random_id
from collab.labels import Label
from discussions.bridges.models import Bridge, Side
from discussions.documents.models import Document
from discussions.spaces.models import Space
from discussions.summaries.roles import SummaryState
from groups.models import Seat
from groups.roles import choices


class Summary(models.Model):
    """What a thread came to: of one side for its own group, or joint.  `text` is all of it, byte for byte as it is signed."""

    number = models.BigIntegerField(primary_key=True, default=random_id)
    bridge = models.ForeignKey(Bridge, on_delete=models.PROTECT, related_name="summaries")
    side = models.ForeignKey(Side, null=True, on_delete=models.PROTECT, related_name="+")  # None: joint
    state = models.CharField(max_length=10, choices=choices(SummaryState), default=SummaryState.OPEN)
    title = models.CharField(max_length=160)
    body = models.TextField()
    label = models.CharField(max_length=12, choices=Label)
    language = models.CharField(max_length=12)  # of its headings: that of whoever drafted it
    names = models.BooleanField(default=False)  # where the thread shows a name, the list of sources shows it too
    sources = models.JSONField()  # places of the released posts that it draws on
    text = models.TextField()
    sha256 = models.CharField(max_length=64)  # of the bytes of `text`
    drafted_by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    drafted_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["drafted_by", "client_id"], name="summary_once_per_client_id"),
            models.UniqueConstraint(fields=["bridge", "side"], condition=models.Q(state=SummaryState.OPEN), name="summary_one_open"),
            models.UniqueConstraint(
                fields=["bridge"], condition=models.Q(state=SummaryState.OPEN, side__isnull=True), name="summary_one_joint_open"
            ),
        ]

    def __str__(self) -> str:
        return f"summary {self.number}"


class Signature(models.Model):
    """A side's yes to exactly these bytes, by one of its moderators, and the space in which its group will read them."""

    summary = models.ForeignKey(Summary, on_delete=models.CASCADE, related_name="signatures")
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["summary", "side"], name="signature_once_per_side")]

    def __str__(self) -> str:
        return f"signature of {self.side_id} on {self.summary_id}"


class Dissent(models.Model):
    """A paragraph in which a side says where it does not agree.  Part of the text that all sign."""

    summary = models.ForeignKey(Summary, on_delete=models.CASCADE, related_name="dissents")
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="+")
    body = models.TextField()
    by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["summary", "side"], name="dissent_once_per_side")]

    def __str__(self) -> str:
        return f"dissent of {self.side_id} on {self.summary_id}"
