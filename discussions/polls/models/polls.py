"""Polls, who may vote in them, votes and results."""

from django.conf import settings
from django.db import models

from collab.ids import random_id
from collab.streams.models import Entry
from discussions.polls.roles import PollKind, PollState, Reasons, Secrecy, Unit
from discussions.spaces.models import Space
from groups.models import Constituency, Organisation, Seat
from groups.roles import choices


class Poll(models.Model):
    """A question put to the people of a space, with the rule by which it is answered.

    `eligible`, `roll_hash` and the roll are fixed at opening; `cast` counts units that have voted.
    """

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.PROTECT, related_name="+")
    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="polls")
    author = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    request_hash = models.CharField(max_length=64)  # of the first request with this client_id
    kind = models.CharField(max_length=12, choices=choices(PollKind), default=PollKind.CHOOSE)
    secrecy = models.CharField(max_length=12, choices=choices(Secrecy), default=Secrecy.NAMED)
    unit = models.CharField(max_length=12, choices=choices(Unit))
    question = models.CharField(max_length=500)
    version = models.PositiveIntegerField(default=1)  # of question, options and rule
    min_choices = models.PositiveSmallIntegerField(default=1)
    max_choices = models.PositiveSmallIntegerField(default=1)
    max_points = models.PositiveSmallIntegerField(default=0)  # for one option; see ballots.Form
    budget = models.PositiveSmallIntegerField(default=0)  # of points, for all options together
    reasons = models.CharField(max_length=12, choices=choices(Reasons), default=Reasons.OPTIONAL)
    quorum = models.PositiveIntegerField(null=True)  # units; None: no quorum
    rule = models.JSONField()  # see shapes.Rule
    capabilities = models.JSONField(default=list)  # slugs of the frameworks
    state = models.CharField(max_length=10, choices=choices(PollState), default=PollState.SCHEDULED)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)  # also when it was cancelled
    reason = models.TextField(blank=True)  # why it was closed early, or cancelled
    eligible = models.PositiveIntegerField(default=0)
    cast = models.PositiveIntegerField(default=0)  # of a secret poll that is open: as last told
    turnout_at = models.DateTimeField(null=True)  # when the turnout of a secret poll was last looked at
    roll_hash = models.CharField(max_length=64, blank=True)
    reminded = models.PositiveSmallIntegerField(default=0)  # how many of reminding.REMINDERS have gone out

    class Meta:
        constraints = [models.UniqueConstraint(fields=["author", "client_id"], name="poll_once_per_client_id")]
        indexes = [
            models.Index(fields=["state", "closes_at"], name="poll_due_to_close"),  # the clock, lists by deadline
            models.Index(fields=["state", "opens_at"], name="poll_due_to_open"),
        ]

    def __str__(self) -> str:
        return f"poll {self.pk}"


class Draft(models.Model):
    """A poll that is not finished: no entry of a stream, so that nobody hears of it but its author and the moderators of its space."""

    id = models.BigIntegerField(primary_key=True, default=random_id)
    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField()  # see draft_shapes.PollText
    changed_at = models.DateTimeField()
    rev = models.PositiveIntegerField(default=1)  # one more with every change

    def __str__(self) -> str:
        return f"draft {self.pk}"


class Option(models.Model):
    """One answer.  `key` is its name on ballots and in results, and never changes.

    Without words of its own where the kind brings its answers (roles.FIXED), or where it is a time.
    """

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="options")
    key = models.CharField(max_length=12)
    text = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=500, blank=True)
    order = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField(null=True)  # of a slot in a date poll
    ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "key"], name="option_key_unique_in_poll")]
        ordering = ["order"]

    def __str__(self) -> str:
        return f"option {self.key} of poll {self.poll_id}"


class Voter(models.Model):
    """One unit on a poll's roll: a seat, an organisation or a constituency.  Written at opening; changed by amendments alone."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="roll")
    key = models.CharField(max_length=64)  # see policies.unit_key
    number = models.PositiveIntegerField(default=0)  # its bit in the urn of a secret poll
    seat = models.ForeignKey(Seat, null=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    constituency = models.ForeignKey(Constituency, null=True, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)  # by an amendment

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "key"], name="voter_once_per_poll")]

    def __str__(self) -> str:
        return f"voter {self.pk}"


class Ballot(models.Model):
    """The vote of one unit, as it stands.  One to a voter, so a vote cannot count twice."""

    voter = models.OneToOneField(Voter, primary_key=True, on_delete=models.CASCADE, related_name="ballot")
    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="ballots")
    content = models.JSONField(default=dict)  # see ballots.stored
    abstained = models.BooleanField(default=False)
    cast_by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    by_head = models.BooleanField(default=False)  # then it stands over alternates
    version = models.PositiveIntegerField(default=1)  # of the poll; of an earlier one: it needs to be confirmed, and does not count
    cast_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"ballot {self.pk}"


class Cast(models.Model):
    """One act of voting: the first, and every change.  Never changed itself."""

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="casts")
    client_id = models.UUIDField()
    request_hash = models.CharField(max_length=64)
    version = models.PositiveIntegerField()  # of the poll
    content = models.JSONField(default=dict)
    abstained = models.BooleanField(default=False)
    cast_by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    cast_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cast_by", "client_id"], name="cast_once_per_client_id")]

    def __str__(self) -> str:
        return f"cast {self.pk}"


class Urn(models.Model):
    """Who has voted in a secret poll: a bit for each number of the roll, in one row, which says nothing of when.  See urn.py."""

    poll = models.OneToOneField(Poll, primary_key=True, on_delete=models.CASCADE, related_name="urn")
    voted = models.BinaryField()

    def __str__(self) -> str:
        return f"urn of poll {self.poll_id}"


class SecretBallot(models.Model):
    """A vote that nothing joins to its voter.

    `handle` knows it again by the browser's secret; it is dropped at closing, unless it is a receipt.
    """

    key = models.UUIDField(primary_key=True)  # 128 random bits
    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="+")
    handle = models.CharField(max_length=64, null=True)  # noqa: DJ001 - unique as long as there is one
    content = models.JSONField(default=dict)
    abstained = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "handle"], name="secret_ballot_once_per_handle")]

    def __str__(self) -> str:
        return "a secret ballot"


class OwnBallot(models.Model):
    """Shows a unit's ballot in the own stream of one of its members."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="shown")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "ballot"], name="own_ballot_once")]

    def __str__(self) -> str:
        return f"ballot {self.ballot_id} for {self.person_id}"


class Result(models.Model):
    """What a poll came to: stored at closing, with the question and the rule as they were voted on.

    All that a recount needs is in it, so that a later change of a seat or an organisation changes no result.
    """

    poll = models.OneToOneField(Poll, primary_key=True, on_delete=models.CASCADE, related_name="result")
    question = models.CharField(max_length=500)
    rule = models.JSONField()
    version = models.PositiveIntegerField()
    eligible = models.JSONField()  # units on the roll, by constituency; where votes are not named, in all
    votes = models.JSONField()  # without units, equal ones together: see tally.bundle.votes_json
    brief = models.JSONField()  # the parts of `outcome` that travel with the poll: see counting.BRIEF
    outcome = models.JSONField()  # see tally.Outcome.as_json
    withheld = models.BooleanField(default=False)  # too few voted for a secret result
    lot = models.CharField(max_length=40, blank=True)  # the number that was read out to break ties
    digest = models.CharField(max_length=64)  # SHA-256 of `outcome`

    def __str__(self) -> str:
        return f"result of poll {self.poll_id}"


class Outcome(models.Model):
    """What follows from a closed poll, as its moderators declare it: once, and signed."""

    poll = models.OneToOneField(Poll, primary_key=True, on_delete=models.CASCADE, related_name="outcome")
    author = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    dissent = models.TextField(blank=True)  # what those say who were against
    owner = models.CharField(max_length=160, blank=True)  # who sees to it
    review_on = models.DateField(null=True)
    document = models.ForeignKey(Entry, null=True, on_delete=models.PROTECT, related_name="+")  # of the space, which carries it out
    declared_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"outcome of poll {self.poll_id}"


class Amendment(models.Model):
    """A change of the roll after opening: who was added or removed, by whom, and why."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="amendments")
    voter = models.ForeignKey(Voter, on_delete=models.CASCADE, related_name="+")
    added = models.BooleanField()  # else it was removed
    reason = models.TextField()
    author = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    roll_hash = models.CharField(max_length=64)  # afterwards

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"amendment {self.pk}"


class Revision(models.Model):
    """A change of the text after opening: how it read before, who changed it, and why."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField()  # that it led to; the same as before where nothing material changed
    material = models.BooleanField()
    question = models.CharField(max_length=500)  # before
    options = models.JSONField()  # before: [key, text, note] of each
    reason = models.TextField()
    author = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"revision {self.pk}"
