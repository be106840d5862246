"""Texts under silence, what broke it, and deadlines that were moved."""

from django.db import models

from discussions.documents.models import Version
from discussions.polls.models.polls import Poll
from groups.models import Seat


class Silence(models.Model):
    """The text of a silence procedure: a version of a document of the space, or words that were typed in.

    `sha256` is of the file's bytes, or of the words as they are kept here, in UTF-8.
    """

    poll = models.OneToOneField(Poll, primary_key=True, on_delete=models.CASCADE, related_name="silence")
    text = models.TextField(blank=True)  # empty where it is a document's
    version = models.ForeignKey(Version, null=True, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    follows = models.ForeignKey(Poll, null=True, on_delete=models.PROTECT, related_name="+")  # whose silence was broken
    told_at = models.DateTimeField(null=True)  # when everybody concerned had notice of its end

    def __str__(self) -> str:
        return f"text of poll {self.poll_id}"


class Break(models.Model):
    """Why a text is not adopted, and what would mend that.  One is enough, and it stands."""

    silence = models.OneToOneField(Silence, primary_key=True, on_delete=models.CASCADE, related_name="broken")
    by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    reason = models.TextField()
    remedy = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"break of poll {self.silence_id}"


class Extension(models.Model):
    """The one time that a deadline was moved, and why."""

    poll = models.OneToOneField(Poll, primary_key=True, on_delete=models.CASCADE, related_name="extension")
    was = models.DateTimeField()
    reason = models.TextField()
    author = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"extension of poll {self.poll_id}"
