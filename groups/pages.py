"""The page of a group, and the lists that those who invite choose from."""

from django.db.models import Q

from collab.clock import now
from collab.errors import NotFound
from collab.text.render import render
from groups.badges import Badge
from groups.invitations import organisation_shape, shape_of
from groups.models import Constituency, Group, Invitation, Office, Organisation, Seat
from groups.policies import GroupStanding, check_directory, check_see_group
from groups.reads import group_shape, is_officer, lacks_factor, lasting_offices, moderated_groups, place_in_group, with_sizes
from groups.roles import OfficeKind, Post
from groups.shapes import ConstituencyShape, GroupPage, InvitationShape, OfficeShape, OrganisationShape, SeatRow

INVITATIONS_SHOWN = 100  # newest first


def group_page(person_id: int, group_id: int) -> GroupPage:
    """A group.  Seats and offices: for its own people and the secretariat; invitations: for those who may invite.

    Raises NotFound: no such group, or hidden from the person.
    """
    standing = place_in_group(person_id, group_id)
    check_see_group(standing)
    group = with_sizes(Group.objects.filter(pk=group_id)).first()
    if group is None:
        raise NotFound
    mine = Seat.objects.open_at(now()).select_related("group", "person").filter(group=group, person_id=person_id).first()
    has_factor = mine is None or not lacks_factor(mine)
    inside = standing.officer or (standing.role is not None and not standing.locked)
    shown = group_shape(group, mine, officer=standing.officer, second_factor=has_factor)
    return GroupPage(
        group=shown,
        rules_html=render(shown.rules),
        seats=seats_of(standing) if inside else [],
        offices=offices_of(group_id) if inside else [],
        invitations=invitations_of(group, standing) if standing.keeps else [],
    )


def seats_of(standing: GroupStanding) -> list[SeatRow]:
    """Who sits in the group now, by organisation and name; to the secretariat also those whose account is switched off."""
    moment = now()
    counts = Q(pk__in=Seat.objects.open_at(moment))
    if standing.officer:
        counts |= Q(person__is_active=False) & (Q(until__isnull=True) | Q(until__gt=moment))
    rows = Seat.objects.filter(counts, group_id=standing.group_id).select_related("person", "organisation")
    return sorted((seat_row(row, standing) for row in rows), key=lambda each: (each.by.organisation, each.by.name))


def seat_row(seat: Seat, standing: GroupStanding) -> SeatRow:
    """One seat.  In a circle, when it ends and its part in a delegation are for the person and for those who keep the group alone."""
    mine = seat.person_id == standing.person_id
    open_to_all = not seat.pseudonym
    told = open_to_all or mine or standing.keeps
    return SeatRow(
        by=Badge.of(seat), post=Post(seat.post) if told else Post.NONE, since=seat.since if open_to_all else None,
        until=seat.until if told else None, mine=mine, active=seat.person.is_active,
    )  # fmt: skip


def offices_of(group_id: int) -> list[OfficeShape]:
    """Offices held now or later, by their first day."""
    rows = Office.objects.filter(lasting_offices(), group_id=group_id)
    held = rows.filter(seat__in=Seat.objects.open_at(now())).select_related("seat__person", "seat__organisation").order_by("from_on", "pk")
    return [
        OfficeShape(id=row.pk, kind=OfficeKind(row.kind), by=Badge.of(row.seat), from_on=row.from_on, until_on=row.until_on) for row in held
    ]


def invitations_of(group: Group, standing: GroupStanding) -> list[InvitationShape]:
    """The newest invitations of a group, open or not.

    Of a circle those that are open, to those who lead it: an address beside the newest pseudonym would tell whose it is.
    """
    rows = Invitation.objects.filter(group=group).select_related("organisation").order_by("-created_at", "pk")
    if group.pseudonyms:
        rows = rows.filter(used_at__isnull=True) if standing.leads else rows.none()
    return [shape_of(row) for row in rows[:INVITATIONS_SHOWN]]


def organisations_for(person_id: int) -> list[OrganisationShape]:
    """Every organisation, by name.  Raises NotFound to those who neither invite nor seat."""
    check_directory(officer=is_officer(person_id), moderates_somewhere=bool(moderated_groups(person_id)))
    return [organisation_shape(each) for each in Organisation.objects.order_by("name")]


def constituencies() -> list[ConstituencyShape]:
    """The kinds of organisation, in their order."""
    return [ConstituencyShape(slug=each.slug, name=each.name, mark=each.mark) for each in Constituency.objects.all()]
