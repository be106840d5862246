"""Who reads a bridge now, and how many of them could have written a post that is shown in a given way."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from collab.clock import now
from discussions.bridges.custody.voices import Unknown
from discussions.bridges.models import Side
from discussions.bridges.roles import Attribution, SideState
from discussions.spaces.models import Admission
from groups.badges import WITH_BADGE, Badge
from groups.models import Seat
from groups.roles import Role

Author = Seat | Unknown


@dataclass(slots=True)
class Audience:
    """The sides of a bridge that have accepted, and the seats that read it."""

    groups: list[int] = field(default_factory=list)
    seats: list[Seat] = field(default_factory=list)
    able: frozenset[int] | None = None  # the seats that could have written what is asked about; None: all of them

    def among(self, seats: frozenset[int]) -> "Audience":
        """The same readers, of whom only these could have written."""
        return replace(self, able=seats)

    def people(self, group_id: int | None = None) -> int:
        """How many people read, of one side or of all.  Somebody with two seats is one person."""
        return len({seat.person_id for seat in self.seats if group_id in {None, seat.group_id}})

    def crowd(self, author: Author, attribution: Attribution) -> int:
        """How many people who may write would be shown exactly as `author` would, the author among them."""
        return len({seat.person_id for seat in self._alike(author, attribution)} | _known(author))

    def crowd_in(self, group_id: int, author: Author, attribution: Attribution) -> int:
        """How many of them speak for this group."""
        return len({seat.person_id for seat in self._alike(author, attribution) if seat.group_id == group_id} | _known(author))

    def crowd_groups(self, author: Author, attribution: Attribution) -> int:
        """From how many groups these people come."""
        return len({seat.group_id for seat in self._alike(author, attribution)} | {author.group_id})

    def _alike(self, author: Author, attribution: Attribution) -> list[Seat]:
        able = (seat for seat in self.seats if self.able is None or seat.pk in self.able)
        return [seat for seat in able if seat.role != Role.OBSERVER and _alike(seat, author, attribution)]

    def shown_like(self, badge: Badge, attribution: Attribution) -> int:
        """How many people who may write would be shown by this very badge: those who are there now, whoever wrote the post."""
        writers = [seat for seat in self.seats if seat.role != Role.OBSERVER]
        return len({seat.person_id for seat in writers if shown_as(seat, attribution) == badge})

    def sits(self, seat_id: int) -> bool:
        """Whether the seat reads the bridge."""
        return any(seat.pk == seat_id for seat in self.seats)


def _known(author: Author) -> set[int]:
    return {author.person_id} if isinstance(author, Seat) else set()


def _alike(seat: Seat, author: Author, attribution: Attribution) -> bool:
    if isinstance(author, Unknown):  # what readers do not see is not known either
        return attribution is Attribution.UNATTRIBUTED or author.constituency in {"", seat.organisation.constituency_id}
    match attribution:
        case Attribution.NAME:
            return seat.person_id == author.person_id
        case Attribution.ORGANISATION:  # a pseudonym never shows its organisation, so it hides nobody behind it
            return seat.organisation_id == author.organisation_id and not seat.pseudonym
        case Attribution.CONSTITUENCY:
            return seat.organisation.constituency_id == author.organisation.constituency_id
        case Attribution.UNATTRIBUTED:
            return True


def audiences(bridge_ids: Iterable[int]) -> dict[int, Audience]:
    """The audience of each bridge now, in two queries."""
    found = {bridge_id: Audience() for bridge_id in bridge_ids}
    for bridge_id, group_id in Side.objects.filter(bridge_id__in=found, state=SideState.ACCEPTED).values_list("bridge_id", "group_id"):
        found[bridge_id].groups.append(group_id)
    rows = Admission.objects.filter(space_id__in=found, ended_at__isnull=True, seat__in=Seat.objects.reading_at(now()))
    for row in rows.select_related(*(f"seat__{part}" for part in WITH_BADGE)).order_by("pk"):
        found[row.space_id].seats.append(row.seat)
    return found


def audience_of(bridge_id: int) -> Audience:
    """The audience of one bridge now."""
    return audiences([bridge_id])[bridge_id]


def shown_as(seat: Author, attribution: Attribution) -> Badge:
    """What readers learn of the author: the badge itself for a name, otherwise nothing that could be linked to a seat."""
    if isinstance(seat, Unknown):
        return Badge.masked(constituency="" if attribution is Attribution.UNATTRIBUTED else seat.constituency)
    badge = Badge.of(seat)
    match attribution:
        case Attribution.NAME:
            return badge
        case Attribution.ORGANISATION:
            return Badge.masked(organisation=badge.organisation, constituency=badge.constituency)
        case Attribution.CONSTITUENCY:
            return Badge.masked(constituency=badge.constituency)
        case Attribution.UNATTRIBUTED:
            return Badge.masked()
