"""What a consultation or survey asks, what each unit has answered, and every version that was filed."""

from django.db import models

from collab.streams.models import Entry
from discussions.inquiries.roles import Shown
from discussions.polls.models import Poll, Voter
from groups.models import Seat
from groups.roles import choices


class Inquiry(models.Model):
    """The form of a poll of kind consultation or survey.  Never changed: what was answered stays an answer to it."""

    poll = models.OneToOneField(Poll, primary_key=True, on_delete=models.CASCADE, related_name="inquiry")
    form = models.JSONField()  # see forms.Form
    form_hash = models.CharField(max_length=64)  # see forms.Form.digest
    shown = models.CharField(max_length=8, choices=choices(Shown), default=Shown.CLOSING)
    document = models.ForeignKey(Entry, null=True, on_delete=models.PROTECT, related_name="+")  # of the space: whose text it asks about
    follows = models.ForeignKey(Poll, null=True, on_delete=models.PROTECT, related_name="later_rounds")  # the closed round before it

    def __str__(self) -> str:
        return f"inquiry {self.pk}"


class Answer(models.Model):
    """What the people of one unit have written together: the draft as it stands, and what of it is filed.

    Whether and when it was filed is the unit's ballot (polls.Ballot), which says no more than that.
    """

    voter = models.OneToOneField(Voter, primary_key=True, on_delete=models.CASCADE, related_name="answer")
    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="answers")
    revision = models.PositiveIntegerField(default=0)  # grows with every change; who changes names the one that they have read
    draft = models.JSONField(default=dict)  # see answers.kept
    saved_by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    client_id = models.UUIDField()  # of the last request that changed it
    request_hash = models.CharField(max_length=64)
    filed = models.JSONField(null=True)  # see answers.filed; None: nothing yet
    constituency = models.CharField(max_length=40, blank=True)  # when it was last filed

    def __str__(self) -> str:
        return f"answer {self.pk}"


class Edition(models.Model):
    """One filing of an answer: who filed what, and when.  Never changed; the unit's own people read them all."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="editions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    client_id = models.UUIDField()
    request_hash = models.CharField(max_length=64)
    filed_by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["answer", "number"], name="edition_number_unique"),
            models.UniqueConstraint(fields=["answer", "client_id"], name="edition_once_per_client_id"),
        ]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"edition {self.number} of answer {self.answer_id}"
