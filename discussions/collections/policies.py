"""What may be done with collections.  Pure."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Conflict, Invalid, Refused
from collab.labels import Label, above


@dataclass(frozen=True, slots=True)
class CollectionStanding:
    """One person before one collection of which she may know; to the others reads.collection_standing says that it is missing."""

    person_id: int
    curator: bool = False  # it is hers
    moderates: bool = False  # she leads or moderates its group
    closed: bool = False

    @property
    def curates(self) -> bool:
        """Whether the person decides on what comes in: the curator, and the moderators who answer for the group."""
        return self.curator or self.moderates


def check_going(standing: CollectionStanding) -> None:
    """Raise Conflict for a closed collection."""
    if standing.closed:
        raise Conflict(Code.WRONG_STATE, _("This collection is closed."))


def check_curate(standing: CollectionStanding) -> None:
    """Words, order, what comes in and goes: the curator and the moderators of the group."""
    if not standing.curates:
        raise Refused(Code.NOT_ALLOWED, _("Only the curator of this collection or a moderator can do that."))


def check_keep(standing: CollectionStanding) -> None:
    """Who curates, how strict, how open, closing: the moderators of the group."""
    if not standing.moderates:
        raise Refused(Code.NOT_ALLOWED, _("Only a moderator of this group can do that."))


def check_fits(label: str, ceiling: str) -> None:
    """Raise Invalid for a document whose label is stricter than the collection allows.  What is TLP:RED is in none, whatever it allows."""
    if label == Label.RED or above(label, ceiling):
        raise Invalid(
            Code.LABEL_ABOVE_CEILING, _("This document carries a stricter label than the collection allows."), label=label, ceiling=ceiling
        )
