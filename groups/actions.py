"""Founding an alliance; making and changing organisations, groups, offices."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from collab.accounts.sessions import shorten
from collab.audit.record import record
from collab.clock import now
from collab.errors import Code, Conflict, Invalid, NotFound
from collab.streams.models import Stream, StreamKind
from collab.text.plain import tidy
from groups.constituencies import CONSTITUENCIES
from groups.models import Constituency, Group, Office, Organisation, Seat
from groups.policies import check_keep_group, check_officer
from groups.reads import is_officer, lasting_offices, of_groups, place_in_group, reading_seats
from groups.roles import GroupKind, Role
from groups.shapes import GroupDraft, GroupEdit, OfficeDraft, OrganisationDraft


@transaction.atomic
def found(person_id: int, organisation: str) -> Seat:
    """Make the secretariat, with its organisation, its first officer and the usual constituencies.

    The one act that no seat allows: an operator's, by command.  Raises Conflict where there is a secretariat already.
    """
    if Group.objects.filter(kind=GroupKind.SECRETARIAT).exists():
        raise Conflict(Code.WRONG_STATE, _("This alliance has a secretariat already; its officers seat others."))
    for order, (slug, name, mark) in enumerate(CONSTITUENCIES):
        Constituency.objects.get_or_create(pk=slug, defaults={"name": name, "mark": mark, "order": order})
    body = Organisation.objects.create(name=" ".join(organisation.split()), constituency_id="secretariat")
    desk = Stream.objects.create(kind=StreamKind.DESK)
    group = Group.objects.create(name="Secretariat", kind=GroupKind.SECRETARIAT, desk=desk, created_at=now())
    seat = Seat.objects.create(group=group, person_id=person_id, organisation=body, role=Role.LEAD, since=now())
    record("alliance.found", group_id=group.pk, actor_id=None, subject=("seat", seat.pk))
    return seat


@transaction.atomic
def create_organisation(by: int, draft: OrganisationDraft) -> Organisation:
    """A new organisation.  Secretariat.  Raises NotFound to others, Conflict when the name is taken, Invalid."""
    check_officer(is_officer(by))
    name = " ".join(tidy(draft.name).split())
    if Organisation.objects.filter(name=name).exists():
        raise Conflict(Code.WRONG_STATE, _("There is an organisation of this name already."))
    organisation = Organisation.objects.create(name=name, constituency=known_constituency(draft.constituency), country=draft.country)
    record("organisation.create", group_id=None, actor_id=by, subject=("organisation", organisation.pk))
    return organisation


def known_constituency(slug: str) -> Constituency:
    """The constituency, or Invalid."""
    found = Constituency.objects.filter(pk=slug).first()
    if found is None:
        raise Invalid(Code.INVALID, _("There is no such constituency."), fields=["constituency"])
    return found


@transaction.atomic
def create_group(by: int, draft: GroupDraft) -> Group:
    """A new group, without seats and spaces.  Secretariat.  Raises NotFound to others, Conflict, Invalid."""
    check_officer(is_officer(by))
    name = " ".join(tidy(draft.name).split())
    if Group.objects.filter(name=name).exists():
        raise Conflict(Code.WRONG_STATE, _("There is a group of this name already."))
    group = Group.objects.create(
        name=name, kind=draft.kind, constituency=known_constituency(draft.constituency) if draft.constituency else None,
        purpose=tidy(draft.purpose), rules=tidy(draft.rules), default_label=draft.default_label, second_factor=draft.second_factor,
        pseudonyms=draft.pseudonyms, listed=draft.listed, desk=Stream.objects.create(kind=StreamKind.DESK), created_at=now(),
    )  # fmt: skip
    record("group.create", group_id=group.pk, actor_id=by, subject=("group", group.pk))
    return group


@transaction.atomic
def change_group(by: int, group_id: int, edit: GroupEdit) -> Group:
    """Change a group's purpose, rules, default label or demand for a second factor.

    A new demand counts at once: who lacks the factor is sent nothing more, and open sessions take the shorter limit.
    Leads, moderators, secretariat.  Raises NotFound, Refused (not_allowed, second_factor_needed).
    """
    group = Group.objects.select_for_update(no_key=True).filter(pk=group_id).first()
    check_keep_group(place_in_group(by, group_id))
    assert group is not None, "check_keep_group refuses a missing group"
    wanted = {name: tidy(value) if name in {"purpose", "rules"} else value for name, value in edit.model_dump(exclude_none=True).items()}
    changed = {name: value for name, value in wanted.items() if getattr(group, name) != value}
    if changed:
        for name, value in changed.items():
            setattr(group, name, value)
        group.save(update_fields=list(changed))
        if "second_factor" in changed:
            people = list(Seat.objects.open_at(now()).filter(group=group).values_list("person_id", flat=True))
            import_string(settings.WHEN_RIGHTS_CHANGE)(*people)
            if group.second_factor:
                shorten(people)
        record("group.change", group_id=group.pk, actor_id=by, subject=("group", group.pk), fields=sorted(changed))
    return group


@transaction.atomic
def give_office(by: int, group_id: int, draft: OfficeDraft) -> Office:
    """Make a seat chair or vice-chair from one day to another.  Leads, moderators, secretariat.

    Raises NotFound, Refused (not_allowed), Invalid (days in the wrong order).
    """
    check_keep_group(place_in_group(by, group_id))
    seat = Seat.objects.open_at(now()).filter(group_id=group_id, pk=draft.seat).first()
    if seat is None:
        raise NotFound
    if draft.until_on is not None and draft.until_on < draft.from_on:
        raise Invalid(Code.INVALID, _("The last day lies before the first."), fields=["until_on"])
    office = Office.objects.create(group_id=group_id, seat=seat, kind=draft.kind, from_on=draft.from_on, until_on=draft.until_on)
    record("office.give", group_id=group_id, actor_id=by, subject=("seat", seat.pk), office=draft.kind)
    return office


@transaction.atomic
def end_office(by: int, office_id: int, reason: str) -> Office:
    """End an office before its last day: yesterday was its last; one that would have had no day is taken away.

    What is over is no longer there, so a second end finds nothing.  Leads, moderators, secretariat.
    Raises NotFound, Refused (not_allowed).
    """
    known = Office.objects.filter(of_groups(by, reading_seats(by)), pk=office_id)
    group_id = known.values_list("group_id", flat=True).first()
    if group_id is None:
        raise NotFound
    check_keep_group(place_in_group(by, group_id))
    Group.objects.select_for_update(no_key=True).get(pk=group_id)  # of two ends at once, one is the second
    office = Office.objects.filter(lasting_offices(), pk=office_id).first()
    if office is None:
        raise NotFound
    office.until_on = now().date() - timedelta(days=1)
    if office.until_on < office.from_on:
        Office.objects.filter(pk=office_id).delete()
    else:
        office.save(update_fields=["until_on"])
    record("office.end", group_id=group_id, actor_id=by, subject=("seat", office.seat_id), office=office.kind, reason=reason)
    return office
