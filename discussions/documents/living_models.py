"""What belongs to a text that several people write at once, beside its words."""

from django.db import models

from groups.models import Seat


class Suggestion(models.Model):
    """Something that was suggested in a text: its words stand there under `key`, and in no row.

    Whoever first brings a key is its author, as the server saw it: no browser says in whose name it suggests.
    """

    text = models.ForeignKey("documents.LivingText", on_delete=models.CASCADE, related_name="suggestions")
    key = models.UUIDField()
    rev = models.PositiveBigIntegerField()  # the number of the text's stream under which it came
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    accepted = models.BooleanField(null=True)  # None: nobody has decided
    settled_by = models.ForeignKey(Seat, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["text", "key"], name="suggestion_once")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"suggestion in {self.text_id}"
