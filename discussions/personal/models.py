"""What only oneself sees.  Every row is an entry of the person's own stream."""

from django.conf import settings
from django.db import models

from collab.labels import Label
from collab.streams.models import Entry


class OwnEntry(models.Model):
    """Base of rows in a person's stream."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True


class ReadMark(OwnEntry):
    """Up to which place of a topic a person has read."""

    topic = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="+")
    upto = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "topic"], name="read_mark_once")]

    def __str__(self) -> str:
        return f"mark {self.pk}"


class Draft(OwnEntry):
    """A text that has not been sent.  Empty: sent or thrown away."""

    topic = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="+")
    body = models.TextField(blank=True)
    label = models.CharField(max_length=12, choices=Label, blank=True)
    note = models.CharField(max_length=160, blank=True)
    quoted = models.PositiveBigIntegerField(null=True)  # place of the quoted message
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "topic"], name="draft_once")]

    def __str__(self) -> str:
        return f"draft {self.pk}"


class Notice(OwnEntry):
    """Something that happened and concerns the person.  Facts, never a sentence: the reader's language says it."""

    what = models.CharField(max_length=24)
    about = models.ForeignKey(Entry, null=True, on_delete=models.CASCADE, related_name="+")
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "seen_at"], name="notice_unseen")]

    def __str__(self) -> str:
        return f"{self.what} {self.pk}"


class Hidden(OwnEntry):
    """A message that the person reported and no longer wants to see."""

    about = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "about"], name="hidden_once")]

    def __str__(self) -> str:
        return f"hidden {self.about_id}"


class Reshown(OwnEntry):
    """A message that the person's own side keeps from them, or no longer does: open pages are told, and nobody else is."""

    about = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "about"], name="reshown_once")]

    def __str__(self) -> str:
        return f"reshown {self.about_id}"
