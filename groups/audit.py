"""The record of privileged acts of one group, as its moderators read it and take it away."""

import json
from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.models import QuerySet

from collab.audit.models import AuditEntry
from collab.audit.record import record
from groups.badges import WITH_BADGE, Badge
from groups.models import Seat
from groups.policies import check_read_audit
from groups.reads import place_in_group
from groups.shapes import AuditPage, AuditShape

PAGE = 100  # entries, newest first


def audit_page(person_id: int, group_id: int, *, area: str = "", by: int | None = None, before: int | None = None) -> AuditPage:
    """A page of the group's record, newest first: of one area of acts, of one seat's person, older than a number.

    Leads and moderators.  Raises NotFound, Refused (not_allowed, second_factor_needed).
    """
    check_read_audit(place_in_group(person_id, group_id))
    entries = record_of(group_id)
    actors = badges_of(group_id, entries.exclude(actor_id=None).order_by().values_list("actor_id", flat=True).distinct())
    if area:
        entries = entries.filter(verb__startswith=f"{area}.")
    if by is not None:
        entries = entries.filter(actor_id__in=Seat.objects.filter(pk=by, group_id=group_id).values("person_id"))
    if before is not None:
        entries = entries.filter(number__lt=before)
    rows = list(entries[: PAGE + 1])
    shapes = [audit_shape(row, actors) for row in rows[:PAGE]]
    return AuditPage(entries=shapes, more=len(rows) > PAGE, actors=sorted(actors.values(), key=lambda badge: badge.name))


def record_of(group_id: int) -> QuerySet[AuditEntry]:
    """The group's chain, newest first."""
    return AuditEntry.objects.filter(chain_id=group_id).order_by("-number")


def badges_of(group_id: int, people: Iterable[int | None]) -> dict[int, Badge]:
    """How people are named in this group, by their id: by their latest seat here.  In a circle that is a pseudonym."""
    seats = Seat.objects.filter(group_id=group_id, person_id__in=list(people)).select_related(*WITH_BADGE).order_by("since", "pk")
    return {seat.person_id: Badge.of(seat) for seat in seats}


def audit_shape(row: AuditEntry, actors: dict[int, Badge]) -> AuditShape:
    """One act.  No id of a person is told: it would link people across groups."""
    return AuditShape(
        number=row.number, at=row.at, verb=row.verb, subject=row.subject_kind, subject_id=row.subject_id, reason=row.reason,
        facts=row.facts, by=actors.get(row.actor_id or 0), clock=row.actor_id is None, previous_hash=row.previous_hash, hash=row.hash,
    )  # fmt: skip


@transaction.atomic
def export_audit(person_id: int, group_id: int) -> Iterator[str]:
    """The whole record, oldest first, one JSON object a line, with the hashes that link them; taking it away is an act as well.

    Leads and moderators.  Raises as `audit_page` does.
    """
    check_read_audit(place_in_group(person_id, group_id))
    record("audit.export", group_id=group_id, actor_id=person_id, subject=("group", group_id))
    entries = list(record_of(group_id).order_by("number"))
    actors = badges_of(group_id, {row.actor_id for row in entries if row.actor_id is not None})
    return (json.dumps(audit_shape(row, actors).model_dump(mode="json"), ensure_ascii=False) + "\n" for row in entries)
