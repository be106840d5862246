"""The attributes that a group has defined."""

from django.db import models

from collab.ids import random_id
from discussions.documents.attributes.roles import AttributeKind
from groups.models import Group
from groups.roles import choices


class Attribute(models.Model):
    """Something that a group says of its documents, beside what every group says.

    A retired one is no longer asked for; what was said stays.
    """

    id = models.BigIntegerField(primary_key=True, default=random_id)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="attributes")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=8, choices=choices(AttributeKind))
    options = models.JSONField(default=list)  # of a choice: the words, in their order
    types = models.JSONField(default=list)  # for documents of these types; empty: of all
    needed = models.BooleanField(default=False)  # nothing is submitted without it
    order = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "documents"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return f"attribute {self.pk}"

    @property
    def key(self) -> str:
        """Under which documents say it; no built-in one is called so."""
        return f"a{self.pk}"
