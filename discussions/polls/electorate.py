"""How many votes a poll of a space would have, before it is opened: what a quorum, or a number of constituencies, is measured by."""

from collab.clock import now
from discussions.polls.draft_shapes import Electorate, UnitCount
from discussions.polls.drafting import units_offered
from discussions.polls.units import key_of_seat, seats_that_vote
from discussions.spaces.models import Space
from discussions.spaces.policies import check_moderate
from discussions.spaces.reads import standing_in


def electorate_of(person_id: int, space_id: int) -> Electorate:
    """How many units of each sort would be on a roll that is written now, for those who open polls; two queries beside the standing.

    Raises NotFound, Refused (not_allowed).
    """
    check_moderate(standing_in(person_id, space_id))
    space = Space.objects.select_related("group").get(pk=space_id)
    seats = [row.seat for row in seats_that_vote(space_id, now()).select_related("seat__organisation")]
    return Electorate(
        units=[
            UnitCount(unit=unit, eligible=len({key_of_seat(unit, seat) for seat in seats}))
            for unit in units_offered(pseudonyms=space.group is not None and space.group.pseudonyms)
        ],
        constituencies=len({seat.organisation.constituency_id for seat in seats}),
    )
