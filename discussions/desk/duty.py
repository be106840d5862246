"""What a moderator has done today, and whom the moderators of a group have muted."""

from django.conf import settings

from collab.audit.models import AuditEntry
from collab.clock import now
from discussions.desk.policies import check_desk
from discussions.desk.reads import desk_seat
from discussions.desk.shapes import DutyShape, MuteShape
from discussions.spaces.models import Admission
from groups.badges import Badge
from groups.models import Seat
from groups.roles import Role


def duty_of(person_id: int, group_id: int) -> DutyShape:
    """What a moderator needs beside the desk.  Leads and moderators.  Raises NotFound."""
    check_desk(desk_seat(person_id, group_id) is not None)
    return DutyShape(
        opened=len(opened_today(person_id, group_id)), limit=None if moderates_alone(person_id, group_id) else settings.MODERATOR_DAILY,
        mutes=mutes_of(group_id),
    )  # fmt: skip


def opened_today(person_id: int, group_id: int) -> set[str]:
    """Places of the reports whose text the person has opened since midnight (UTC)."""
    midnight = now().replace(hour=0, minute=0, second=0, microsecond=0)
    acts = AuditEntry.objects.filter(chain_id=group_id, verb="report.open", actor_id=person_id, at__gte=midnight)
    return set(acts.values_list("subject_id", flat=True))


def moderates_alone(person_id: int, group_id: int) -> bool:
    """Whether nobody else leads or moderates the group."""
    seats = Seat.objects.reading_at(now()).filter(group_id=group_id, role__in=[Role.LEAD, Role.MODERATOR])
    return not seats.exclude(person_id=person_id).exists()


def mutes_of(group_id: int) -> list[MuteShape]:
    """Who is muted in a group now, nearest end first."""
    seats = Seat.objects.open_at(now()).filter(group_id=group_id).select_related("person", "organisation")
    everywhere = [
        MuteShape(by=Badge.of(each), space=None, title="", until=each.muted_until)
        for each in seats.filter(muted_until__gt=now())
        if each.muted_until
    ]
    rows = Admission.objects.filter(seat__in=seats, ended_at__isnull=True, muted_until__gt=now())
    here = [
        MuteShape(by=Badge.of(row.seat), space=row.space_id, title=row.space.title, until=row.muted_until)
        for row in rows.select_related("space", "seat__person", "seat__organisation")
        if row.muted_until
    ]
    return sorted(everywhere + here, key=lambda each: each.until)
