"""Files that arrive in parts.  Nothing here is read by anybody before it is whole and has been checked."""

from django.conf import settings
from django.db import models

from collab.ids import random_id
from discussions.spaces.models import Space


class Upload(models.Model):
    """A file that one person sends into one space.  Its parts lie in the store under its number, until it is whole and used.

    `received` says how many bytes lie there without a hole.  A used one keeps its row until it expires, so that a repeated
    request finds the answer of the first.
    """

    id = models.BigIntegerField(primary_key=True, default=random_id)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200, blank=True)  # what its sender called it; shown to them alone
    size = models.PositiveBigIntegerField()  # bytes, as announced
    received = models.PositiveBigIntegerField(default=0)  # bytes
    started_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True)  # handed over to be shared, and not through yet: it is being checked
    sha256 = models.CharField(max_length=64, blank=True)  # of all that came, once it was used

    class Meta:
        indexes = [
            models.Index(fields=["person", "expires_at"], name="upload_of_person"),  # what one has not finished
            models.Index(fields=["expires_at"], name="upload_expired"),  # the sweep
        ]

    def __str__(self) -> str:
        return f"upload {self.pk}"  # never a name: this lands in logs


class Part(models.Model):
    """Bytes of an upload that came in one request."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="parts")
    start = models.PositiveBigIntegerField()
    size = models.PositiveBigIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=32)  # where it lies in the store

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upload", "start"], name="part_once")]
        ordering = ["start"]

    def __str__(self) -> str:
        return f"part of {self.upload_id} from {self.start}"
