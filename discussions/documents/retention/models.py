"""How long a group keeps what is over, and bytes that wait to be destroyed."""

from django.db import models

from discussions.documents.roles import DocumentType
from groups.models import Group
from groups.roles import choices


class Retention(models.Model):
    """For how long a group keeps documents of a type once they are archived or withdrawn.  Without a row: for ever."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    type = models.CharField(max_length=24, choices=choices(DocumentType))
    days = models.PositiveIntegerField()
    automatic = models.BooleanField(default=False)  # then the clock disposes of them, a while after the moderators were told

    class Meta:
        app_label = "documents"
        constraints = [models.UniqueConstraint(fields=["group", "type"], name="retention_once")]

    def __str__(self) -> str:
        return f"{self.type} of group {self.group_id}: {self.days} days"


class Leftover(models.Model):
    """Bytes that a document named which is disposed of: destroyed once it is sure that no other one names them."""

    sha256 = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()  # when they were last let go

    class Meta:
        app_label = "documents"

    def __str__(self) -> str:
        return f"leftover {self.pk}"
