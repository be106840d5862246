"""Collections, and the documents that were submitted to them."""

from django.db import models

from collab.ids import random_id
from collab.labels import Label
from discussions.collections.roles import ItemState
from discussions.documents.models import Document
from groups.models import Group, Seat
from groups.roles import choices


class Collection(models.Model):
    """Documents on one subject, in an order, described, with a curator who answers for what is in it.

    It opens nothing: whoever may not read a document does not see it here either.
    """

    id = models.BigIntegerField(primary_key=True, default=random_id)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="collections")
    title = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    curator = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")  # of the group
    ceiling = models.CharField(max_length=12, choices=Label, default=Label.GREEN)  # what is labelled stricter is not in it
    open = models.BooleanField(default=False)  # the whole alliance finds it and may submit to it
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)  # nothing comes in or goes out any more

    def __str__(self) -> str:
        return f"collection {self.pk}"


class Item(models.Model):
    """One document in one collection, or on its way there.  A declined one may be submitted again: it is the same row."""

    id = models.BigIntegerField(primary_key=True, default=random_id)
    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="items")
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="items")
    state = models.CharField(max_length=10, choices=choices(ItemState), default=ItemState.SUBMITTED)
    order = models.PositiveIntegerField(default=0)  # of an accepted one, from 1
    note = models.TextField(blank=True)  # why it belongs here
    submitted_by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    decided_by = models.ForeignKey(Seat, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)  # why it was declined; read by its submitter and the curators

    class Meta:
        constraints = [models.UniqueConstraint(fields=["collection", "document"], name="item_once")]
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return f"{self.document_id} in {self.collection_id}"
