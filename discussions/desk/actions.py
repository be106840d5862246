"""Reporting messages, and deciding on reports."""

from django.conf import settings
from django.db import transaction

from collab.audit.record import record
from collab.clock import now
from collab.errors import NotFound
from collab.streams.counter import lock_all
from collab.text.plain import tidy
from collab.text.render import render
from discussions.chat.actions import facts_of, seen_message
from discussions.chat.models import Evidence, Topic
from discussions.desk.duty import moderates_alone, opened_today
from discussions.desk.models import Report
from discussions.desk.policies import check_claim, check_decide, check_load, check_open_text, check_remove, check_report
from discussions.desk.reads import desk_facts, desk_seat, report_at, reports_of, required, seat_that_reads
from discussions.desk.roles import Decision
from discussions.desk.rulings import author_to_tell, redact
from discussions.desk.shapes import DecisionDraft, Received, ReportDraft, ReportShape, ReportText
from discussions.personal.actions import hide, notify
from discussions.spaces.reads import standing_in
from groups.badges import Badge
from groups.models import Group


@transaction.atomic
def report_message(person_id: int, space_id: int, place: int, draft: ReportDraft) -> Received:
    """Ask the moderators of one's own group to look at a message, which is hidden from oneself at once.

    Who sits on several sides of a thread asks the side that was written to, not the one that wrote.  Nobody but the desk learns of
    it, and the desk is not told who reported until a moderator opens the report.  A second report of the same seat changes
    nothing.  Raises NotFound, Refused (not_allowed: one's own), Conflict (already_gone).
    """
    standing = standing_in(person_id, space_id)
    message = seen_message(standing, place)
    seat = seat_that_reads(standing, message)
    desk = Group.objects.values_list("desk_id", flat=True).get(pk=seat.group_id)
    counters = lock_all([space_id, desk, seat.person.stream_id])  # the space's too: an author may be withdrawing at this moment
    answer = Received(space=space_id, message=place)
    if Report.objects.filter(about=message.entry, reporter=seat).exists():
        return answer
    message = seen_message(standing, place)
    check_report(standing, facts_of(standing, message))
    counter = counters[desk]
    Report.objects.create(
        entry=counter.show("report"), group_id=seat.group_id, about=message.entry, reporter=seat, reason=draft.reason,
        words=tidy(draft.words), at=now(),
    )  # fmt: skip
    counter.save()
    hide(person_id, message.entry)
    return answer


@transaction.atomic
def open_report(person_id: int, group_id: int, place: int) -> ReportText:
    """The words that a report is about, for the moderator who opens it; the opening is in the audit.

    Raises NotFound, Refused (own_work; too_many: enough for today), Conflict (wrong_state: decided; claimed by another one).
    """
    seat = desk_seat(person_id, group_id)
    found = report_at(seat, place)
    report, message = found if found else (None, None)
    check_open_text(desk_facts(person_id, seat, report, message))
    report, message = required(found)
    opened = opened_today(person_id, group_id)
    if str(place) not in opened:
        check_load(len(opened), settings.MODERATOR_DAILY, alone=moderates_alone(person_id, group_id))
    topic = Topic.objects.get(pk=message.entry.topic_id)
    sealed = Evidence.objects.filter(message=message).first() if message.gone else None
    body, note = (sealed.content["body"], sealed.content["note"]) if sealed else (message.body, message.note)
    record("report.open", group_id=group_id, actor_id=person_id, subject=("report", place))
    return ReportText(
        group=group_id, place=place, topic=topic.title, body=body, html=render(body) if sealed else message.html, note=note,
        gone=message.gone, posted_at=message.posted_at, words=report.words, reporter=Badge.of(report.reporter),
    )  # fmt: skip


@transaction.atomic
def claim_report(person_id: int, group_id: int, place: int, on: bool) -> ReportShape:
    """Take a report for `CLAIM_MINUTES`, so that no two moderators have to look at one thing; or hand it back.

    The other moderators are shown who has it.  Taking it again begins the time anew.  Raises NotFound, Refused (own_work),
    Conflict (wrong_state, claimed).
    """
    seat = desk_seat(person_id, group_id)
    found = report_at(seat, place)
    report, message = found if found else (None, None)
    check_claim(desk_facts(person_id, seat, report, message))
    report, _message = required(found)
    counter = lock_all([report.entry.stream_id])[report.entry.stream_id]
    report, message = required(report_at(seat, place))  # again, now that nobody else can take it
    check_claim(desk_facts(person_id, seat, report, message))
    if on or report.claimed_by is not None:
        report.claimed_by, report.claimed_at = (seat, now()) if on else (None, None)
        report.save(update_fields=["claimed_by", "claimed_at"])
        counter.touch(report.entry)
        counter.save()
    return reports_of([report.pk])[report.pk]


@transaction.atomic
def decide_report(person_id: int, group_id: int, place: int, draft: DecisionDraft) -> ReportShape:
    """Keep or redact a reported message.  Every open report of the group on it is decided with it and leaves the queue.

    Redacting empties the message for everyone, as `redact_message` does; what it said stays sealed with the report, its author may appeal.
    Those who reported are told the outcome.  Raises NotFound, Refused (own_work; not_allowed: redacting in a bridge),
    Conflict (wrong_state).
    """
    seat = desk_seat(person_id, group_id)
    found = report_at(seat, place)
    report, message = found if found else (None, None)
    check_decide(desk_facts(person_id, seat, report, message))
    report, message = required(found)
    if seat is None:
        raise NotFound
    together = Report.objects.filter(group_id=group_id, about=report.about, decided_at__isnull=True)
    own_streams = dict(together.values_list("reporter__person_id", "reporter__person__stream_id"))
    desk = report.entry.stream_id
    author = author_to_tell(message, person_id)
    counters = lock_all([message.space_id, desk, *own_streams.values(), *([author.person.stream_id] if author else [])])
    report, message = required(report_at(seat, place))  # again, now that nobody else can decide
    check_decide(desk_facts(person_id, seat, report, message))
    if draft.decision is Decision.REDACTED:
        check_remove(bridge=message.space.group_id is None)
    words = tidy(draft.words)
    if draft.decision is Decision.REDACTED and not message.gone:
        own = counters[author.person.stream_id] if author else None
        redact(message, seat, words, counters.pop(message.space_id), own)  # before the reports are closed: it seals the evidence
    for each in together.select_related("entry", "reporter").filter(reporter__person_id__in=own_streams):
        each.decided_at, each.decided_by, each.decision, each.decision_words = now(), seat, draft.decision, words
        each.save(update_fields=["decided_at", "decided_by", "decision", "decision_words"])
        counters[desk].touch(each.entry)
        person = each.reporter.person_id
        notify(counters[own_streams[person]], person, "report_decided", message.entry, decision=draft.decision)
    for stream_id in {desk, *own_streams.values()}:
        counters[stream_id].save()
    about = f"{message.space_id}/{message.entry.place}"
    record(f"report.{draft.decision}", group_id=group_id, actor_id=person_id, subject=("report", place), reason=words, message=about)
    return reports_of([report.pk])[report.pk]
