"""Opening consultations and surveys."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Conflict, Invalid
from collab.search.index import reindex
from discussions.inquiries.forms import Form, check_form, tidied
from discussions.inquiries.models import Inquiry
from discussions.inquiries.policies import check_enough, check_modes
from discussions.inquiries.shapes import InquiryDraft
from discussions.polls.actions import open_poll
from discussions.polls.declaring import document_of
from discussions.polls.models import Poll
from discussions.polls.roles import PollKind, PollState, Reasons
from discussions.polls.shapes import PollDraft, PollOpened
from discussions.polls.tally.cells import LEAST
from discussions.spaces.policies import Standing
from discussions.spaces.reads import standing_in


@transaction.atomic
def open_inquiry(person_id: int, space_id: int, draft: InquiryDraft) -> PollOpened:
    """Consult a space on a text, or survey it: a poll whose ballot is a form.  Everything else is as polls.actions.open_poll does it.

    Safe to repeat by `client_id`.  Raises NotFound, Refused (not_allowed, space_archived, muted), Invalid (invalid,
    crowd_too_small, label_too_low, label_above_ceiling, too_long), Conflict (replay_differs).
    """
    kind, form = PollKind(draft.poll_kind), tidied(draft.form)
    opened = open_poll(person_id, space_id, poll_draft(draft), with_form=True)  # the right comes first
    check_modes(kind, draft.secrecy, draft.shown)
    check_form(form, consults=kind is PollKind.CONSULTATION)
    poll = Poll.objects.select_related("entry").get(space_id=space_id, entry__place=opened.poll.place)
    document = document_of(poll, draft.document)
    before = round_before(standing_in(person_id, space_id), poll, draft.follows)
    wanted = {"form": form.model_dump(mode="json"), "shown": draft.shown, "document": document, "follows": before}
    inquiry, is_new = Inquiry.objects.get_or_create(poll=poll, defaults=wanted | {"form_hash": form.digest()})
    if not is_new:
        if (inquiry.form_hash, inquiry.shown, inquiry.document, inquiry.follows) != (form.digest(), draft.shown, document, before):
            raise Conflict(Code.REPLAY_DIFFERS, _("This poll was sent before with other words. Open a new one."))
        return opened
    if opened.poll.state is PollState.OPEN:
        check_enough(poll.eligible, draft.secrecy, LEAST)
    reindex(poll.entry, poll.question, "\n".join(words_of(form)))
    return opened


def round_before(standing: Standing, poll: Poll, place: int | None) -> Poll | None:
    """The closed round after which this one asks anew.  Raises Invalid, also where there is none that the person may see."""
    if place is None:
        return None
    seen = Poll.objects.filter(space_id=poll.space_id, entry__place=place, entry__place__gt=standing.floor)
    found = seen.filter(kind=poll.kind, state=PollState.CLOSED).first()
    if found is None:
        raise Invalid(Code.INVALID, _("Only a closed one of the same kind can be followed by another round."), fields=["follows"])
    return found


def poll_draft(draft: InquiryDraft) -> PollDraft:
    """The poll that carries the form."""
    return PollDraft(
        client_id=draft.client_id, poll_kind=PollKind(draft.poll_kind), secrecy=draft.secrecy, unit=draft.unit, question=draft.question,
        reasons=Reasons.NONE, opens_at=draft.opens_at, closes_at=draft.closes_at, label=draft.label, capabilities=draft.capabilities,
        topic=draft.topic, body=draft.body,
    )  # fmt: skip


def words_of(form: Form) -> list[str]:
    """What a search finds of a form, in all its languages."""
    found = []
    for section in form.sections:
        found += [*section.title.values(), *section.note.values()]
        for each in section.questions:
            found += [*each.text.values(), *each.body.values()]
    return found
