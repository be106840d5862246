"""Votes that wait for the word of their unit."""

from django.db.models import QuerySet

from collab.errors import DomainError
from discussions.polls.models import Poll, Recorded, Voter
from discussions.polls.reads import facts_of, unit_name
from discussions.polls.recorded.policies import check_record
from discussions.polls.recorded.shapes import RecordedShape, RecordingShape
from discussions.spaces.policies import Standing
from groups.badges import Badge


def waiting_votes() -> QuerySet[Recorded]:
    """Those that are neither confirmed nor refused."""
    named = ("voter__seat__person", "voter__organisation", "voter__constituency", "by__person", "by__organisation")
    return Recorded.objects.filter(confirmed__isnull=True).select_related(*named)


def recorded_shape(row: Recorded) -> RecordedShape:
    """A vote from `waiting_votes`."""
    return RecordedShape(
        **row.content, abstained=row.abstained, id=row.pk, unit=row.voter.key, unit_name=unit_name(row.voter), how=row.how,
        by=Badge.of(row.by), at=row.at, version=row.version,
    )  # fmt: skip


def recording_for(standing: Standing, poll: Poll, voter: Voter | None) -> RecordingShape:
    """What recording means for one reader of a poll.  `voter`: the reader's unit."""
    rows = list(waiting_votes().filter(poll=poll))
    own = next((row for row in rows if voter is not None and row.voter_id == voter.pk), None)
    try:
        check_record(standing, facts_of(poll))
    except DomainError:
        return RecordingShape(waiting=recorded_shape(own) if own else None, may_record=False, pending=[])
    return RecordingShape(
        waiting=recorded_shape(own) if own else None, may_record=True, pending=sorted(row.voter.key for row in rows)
    )  # fmt: skip
