"""When each person has their digest."""

from django.conf import settings
from django.db import models
from django.db.models import Q

MONDAY, MORNING = "1", 7


class Digest(models.Model):
    """One person's choice, and how far they have been told.

    `next_at` (UTC; none: never) says when the worker looks next.  Whether a letter is due then is asked of the days, the hour and
    the zone as they are at that time, so a person who moves to another zone has it at the chosen hour there.
    """

    person = models.OneToOneField(settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="+")
    days = models.CharField(max_length=7, default=MONDAY, blank=True)  # ISO weekdays in order, "135" for Monday, Wednesday, Friday
    hour = models.PositiveSmallIntegerField(default=MORNING)  # 0 to 23, by the person's own clock
    told_at = models.DateTimeField()  # what came later is new
    next_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="digest_due")]

    def __str__(self) -> str:
        return f"digest {self.pk}"
