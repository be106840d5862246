"""Filed answers to take away, as a spreadsheet or on paper."""

from io import BytesIO
from typing import Literal

from django.db import transaction
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from discussions.inquiries.models import Inquiry
from discussions.inquiries.reads import compiled, form_of, shown_answers
from discussions.inquiries.tables import tables_of
from discussions.polls.life import tell_audit
from discussions.polls.models import Poll
from discussions.polls.reads import poll_shape
from discussions.polls.shapes import PollShape
from discussions.polls.sheets import csv_of, xlsx_of
from discussions.polls.tables import Cell, Table
from discussions.spaces.policies import check_leave
from groups.models import Constituency

Form = Literal["csv", "xlsx"]


@transaction.atomic
def export_answers(person_id: int, space_id: int, place: int, form: Form) -> tuple[BytesIO, int, str]:
    """The answers as a file, its size in bytes and its name.  The audit keeps who took it, and in which form.

    Raises NotFound, Conflict (wrong_state), Refused (not_allowed: TLP:RED).
    """
    _standing, poll, inquiry = shown_answers(person_id, space_id, place)
    check_leave(poll.entry.label)
    tables = tables_for(poll, inquiry)
    content = csv_of(tables) if form == "csv" else xlsx_of(tables, right_to_left=get_language_bidi())
    tell_audit("poll.export", poll, actor_id=person_id, reason=form)
    return BytesIO(content), len(content), f"{poll.kind}-{space_id}-{place}.{form}"


@transaction.atomic
def printed_answers(person_id: int, space_id: int, place: int) -> tuple[PollShape, list[Table]]:
    """A poll and its answers as tables, to be printed; the audit keeps who did.

    Raises NotFound, Conflict (wrong_state), Refused (not_allowed: TLP:RED).
    """
    standing, poll, inquiry = shown_answers(person_id, space_id, place)
    check_leave(poll.entry.label)
    tell_audit("poll.export", poll, actor_id=person_id, reason="print")
    return poll_shape(poll, standing.now), tables_for(poll, inquiry)


def tables_for(poll: Poll, inquiry: Inquiry) -> list[Table]:
    """The answers as tables, the poll first."""
    page = compiled(poll, inquiry)
    facts: list[tuple[str, Cell]] = [
        (_("Question"), poll.question),
        (_("Opened"), f"{poll.opens_at:%Y-%m-%d %H:%M:%S} UTC"),
        (_("Closed"), f"{poll.closed_at:%Y-%m-%d %H:%M:%S} UTC" if poll.closed_at else ""),
        (_("On the roll"), poll.eligible),
        (_("Filed"), page.filed),
        (_("Roll hash"), poll.roll_hash),
        (_("Hash of the form"), inquiry.form_hash),
    ]
    names = {each.slug: each.name for each in Constituency.objects.all()}
    return tables_of(facts, form_of(inquiry), page, names, get_language() or "en")
