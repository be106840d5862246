"""Documents, their versions, and who approved, returned and downloaded them."""

from django.db import models
from django.db.models import Q

import discussions.documents.living_models  # noqa: F401  # so that Django finds it
from collab.labels import Label
from collab.streams.models import Entry, Stream
from discussions.documents.attributes.models import Attribute  # noqa: F401  # so that Django finds it
from discussions.documents.passages import ANCHOR, LONGEST
from discussions.documents.retention.models import Retention  # noqa: F401  # so that Django finds it
from discussions.documents.roles import DocumentState, DocumentType, Way
from discussions.spaces.models import Space
from groups.models import Group, Seat
from groups.roles import choices


class Document(models.Model):
    """A paper of a group: an entry of the space it was shared in, whose people are its readers.

    Its label is its entry's.  `state` speaks of the newest version; `approved` stays the text that is in force
    while a newer one is worked on, and `published` what the alliance reads of it meanwhile.
    """

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.PROTECT, related_name="document")
    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="documents")
    author = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")  # its source: the seat and its organisation
    title = models.CharField(max_length=200)
    abstract = models.TextField(blank=True)
    type = models.CharField(max_length=24, choices=choices(DocumentType), default=DocumentType.PAPER)
    language = models.CharField(max_length=12, default="en")  # BCP 47
    attributes = models.JSONField(default=dict)  # what is said, by the key of the attribute: always a list
    state = models.CharField(max_length=20, choices=choices(DocumentState), default=DocumentState.WORKING)
    approved = models.ForeignKey("Version", null=True, on_delete=models.PROTECT, related_name="+")
    submitted_by = models.ForeignKey(Seat, null=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    shared_at = models.DateTimeField()
    changed_at = models.DateTimeField()  # of its newest version, decision or description
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.TextField(blank=True)  # read by everyone in the space

    published = models.ForeignKey("Version", null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True)
    number = models.BigIntegerField(null=True, unique=True)  # its address in the resource centre; tells nothing of its space
    published_words = models.TextField(blank=True)  # folded: what the centre's search compares, of the published version alone
    planned = models.ForeignKey("Version", null=True, on_delete=models.PROTECT, related_name="+")  # to be published when the embargo ends
    embargo_until = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)  # of what is published, or planned
    expired_at = models.DateTimeField(null=True)
    supersedes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="successors")  # in the same space
    superseded_at = models.DateTimeField(null=True)
    translates = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="translations")  # in the same space
    follows = models.PositiveIntegerField(null=True)  # the number of the version of the original that this one says
    archived_at = models.DateTimeField(null=True)
    red = models.CharField(max_length=8, blank=True, choices=[(each, each) for each in ("wished", "red")])  # nobody opens it here
    held_at = models.DateTimeField(null=True)  # a legal hold: until it is lifted, nothing of the document is erased
    keep_until = models.DateTimeField(null=True)  # once it is archived or withdrawn; None: for ever, or it is disposed of
    due_told_at = models.DateTimeField(null=True)  # when its moderators were told that this time is over
    disposed_at = models.DateTimeField(null=True)
    disposed_by = models.ForeignKey(Seat, null=True, on_delete=models.PROTECT, related_name="+")  # None: the clock
    disposed_reason = models.TextField(blank=True)
    checked_out_by = models.ForeignKey(Seat, null=True, on_delete=models.PROTECT, related_name="+")
    checked_out_until = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["space", "-changed_at"], name="document_library"),  # the library, newest first
            models.Index(fields=["embargo_until"], name="document_embargo", condition=Q(embargo_until__isnull=False)),  # the clock
            models.Index(fields=["expires_at"], name="document_expiry", condition=Q(expires_at__isnull=False)),  # the clock
            models.Index(fields=["keep_until"], name="document_kept", condition=Q(keep_until__isnull=False)),  # the clock
        ]

    def __str__(self) -> str:
        return f"document {self.pk}"


class Tag(models.Model):
    """A capability that a document is about."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="tags")
    capability = models.CharField(max_length=80)
    order = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "capability"], name="tag_once")]
        indexes = [models.Index(fields=["capability"], name="tag_capability")]  # the library, by capability
        ordering = ["order"]

    def __str__(self) -> str:
        return f"{self.capability} of {self.document_id}"


class Owner(models.Model):
    """A further group that owns a document: its moderators read it, and one of them must approve it."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="owners")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "group"], name="owner_once")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"group {self.group_id} of {self.document_id}"


class Version(models.Model):
    """One state of a document's bytes.  Never changed: other bytes are another version.

    `number` counts them and is their address; `major` and `minor` are what people call it.
    `client_id` and `request_hash` make sending the same version twice safe.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    major = models.PositiveIntegerField(default=1)
    minor = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()  # bytes
    mime = models.CharField(max_length=100)
    extension = models.CharField(max_length=8)
    name = models.CharField(max_length=200, blank=True)  # what its sender called it; shown, never used as a path
    note = models.TextField(blank=True)
    author = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    request_hash = models.CharField(max_length=64)
    at = models.DateTimeField()
    text = models.TextField(blank=True)  # its words, as far as search needs them
    text_cut = models.BooleanField(default=False)  # it has more words than these
    approved_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="version_number_once"),
            models.UniqueConstraint(fields=["author", "client_id"], name="version_once_per_client_id"),
        ]
        indexes = [models.Index(fields=["sha256"], name="version_bytes")]  # which versions hold these bytes
        ordering = ["number"]

    def __str__(self) -> str:
        return f"version {self.number} of {self.document_id}"


class Approval(models.Model):
    """One moderator's yes, to exactly these bytes."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="approvals")
    sha256 = models.CharField(max_length=64)
    approver = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "approver"], name="approval_once")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"approval of {self.version_id}"


class Return(models.Model):
    """A version that a moderator gave back.  Its reason is read by its authors and the moderators, nobody else."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="returns")
    by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"return of {self.version_id}"


class Asking(models.Model):
    """The source asked its readers to confirm a major version by a time.  One per major version; a minor one asks nothing anew."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="askings")
    major = models.PositiveIntegerField()
    by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "major"], name="asking_once")]
        indexes = [models.Index(fields=["due_at"], name="asking_reminder", condition=Q(reminded_at__isnull=True))]  # the clock

    def __str__(self) -> str:
        return f"asking for {self.major} of {self.document_id}"


class Acknowledgement(models.Model):
    """Somebody has read a major version and will handle it as its label then said."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="acknowledgements")
    major = models.PositiveIntegerField()
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    label = models.CharField(max_length=12, choices=Label)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "major", "seat"], name="acknowledgement_once")]

    def __str__(self) -> str:
        return f"acknowledgement of {self.document_id}"


class Comment(models.Model):
    """Something said about a passage of a version, or about all of it (`passage` empty), or in answer to another comment.

    One that was made in a text while it is written has no version, until one is made of the text in which its passage stands.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="comments")
    version = models.ForeignKey(Version, null=True, on_delete=models.CASCADE, related_name="+")  # in which the passage was read
    anchor = models.CharField(max_length=ANCHOR, blank=True)  # where it stands in the text: positions of Yjs, that move with it
    answers = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="+")
    passage = models.CharField(max_length=LONGEST, blank=True)
    body = models.TextField()
    html = models.TextField()  # rendered and cleaned
    by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    client_id = models.UUIDField()
    request_hash = models.CharField(max_length=64)
    settled_by = models.ForeignKey(Seat, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)
    unsaid_at = models.DateTimeField(null=True)  # taken back: its words are erased

    class Meta:
        constraints = [models.UniqueConstraint(fields=["by", "client_id"], name="comment_once_per_client_id")]

    def __str__(self) -> str:
        return f"comment on {self.document_id}"


class Download(models.Model):
    """Somebody took a copy of a version, or read it here; or of the text that was written on after it (`living`)."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="downloads")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    way = models.CharField(max_length=8, choices=choices(Way), default=Way.TAKEN)
    living = models.BooleanField(default=False)
    between = models.BooleanField(default=False, db_default=False)  # as an attachment, in a thread between groups

    class Meta:
        indexes = [models.Index(fields=["seat", "version", "-at"], name="download_of_seat")]  # whether a reading is told already

    def __str__(self) -> str:
        return f"download of {self.version_id}"


class LivingText(models.Model):
    """The text of a document that several people write at once.  Its versions are frozen from it.

    `state` holds the edits up to `folded`, merged; later ones are rows.  What is said of bytes here only `coedit.py` understands.
    """

    document = models.OneToOneField(Document, primary_key=True, on_delete=models.CASCADE, related_name="text")
    stream = models.OneToOneField(Stream, on_delete=models.PROTECT, related_name="+")  # lies within that of the space
    everyone = models.BooleanField(default=True)  # whoever may write in the space writes in it; else its source and moderators
    state = models.BinaryField(default=b"")
    folded = models.PositiveBigIntegerField(default=0)  # a number of its stream
    size = models.PositiveBigIntegerField(default=0)  # bytes of `state` and of all later edits

    def __str__(self) -> str:
        return f"text of {self.document_id}"


class Edit(models.Model):
    """Something that was written, until it is folded into the text's state.  `rev` is a number of the text's stream."""

    text = models.ForeignKey(LivingText, on_delete=models.CASCADE, related_name="edits", db_index=False)
    rev = models.PositiveBigIntegerField()
    data = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["text", "rev"], name="edit_rev_unique_in_text")]
        indexes = [models.Index(fields=["at"], name="edit_to_fold")]  # the worker
        ordering = ["rev"]

    def __str__(self) -> str:
        return f"edit {self.rev} of {self.text_id}"


class Hand(models.Model):
    """Somebody wrote in a text: whoever did decides on none of its versions."""

    text = models.ForeignKey(LivingText, on_delete=models.CASCADE, related_name="hands")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["text", "seat"], name="hand_once")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"hand in {self.text_id}"
