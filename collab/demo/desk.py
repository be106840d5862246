"""Reports of the example alliance: one waits on a desk, one has been decided."""

from collections.abc import Iterator
from functools import partial

from collab.demo.cast import Complaint, Stage
from collab.demo.content.complaints import COMPLAINTS
from collab.demo.past import Event, span
from collab.demo.play import Play
from discussions.desk.actions import decide_report, open_report, report_message
from discussions.desk.models import Report
from discussions.desk.shapes import DecisionDraft, ReportDraft


def report(stage: Stage, play: Play, complaint: Complaint) -> None:
    """A member asks the moderators to look at a message."""
    played = play.by_title[complaint.topic]
    draft = ReportDraft(reason=complaint.reason, words=complaint.words)
    report_message(stage.people[complaint.by], played.space, played.places[complaint.number - 1], draft)


def decide(stage: Stage, play: Play, complaint: Complaint) -> None:
    """A moderator opens the report, and decides."""
    played = play.by_title[complaint.topic]
    decider, group = stage.people[complaint.decider], stage.groups[played.talk.group]
    place = Report.objects.values_list("entry__place", flat=True).get(
        group_id=group, about__stream_id=played.space, about__place=played.places[complaint.number - 1]
    )
    open_report(decider, group, place)
    decide_report(decider, group, place, DecisionDraft(decision=complaint.decision, words=complaint.answer))


def reports(stage: Stage, play: Play) -> Iterator[Event]:
    """What happens at the desks."""
    for complaint in COMPLAINTS:
        yield span(complaint.ago), partial(report, stage, play, complaint)
        if complaint.decider:
            yield span(complaint.decided), partial(decide, stage, play, complaint)
