"""Bridges, their sides, and the posts on their way through the gate."""

from django.db import models

from collab.ids import random_id
from collab.streams.models import Entry
from discussions.bridges.attachments.models import Attachment  # noqa: F401  # so that Django finds it
from discussions.bridges.custody.models import Seal  # and its neighbours become tables of this app
from discussions.bridges.custody.voices import Unknown
from discussions.bridges.roles import AmendmentState, Attribution, BridgeState, CrossingState, Gate, SideState
from discussions.chat.models import Flag, Message
from discussions.spaces.models import Space
from groups.models import Group, Seat
from groups.roles import choices

WAITING = [CrossingState.HELD, CrossingState.APPEALED]  # for a moderator
UNDER_WAY = [*WAITING, CrossingState.PASSED, CrossingState.RETURNED, CrossingState.DECLINED]


class Bridge(models.Model):
    """A moderated thread between groups.

    Its room is a space without a group, whose title, purpose, default label, ceiling and rule of history are
    parts of the charter too.  The charter is agreed by accepting; afterwards every side must agree to a change of it.
    """

    space = models.OneToOneField(Space, primary_key=True, on_delete=models.PROTECT, related_name="bridge")
    state = models.CharField(max_length=10, choices=choices(BridgeState), default=BridgeState.INVITED)
    attributions = models.JSONField(default=list)  # words of Attribution that authors may choose
    response_hours = models.PositiveSmallIntegerField(default=24)  # in which a moderator answers; nothing is released by time
    chatham = models.BooleanField(default=False)  # declared: words may be used, neither speaker nor affiliation told
    unasked = models.BooleanField(
        default=False, db_default=False
    )  # authors may let what is CLEAR or GREEN be carried on without asking them again
    custody_needed = models.PositiveSmallIntegerField(default=2)  # custodians who open a sealed name together
    asked = models.JSONField(default=list)  # ids of the groups that a draft is to be sent to
    proposed_by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    paused_until = models.DateTimeField(null=True, blank=True)  # while it is paused; then it goes on by itself
    paused_by = models.ForeignKey(Group, null=True, on_delete=models.PROTECT, related_name="+")
    pause_reason = models.TextField(blank=True)  # of the present pause; read by all moderators
    closed_at = models.DateTimeField(null=True, blank=True)
    close_reason = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"bridge {self.pk}"


class Side(models.Model):
    """A group in a bridge.  Its entry lies on the desk of that group: its moderators see the proposal there."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.PROTECT, related_name="+")
    bridge = models.ForeignKey(Bridge, on_delete=models.CASCADE, related_name="sides")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=choices(SideState), default=SideState.INVITED)
    proposing = models.BooleanField(default=False)
    picked = models.JSONField(default=list)  # ids of the seats to admit when the bridge opens; then admissions tell
    gate = models.CharField(max_length=10, choices=choices(Gate), default=Gate.PRE)
    trusted = models.JSONField(default=list)  # ids of the seats whose posts pass at once, where the gate trusts
    answered_by = models.ForeignKey(Seat, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)  # of a decline or of leaving; read by this side and the proposing one
    paused_at = models.DateTimeField(null=True, blank=True)  # when this side last paused the thread

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bridge", "group"], name="side_once_per_group")]

    def __str__(self) -> str:
        return f"group {self.group_id} in bridge {self.bridge_id}"


class Amendment(models.Model):
    """A change of the charter that one side asks for; it is in force once every side that takes part has agreed.

    A group that was invited may ask for one before it answers: a counter.
    """

    number = models.BigIntegerField(unique=True, default=random_id)
    bridge = models.ForeignKey(Bridge, on_delete=models.CASCADE, related_name="amendments")
    side = models.ForeignKey(Side, on_delete=models.CASCADE, related_name="amendments")
    changes = models.JSONField()  # as shapes.CharterChanges
    words = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=choices(AmendmentState), default=AmendmentState.OPEN)
    agreed = models.JSONField(default=list)  # ids of the groups that have agreed to exactly this, over the present charter
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Seat, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)  # of a refusal

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["side"], condition=models.Q(state=AmendmentState.OPEN), name="amendment_one_open_per_side")
        ]

    def __str__(self) -> str:
        return f"amendment {self.number}"


class Crossing(models.Model):
    """A post on its way through the gate of its author's own group.

    It has two entries: one on the desk of that group, one (`own`) in its author's own stream.  Nobody else is
    told anything of it until a moderator releases it: then it becomes `message`, with a place taken at that
    moment.  Who wrote it stays known to the moderators of that group (custody "home moderator"); where its author is
    sealed it has no author and no entry in anybody's stream, but a `seal`.
    """

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.PROTECT, related_name="+")
    own = models.OneToOneField(Entry, null=True, on_delete=models.PROTECT, related_name="+")
    number = models.BigIntegerField(unique=True, default=random_id)  # its id on the wire: tells no order
    bridge = models.ForeignKey(Bridge, on_delete=models.PROTECT, related_name="crossings")
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="crossings")
    author = models.ForeignKey(Seat, null=True, on_delete=models.PROTECT, related_name="+")  # None: sealed
    client_id = models.UUIDField()  # of a sealed post: sealing.repeat_id
    request_hash = models.CharField(max_length=64)  # of the first request with this client_id
    topic = models.ForeignKey(Entry, null=True, on_delete=models.PROTECT, related_name="+")  # None: opens one, called `title`
    title = models.CharField(max_length=160, blank=True)
    body = models.TextField()
    html = models.TextField()
    note = models.CharField(max_length=160, blank=True)  # content note
    attribution = models.CharField(max_length=12, choices=choices(Attribution))
    state = models.CharField(max_length=10, choices=choices(CrossingState), default=CrossingState.HELD)
    reason = models.TextField(blank=True)  # of the latest return or decline
    suggestion = models.TextField(blank=True)  # the words that a moderator would release, for the author to take over or not
    appeal = models.TextField(blank=True)  # why the author asks for a second moderator
    declined_by = models.ForeignKey(Seat, null=True, on_delete=models.PROTECT, related_name="+")  # does not decide on the appeal
    revises = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="revisions")  # new words for what was released
    decided_by = models.ForeignKey(Seat, null=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()  # of these words: an edit submits anew
    due_at = models.DateTimeField()  # an answer is due; past it all moderators are told, later the words go back; never are they released
    lapse_at = models.DateTimeField(null=True, blank=True)  # once they were told: when the words go back
    decided_at = models.DateTimeField(null=True, blank=True)
    travels_at = models.DateTimeField(null=True, blank=True)  # of what has passed: when its batch goes out
    released_hash = models.CharField(max_length=64, blank=True)  # of what was released: text, label, attribution, audience
    released_to = models.JSONField(default=dict)  # people by group id, at release
    message = models.OneToOneField(Message, null=True, on_delete=models.PROTECT, related_name="+")
    carried = models.JSONField(null=True)  # an excerpt of another thread, as of Message: its words are nobody's here to change
    unasked = models.BooleanField(default=False, db_default=False)  # its author lets it be carried on without asking again
    seal: Seal  # of one whose author is sealed; others have none

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["author", "client_id"], name="crossing_once_per_client_id"),
            models.UniqueConstraint(fields=["client_id"], condition=models.Q(author__isnull=True), name="crossing_sealed_once"),
            models.UniqueConstraint(fields=["revises"], condition=models.Q(state__in=UNDER_WAY), name="crossing_one_revision"),
        ]
        indexes = [
            models.Index(fields=["side", "state"], name="crossing_waiting"),
            models.Index(fields=["bridge", "state"], name="crossing_in_bridge"),
            models.Index(fields=["travels_at"], condition=models.Q(state=CrossingState.PASSED), name="crossing_travels"),
            models.Index(fields=["due_at"], condition=models.Q(state__in=WAITING), name="crossing_due"),
        ]

    def __str__(self) -> str:
        return f"crossing {self.number}"

    @property
    def entries(self) -> list[Entry]:
        """Where it is shown."""
        return [self.entry] if self.own is None else [self.entry, self.own]

    @property
    def voice(self) -> Seat | Unknown:
        """Who wrote it, as far as that is known.  Needs `seal` and `side` loaded."""
        return self.author or Unknown(self.side.group_id, self.seal.constituency)


class FlagDesk(models.Model):
    """A flag as it lies on the desk of one side; each side that takes part has one, the author's and the flagging one no other."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.PROTECT, related_name="+")
    flag = models.ForeignKey(Flag, on_delete=models.CASCADE, related_name="desks")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["flag", "group"], name="flag_once_per_desk")]

    def __str__(self) -> str:
        return f"flag {self.flag_id} on the desk of {self.group_id}"


class FlagVoice(models.Model):
    """What one moderator says to a flag; the flag itself is its maker's word for removing."""

    flag = models.ForeignKey(Flag, on_delete=models.CASCADE, related_name="voices")
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="+")
    remove = models.BooleanField()
    words = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["flag", "seat"], name="flag_voice_once")]

    def __str__(self) -> str:
        return f"voice on flag {self.flag_id}"
