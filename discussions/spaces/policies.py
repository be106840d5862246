"""What a person may do in a space.  Pure: facts in, a refusal or nothing out."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Invalid, NotFound, Refused
from collab.labels import Label, above
from groups.roles import Role


@dataclass(frozen=True, slots=True)
class Standing:
    """One person in one space, as it stands at `now` (UTC).  Without a seat there the person is an outsider."""

    now: datetime
    person_id: int
    space_id: int
    seat_id: int | None = None
    role: Role | None = None
    floor: int = 0
    group_id: int | None = None
    label: str = "amber"
    ceiling: str = "amber"
    archived: bool = False
    bridge: bool = False
    observers_post: bool = False
    muted_until: datetime | None = None
    slow_seconds: int = 0  # how long the space asks its people to wait between two messages
    sides: frozenset[int] = frozenset()  # between groups: for which the person sits there
    badge: dict[str, object] | None = None  # how others see the seat; for answers, never for a decision

    @property
    def inside(self) -> bool:
        """Whether the person may know that the space exists."""
        return self.seat_id is not None

    @property
    def seat(self) -> int:
        """The seat that speaks; asked only after `check_view`."""
        assert self.seat_id is not None, "an outsider has no seat: check_view comes first"
        return self.seat_id

    @property
    def muted(self) -> bool:
        """Whether a moderator has taken the person's word for now."""
        return self.muted_until is not None and self.muted_until > self.now

    @property
    def exchange(self) -> bool:
        """Whether the space is a TLP:RED exchange: readers named once, and nothing in it that is not TLP:RED."""
        return self.ceiling == Label.RED

    @property
    def lowest(self) -> Label:
        """Below which no label goes here, whoever wishes it."""
        return Label.RED if self.exchange else Label.CLEAR

    @property
    def moderates(self) -> bool:
        """Whether the person answers for the space's group."""
        return self.role is not None and self.role.moderates and not self.bridge


def check_view(standing: Standing) -> None:
    """Raise NotFound to outsiders."""
    if not standing.inside:
        raise NotFound


def check_write(standing: Standing) -> None:
    """Raise Refused to readers, to the muted, and in an archived space."""
    check_view(standing)
    if standing.archived:
        raise Refused(Code.SPACE_ARCHIVED, _("This space is archived. It can be read, not written."))
    if standing.role is Role.OBSERVER and not standing.observers_post:
        raise Refused(Code.READS_ONLY, _("Observers read here; they do not post."))
    check_unmuted(standing)


def check_unmuted(standing: Standing) -> None:
    """Raise Refused to those whom a moderator has muted for a time; it says until when."""
    if standing.muted and standing.muted_until is not None:
        raise Refused(Code.MUTED, _("You are muted here for now."), until=standing.muted_until.isoformat())


def check_moderate(standing: Standing) -> None:
    """Raise Refused to all but the leads and moderators of the space's group."""
    check_view(standing)
    if not standing.moderates:
        raise Refused(Code.NOT_ALLOWED, _("Only a moderator of this group can do that."))


def check_label(label: str, floor: str, ceiling: str) -> None:
    """Raise Invalid when a label is lower than its container's default or above the ceiling (governance 2.3)."""
    if above(floor, label):
        raise Invalid(Code.LABEL_TOO_LOW, _("The label cannot be lower than %(floor)s here.") % {"floor": Label(floor).label}, floor=floor)
    if above(label, ceiling):
        raise Invalid(
            Code.LABEL_ABOVE_CEILING, _("This space carries at most %(ceiling)s.") % {"ceiling": Label(ceiling).label}, ceiling=ceiling
        )


def check_levels(label: str, ceiling: str, *, closed: bool) -> None:
    """Raise Invalid for labels that no space may have: TLP:RED only where the readers are named, and then nothing else (governance 2.3)."""
    if Label.RED in (label, ceiling):
        if not closed or label != ceiling:
            raise Invalid(
                Code.LABEL_ABOVE_CEILING,
                _("TLP:RED is written in a closed exchange alone, whose readers are named and which carries nothing else."),
            )
    elif above(label, ceiling):
        raise Invalid(Code.LABEL_ABOVE_CEILING, _("A space carries at most TLP:AMBER+STRICT, and never less than its own label."))


def check_leave(label: str) -> None:
    """Raise Refused for what is TLP:RED on its way out of the exchange, as a copy, a list or an attachment elsewhere (governance 2.3)."""
    if label == Label.RED:
        raise Refused(Code.NOT_ALLOWED, _("What is TLP:RED is read here, and leaves as no copy."))


def may_post(standing: Standing) -> bool:
    """The same answer as `check_write`, for screens."""
    try:
        check_write(standing)
    except (NotFound, Refused):
        return False
    return True
