"""The record of privileged acts: one chain of hashes per group, one for the site as a whole.

The database itself refuses to change or delete an entry (migration 0002).
"""

from django.db import models


class AuditChain(models.Model):
    """The head of one chain.  Locked last of all rows, for the moment of one append."""

    key = models.BigIntegerField(primary_key=True)  # the group's id; 0 for the site
    length = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return f"audit chain {self.key}"


class AuditEntry(models.Model):
    """One act: who did what to what, and why.  Never changed, never deleted.

    `actor` is a person's id, `subject` a kind and an id: no foreign keys, since the record outlives its subjects.
    """

    chain = models.ForeignKey(AuditChain, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveBigIntegerField()
    group_id = models.BigIntegerField(null=True)
    actor_id = models.BigIntegerField(null=True)  # None: the site's clock
    verb = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=24)
    subject_id = models.CharField(max_length=64)
    reason = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="audit_number_unique_in_chain")]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_kind} {self.subject_id}"


class AuditHead(models.Model):
    """The signed heads that were sent out on one day (UTC).  The row is the claim: it is written once."""

    day = models.DateField(primary_key=True)
    line = models.TextField()  # see heads.Signed.line

    def __str__(self) -> str:
        return f"audit heads of {self.day}"
