"""What goes with a post through the gate.  A table of the app `bridges`."""

from typing import TYPE_CHECKING

from django.db import models

from collab.ids import random_id
from discussions.documents.models import Version

if TYPE_CHECKING:
    from discussions.bridges.models import Crossing


class Attachment(models.Model):
    """A version of a document that goes with a post: exactly these bytes, under the title that the document had then.

    `number` is its address in the thread; it tells nothing of the document.
    """

    number = models.BigIntegerField(unique=True, default=random_id)
    crossing: "models.ForeignKey[Crossing]" = models.ForeignKey("bridges.Crossing", on_delete=models.CASCADE, related_name="attachments")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["crossing", "version"], name="attachment_once")]
        ordering = ["order"]

    def __str__(self) -> str:
        return f"attachment {self.number}"
