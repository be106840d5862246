"""Reports, read for the desk of a group."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from collab.clock import now
from collab.errors import NotFound
from collab.labels import Label
from collab.streams.models import Entry
from discussions.bridges.custody.reads import wrote_message
from discussions.chat.models import Message
from discussions.chat.reads import by
from discussions.desk.models import RedWish, Report
from discussions.desk.policies import DeskFacts
from discussions.desk.roles import Decision, ReportReason
from discussions.desk.shapes import ReportShape
from discussions.spaces.policies import Standing
from discussions.spaces.reads import admissions_of
from groups.badges import Badge
from groups.models import Seat
from groups.reads import reading_seats
from groups.roles import Role

REPORTS_SHOWN = 200  # on the first page of a desk


def reports_of(entry_ids: Iterable[int]) -> dict[int, ReportShape]:
    """Shapes of reports by the id of their entry, in two queries."""
    rows = list(
        Report.objects.filter(pk__in=list(entry_ids)).select_related(
            "entry", "about", "decided_by__person", "decided_by__organisation", "claimed_by__person", "claimed_by__organisation"
        )
    )
    messages = {
        message.pk: message
        for message in Message.objects.filter(pk__in=[row.about_id for row in rows]).select_related(
            "entry", "space", "author__person", "author__organisation"
        )
    }
    return {row.pk: report_shape(row, messages[row.about_id]) for row in rows}


def report_shape(report: Report, message: Message) -> ReportShape:
    """A report without the words that it is about."""
    return ReportShape(
        group=report.group_id, place=report.entry.place, rev=report.entry.rev, space=message.space_id, message=message.entry.place,
        space_title=message.space.title, label=Label(message.entry.label), reason=ReportReason(report.reason), by=by(message), at=report.at,
        state="decided" if report.decided_at else "open", decision=Decision(report.decision) if report.decision else "",
        decided_by=Badge.of(report.decided_by) if report.decided_by else None, decided_at=report.decided_at,
        claimed_by=Badge.of(report.claimed_by) if report.claimed_by and claimed_until(report) else None,
        claimed_until=claimed_until(report),
    )  # fmt: skip


def open_reports(stream_id: int, floor: int) -> QuerySet[Entry]:
    """Entries of the reports that wait on a desk, oldest first."""
    waiting = Report.objects.filter(entry__stream_id=stream_id, decided_at__isnull=True).order_by("entry__place").values("pk")
    return Entry.objects.filter(pk__in=waiting[:REPORTS_SHOWN])


class WaitingWish(NamedTuple):
    """A wish that waits for a word, in a room of this title; `kind`: of what is wished."""

    kind: str
    space: int
    place: int
    title: str
    at: datetime


def waiting_wishes(person_id: int) -> list[WaitingWish]:
    """Wishes for TLP:RED that wait for the person's word: about what is theirs, and in rooms that they moderate; one query."""
    moderated = admissions_of(person_id).filter(space=OuterRef("about__stream_id"), seat__role__in=[Role.LEAD, Role.MODERATOR])
    theirs = Q(about__message__author__person_id=person_id) | Q(about__document__author__person_id=person_id)
    rows = (
        RedWish.objects.filter(Q(Exists(moderated)) | theirs, decided_at__isnull=True)
        .filter(about__stream__in=admissions_of(person_id).values("space"))
        .exclude(by__person_id=person_id)
        .exclude(votes__seat__person_id=person_id)
        .order_by("at")
    )
    return [
        WaitingWish._make(row)
        for row in rows.values_list("about__kind", "about__stream_id", "about__place", "about__stream__space__title", "at")
    ]


def desk_seat(person_id: int, group_id: int) -> Seat | None:
    """The seat by which the person leads or moderates the group now."""
    return reading_seats(person_id).filter(group_id=group_id, role__in=[Role.LEAD, Role.MODERATOR]).first()


def seat_that_reads(standing: Standing, message: Message) -> Seat:
    """The reporter's seat whose group answers for what it reads: of several in one thread, one of another side than the author's."""
    mine = admissions_of(standing.person_id).filter(space_id=standing.space_id)
    seats = list(Seat.objects.filter(admissions__in=mine).select_related("person").order_by("admissions__pk"))
    wrote = message.author.group_id if message.author else None
    return next((seat for seat in seats if seat.group_id != wrote), seats[0])


def report_at(seat: Seat | None, place: int) -> tuple[Report, Message] | None:
    """The report at a place of the desk on which `seat` sits, and its message.  Without a seat nothing is looked for."""
    if seat is None:
        return None
    report = (
        Report.objects.filter(group_id=seat.group_id, entry__place=place)
        .select_related("entry", "about", "reporter__person", "reporter__organisation", "claimed_by")
        .first()
    )
    if report is None:
        return None
    message = Message.objects.select_related("entry__topic", "author__person", "author__organisation", "space").get(pk=report.about_id)
    return report, message


def desk_facts(person_id: int, seat: Seat | None, report: Report | None, message: Message | None) -> DeskFacts:
    """What the rules ask."""
    until = claimed_until(report) if report else None
    by_another = report is not None and report.claimed_by is not None and report.claimed_by.person_id != person_id
    return DeskFacts(
        moderates=seat is not None, exists=report is not None,
        wrote_it=message is not None and wrote_it(person_id, message),
        reported_it=report is not None and report.reporter.person_id == person_id, open=report is not None and report.decided_at is None,
        taken_until=until if by_another else None,
    )  # fmt: skip


def wrote_it(person_id: int, message: Message) -> bool:
    """Whether the message is of the person who asks, be it sealed."""
    return wrote_message(person_id, message.pk) if message.author is None else message.author.person_id == person_id


def claimed_until(report: Report) -> datetime | None:
    """Until when a report is its taker's (UTC); None: it is free, as it is again once the time is over."""
    if report.claimed_at is None or report.claimed_by is None or report.decided_at is not None:
        return None
    until = report.claimed_at + timedelta(minutes=settings.CLAIM_MINUTES)
    return until if until > now() else None


def required(found: tuple[Report, Message] | None) -> tuple[Report, Message]:
    """What was found.  Raises NotFound."""
    if found is None:
        raise NotFound
    return found
