"""Cases: a file that an operator's list of hashes knew.  Its bytes are sealed; what is known of it stands here."""

from django.conf import settings
from django.db import models

from collab.ids import random_id


class Case(models.Model):
    """One file that was sealed: whose, when, by which list.  Neither its name nor anything of its content is kept."""

    id = models.BigIntegerField(primary_key=True, default=random_id)  # its bytes lie sealed under it
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    list = models.CharField(max_length=40)
    kind = models.CharField(max_length=8)  # of the digest that was found: md5, sha1, sha256; pdq: a picture like one
    digest = models.CharField(max_length=64)
    embedded = models.BooleanField()  # found in a part of the file, not in the file as a whole
    sha256 = models.CharField(max_length=64)  # of the whole file
    size = models.PositiveBigIntegerField()  # bytes
    referred_at = models.DateTimeField(null=True)
    referred_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    authority = models.CharField(max_length=200, blank=True)  # to whom it was referred
    reference = models.CharField(max_length=200, blank=True)  # what they call it
    purged_at = models.DateTimeField(null=True)  # its bytes were destroyed

    class Meta:
        ordering = ["-at", "pk"]

    def __str__(self) -> str:
        return f"case {self.pk}"


class Pause(models.Model):
    """A person who sends no files until a safeguarding lead says otherwise."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"pause of {self.person_id}"
