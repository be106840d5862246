"""Topics and messages."""

from django.db import models
from django.db.models import Q

from collab.labels import Label
from collab.streams.models import Entry
from discussions.spaces.models import Space
from groups.models import Group, Seat

GONE = ("withdrawn", "redacted", "wished", "red", "flagged", "removed")  # why a message says nothing


class Topic(models.Model):
    """A titled conversation inside a space."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.PROTECT, related_name="+")
    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="topics")
    author = models.ForeignKey(Seat, null=True, on_delete=models.PROTECT, related_name="+")  # None: sealed, between groups
    shown_as = models.JSONField(null=True)  # a bridge's attribution, in place of the author's badge
    title = models.CharField(max_length=160)
    capabilities = models.JSONField(default=list)  # slugs of the frameworks
    opened_at = models.DateTimeField()
    locked_at = models.DateTimeField(null=True, blank=True)
    pinned_at = models.DateTimeField(null=True, blank=True)
    slow_seconds = models.PositiveIntegerField(default=0)  # slow mode of this topic, beside its space's
    messages = models.PositiveIntegerField(default=0)
    last_place = models.PositiveBigIntegerField(default=0)  # of its newest message
    last_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"topic {self.pk}"


class Message(models.Model):
    """Something said in a topic.

    `body` is what was written, `html` what it renders to; both are emptied for good when the message is
    withdrawn or redacted (what an appeal may give back is sealed elsewhere: discussions/desk/rulings.py).
    """

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.PROTECT, related_name="message")
    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(Seat, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    shown_as = models.JSONField(null=True)  # a bridge's attribution, in place of the author's badge
    client_id = models.UUIDField()
    request_hash = models.CharField(max_length=64)  # of the first request with this client_id
    body = models.TextField()
    html = models.TextField()
    note = models.CharField(max_length=160, blank=True)  # content note: the body is folded under it
    cards = models.JSONField(default=list)  # [{space, place}] of documents and polls; each reader sees them by their own rights
    quoted = models.ForeignKey(Entry, null=True, on_delete=models.PROTECT, related_name="+")
    posted_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    pinned_at = models.DateTimeField(null=True, blank=True)
    gone = models.CharField(max_length=10, blank=True, choices=[(each, each) for each in GONE])
    gone_at = models.DateTimeField(null=True, blank=True)
    carried = models.JSONField(null=True)  # an excerpt of a thread between groups: its number, and how its author is shown
    unasked = models.BooleanField(default=False, db_default=False)  # between groups: may be carried on without asking its author again
    attachments = models.JSONField(null=True)  # [AttachmentShape] of a post between groups: what was released with it
    mentions_all = models.BooleanField(default=False)
    mentions_moderators = models.BooleanField(default=False)

    class Meta:
        # The author has no index of its own: this one begins with it.
        constraints = [models.UniqueConstraint(fields=["author", "client_id"], name="message_once_per_client_id")]
        indexes = [  # few messages call many people: the list of mentions starts from these
            models.Index(fields=["space"], condition=Q(mentions_all=True), name="message_to_all"),
            models.Index(fields=["space"], condition=Q(mentions_moderators=True), name="message_to_moderators"),
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"


class Revision(models.Model):
    """What a message said before an edit."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="revisions")
    body = models.TextField()
    html = models.TextField()
    label = models.CharField(max_length=12, choices=Label)
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"revision {self.pk}"


class Reaction(models.Model):
    """One word of a seat on a message."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="reactions")
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="+")
    word = models.CharField(max_length=16)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "seat", "word"], name="reaction_once")]

    def __str__(self) -> str:
        return f"{self.word} on {self.message_id}"


class ShownCounts(models.Model):
    """How often each word is shown as said on a message between groups: as of the last batch, so that no moment tells who was there."""

    message = models.OneToOneField(Message, primary_key=True, on_delete=models.CASCADE, related_name="shown_counts")
    shown = models.JSONField(default=dict)  # {word: how many}
    due_at = models.DateTimeField(null=True, blank=True)  # when they move next; None: nobody has reacted since

    class Meta:
        indexes = [models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="shown_counts_due")]

    def __str__(self) -> str:
        return f"counts of {self.message_id}"


class Mention(models.Model):
    """A seat that a message names."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="mentions")
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "seat"], name="mention_once")]

    def __str__(self) -> str:
        return f"seat {self.seat_id} in {self.message_id}"


class LastWord(models.Model):
    """When a seat last wrote in a topic where people write slowly.  Kept only there, so that posting elsewhere costs nothing."""

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="+", db_index=False)
    topic = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seat", "topic"], name="last_word_once")]

    def __str__(self) -> str:
        return f"seat {self.seat_id} in {self.topic_id}"


class Evidence(models.Model):
    """What a message said when it went while a report on it was open.  Read only by the moderators who decide."""

    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="evidence")
    content = models.JSONField()
    sealed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"evidence of {self.message_id}"


class Hold(models.Model):
    """A message between groups that one of them keeps from its own people; for everybody else nothing has changed.

    Its entry lies on the desk of that group.  It stands until its moderators release the message.
    """

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="holds")
    topic = models.ForeignKey(Entry, null=True, on_delete=models.CASCADE, related_name="+")  # opened by it: its title is kept too
    reason = models.TextField()  # read by the moderators of the group
    by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    words = models.TextField(blank=True)  # of the latest decision
    decided_by = models.ForeignKey(Seat, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)  # released to the group's own people

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "group"], condition=Q(ended_at__isnull=True), name="hold_once")]
        indexes = [models.Index(fields=["group"], condition=Q(ended_at__isnull=True), name="hold_in_force")]

    def __str__(self) -> str:
        return f"hold {self.pk}"


class Flag(models.Model):
    """A message between groups that moderators of one of them held for everybody, until moderators of two say the same or time is over.

    While it is held the message is `flagged` and says nothing; what it said is here, and nowhere else.
    """

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="flags")
    by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()  # read by everybody in the thread
    content = models.JSONField(default=dict)  # empty once it is decided, or the message was taken back
    at = models.DateTimeField()
    until = models.DateTimeField()  # then it stands again, unless two groups have agreed
    outcome = models.CharField(max_length=10, blank=True)  # bridges.roles.FlagOutcome
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message"], condition=Q(ended_at__isnull=True), name="flag_one_open")]
        indexes = [models.Index(fields=["until"], condition=Q(ended_at__isnull=True), name="flag_due")]

    def __str__(self) -> str:
        return f"flag {self.pk}"
