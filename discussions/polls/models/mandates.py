"""Votes that somebody else brings: proxies across units, and votes that a moderator has recorded for a unit."""

from django.db import models

from discussions.polls.models.polls import Poll, Voter
from discussions.spaces.models import Space
from groups.models import Seat


class Proxy(models.Model):
    """A unit's vote, given by the seat that speaks for it to the seat that speaks for another: for one poll, or until a date."""

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="proxies")
    poll = models.ForeignKey(Poll, null=True, on_delete=models.PROTECT, related_name="proxies")  # None: every one till `until`
    until = models.DateTimeField(null=True)
    giver = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    holder = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    given_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["giver", "client_id"], name="proxy_once_per_client_id"),
            models.CheckConstraint(
                condition=models.Q(poll__isnull=True, until__isnull=False) | models.Q(poll__isnull=False, until__isnull=True),
                name="proxy_for_a_poll_or_until_a_date",
            ),
        ]

    def __str__(self) -> str:
        return f"proxy {self.pk}"


class ProxyVote(models.Model):
    """Says of a unit's ballot that it was cast by proxy; gone as soon as the unit casts its own."""

    voter = models.OneToOneField(Voter, primary_key=True, on_delete=models.CASCADE, related_name="proxy_vote")
    proxy = models.ForeignKey(Proxy, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"vote by proxy {self.proxy_id}"


class Recorded(models.Model):
    """A vote that a moderator wrote down for a unit, for instance told by telephone.  It counts once the unit confirms it."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="recorded")
    voter = models.ForeignKey(Voter, on_delete=models.CASCADE, related_name="recorded")
    client_id = models.UUIDField()
    content = models.JSONField(default=dict)  # see ballots.stored
    abstained = models.BooleanField(default=False)
    version = models.PositiveIntegerField()  # of the poll
    how = models.CharField(max_length=500)  # how the moderator was told
    by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    confirmed = models.BooleanField(null=True)  # None: it waits; False: refused, or replaced by another
    decided_by = models.ForeignKey(Seat, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["by", "client_id"], name="recorded_once_per_client_id"),
            models.UniqueConstraint(fields=["voter"], condition=models.Q(confirmed__isnull=True), name="recorded_one_waiting_per_voter"),
        ]

    def __str__(self) -> str:
        return f"recorded {self.pk}"
