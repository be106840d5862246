"""Letters that wait for the worker."""

from django.db import models


class Letter(models.Model):
    """One mail to one address.  The row goes when the letter has been sent, or is of no use any more."""

    sealed = models.BinaryField()  # address and words, see sealing.py
    written_at = models.DateTimeField()
    useful_until = models.DateTimeField(db_index=True)
    # Not before this moment: while a worker holds the letter, the end of its hold.
    try_at = models.DateTimeField(db_index=True)
    attempts = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"letter {self.pk}"
