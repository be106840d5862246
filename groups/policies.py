"""Who may change groups and seats.  Pure."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from collab.errors import Code, NotFound, Refused
from groups.roles import Role


@dataclass(frozen=True, slots=True)
class GroupStanding:
    """One person before one group.  An officer keeps groups and seats; that opens no space."""

    person_id: int
    group_id: int
    exists: bool
    role: Role | None = None
    officer: bool = False
    locked: bool = False  # lacks the second factor that the group demands: may learn nothing of it and do nothing there
    listed: bool = True
    in_alliance: bool = False  # holds a seat somewhere

    @property
    def moderates(self) -> bool:
        """Leads and moderators answer for the group, unless it is locked to them."""
        return self.role is not None and self.role.moderates and not self.locked

    @property
    def leads(self) -> bool:
        """Whether the person leads the group, unless it is locked to them."""
        return self.role is Role.LEAD and not self.locked

    @property
    def keeps(self) -> bool:
        """Whether the person may change the group, its seats and its invitations."""
        return self.moderates or self.officer


def check_see_group(standing: GroupStanding) -> None:
    """Raise NotFound to those who may not know of the group: outsiders, where it is not listed."""
    known = standing.role is not None or standing.officer or (standing.listed and standing.in_alliance)
    if not standing.exists or not known:
        raise NotFound


def check_unlocked(standing: GroupStanding) -> None:
    """Raise Refused where the group demands a second factor that the person has not."""
    if standing.locked:
        raise Refused(Code.SECOND_FACTOR_NEEDED, _("This group asks everyone for a second factor. Add one in your settings first."))


def check_sits(standing: GroupStanding) -> None:
    """Doing anything in a group: its own people, with the second factor that it demands."""
    check_see_group(standing)
    if standing.role is None:
        raise NotFound
    check_unlocked(standing)


def check_keep_group(standing: GroupStanding) -> None:
    """Purpose, rules, default label: leads and moderators, and the secretariat."""
    check_see_group(standing)
    if standing.role is not None and standing.role.moderates and not standing.officer:
        check_unlocked(standing)
    if not standing.keeps:
        raise Refused(Code.NOT_ALLOWED, _("Only a moderator of this group or the secretariat can do that."))


def check_answers(standing: GroupStanding) -> None:
    """What only those may do who answer for a group, its leads and moderators."""
    check_sits(standing)
    if not standing.moderates:
        raise Refused(Code.NOT_ALLOWED, _("Only a moderator of this group can do that."))


def check_read_audit(standing: GroupStanding) -> None:
    """The record of what was done with power in a group: its own leads and moderators; the secretariat as such is none of them."""
    check_answers(standing)


def check_curators(standing: GroupStanding) -> None:
    """Making collections and naming who curates them: the leads and moderators of the group."""
    check_answers(standing)


def check_seats(standing: GroupStanding, role: Role) -> None:
    """Seating and inviting: as `check_keep_group`; and moderators make no leads.

    Seats are hidden from those who hold none in the group, even where the group itself is listed.
    """
    if standing.role is None and not standing.officer:
        raise NotFound
    check_keep_group(standing)
    if role is Role.LEAD and standing.role is not Role.LEAD and not standing.officer:
        raise Refused(Code.NOT_ALLOWED, _("Only a lead or the secretariat makes somebody lead."))


def check_seat_change(standing: GroupStanding, *, own: bool, role: Role) -> None:
    """Ending or changing a seat: one's own seat may always be left; otherwise as `check_seats`."""
    if own and standing.role is not None:
        return
    check_seats(standing, role)


def check_directory(*, officer: bool, moderates_somewhere: bool) -> None:
    """The list of organisations: for those who invite and seat."""
    if not (officer or moderates_somewhere):
        raise NotFound


def check_seat_by_mail(standing: GroupStanding, role: Role) -> None:
    """Seating an account by its address would tell whether there is one: the secretariat alone.  Others invite."""
    check_seats(standing, role)
    if not standing.officer:
        raise Refused(Code.NOT_ALLOWED, _("Invite this person by mail; only the secretariat seats an account directly."))


def check_officer(officer: bool) -> None:
    """Organisations and groups are made by the secretariat."""
    if not officer:
        raise NotFound
