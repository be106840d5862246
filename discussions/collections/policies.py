"""What may be done with collections.  Pure."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Conflict, Invalid, NotFound, Refused
from collab.labels import above


@dataclass(frozen=True, slots=True)
class CollectionStanding:
    """One person before one collection."""

    person_id: int
    sees: bool  # it exists, and the person reads in its group, or it is open and she reads in any
    curator: bool = False  # it is hers
    moderates: bool = False  # she leads or moderates its group
    closed: bool = False

    @property
    def curates(self) -> bool:
        """Whether the person decides on what comes in: the curator, and the moderators who answer for the group."""
        return self.curator or self.moderates


def check_see(standing: CollectionStanding) -> None:
    """Raise NotFound to those who may not know of the collection."""
    if not standing.sees:
        raise NotFound


def check_going(standing: CollectionStanding) -> None:
    """Raise Conflict for a closed collection."""
    check_see(standing)
    if standing.closed:
        raise Conflict(Code.WRONG_STATE, _("This collection is closed."))


def check_curate(standing: CollectionStanding) -> None:
    """Words, order, what comes in and goes: the curator and the moderators of the group."""
    check_see(standing)
    if not standing.curates:
        raise Refused(Code.NOT_ALLOWED, _("Only the curator of this collection or a moderator can do that."))


def check_keep(standing: CollectionStanding) -> None:
    """Who curates, how strict, how open, closing: the moderators of the group."""
    check_see(standing)
    if not standing.moderates:
        raise Refused(Code.NOT_ALLOWED, _("Only a moderator of this group can do that."))


def check_fits(label: str, ceiling: str) -> None:
    """Raise Invalid for a document whose label is stricter than the collection allows."""
    if above(label, ceiling):
        raise Invalid(
            Code.LABEL_ABOVE_CEILING, _("This document carries a stricter label than the collection allows."), label=label, ceiling=ceiling
        )
