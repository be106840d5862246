"""How a seat is named to others: the one place that decides what others learn of a person."""

from pydantic import BaseModel

from groups.models import Seat


class Badge(BaseModel):
    """A seat as others see it.  In a circle: the pseudonym, no organisation, no country."""

    seat: int
    name: str
    organisation: str
    constituency: str
    role: str

    @classmethod
    def of(cls, seat: Seat) -> "Badge":
        """The badge of `seat`.  Needs `person` and `organisation` loaded (see WITH_BADGE)."""
        return cls.named(
            seat=seat.pk, pseudonym=seat.pseudonym, name=seat.person.name, organisation=seat.organisation.name,
            constituency=seat.organisation.constituency_id, role=seat.role,
        )  # fmt: skip

    @classmethod
    def named(cls, *, seat: int, pseudonym: str, name: str, organisation: str, constituency: str, role: str) -> "Badge":
        """The badge of a seat of which these facts are known: behind a pseudonym neither name nor organisation."""
        return cls(seat=seat, name=pseudonym or name, organisation="" if pseudonym else organisation, constituency=constituency, role=role)

    @classmethod
    def masked(cls, *, organisation: str = "", constituency: str = "") -> "Badge":
        """A badge that tells no more than this: no seat, no name, no role, nothing that links two texts."""
        return cls(seat=0, name="", organisation=organisation, constituency=constituency, role="")


WITH_BADGE = ("person", "organisation")  # for select_related, prefixed by the caller
