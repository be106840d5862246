"""What is compiled once gives what the queryset would give, in any thread."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from collab.clock import now
from collab.prepared import PreparedObjects
from discussions.polls import reads, units
from discussions.polls.models import Poll, Voter
from groups.models import Seat
from tests.council import Council, convene

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]


@pytest.fixture
def council() -> Council:
    return convene()


def columns(found: object) -> dict[str, object]:
    """What was read of an object, without what Django notes for itself."""
    return {name: value for name, value in vars(found).items() if not name.startswith("_")}


def test_objects_come_with_what_the_queryset_selects_and_annotates(council: Council) -> None:
    asked, other = council.ask(), council.ask(question="Another one")
    [poll] = reads._polls(space=council.hall.pk, place=asked.poll.place, floor=0)
    plain = reads.full_polls().get(pk=poll.pk)
    assert isinstance(poll, Poll)
    assert (columns(poll), columns(poll.entry), columns(poll.author.person)) == (
        columns(plain), columns(plain.entry), columns(plain.author.person),
    )  # fmt: skip
    assert poll.get_deferred_fields() == plain.get_deferred_fields()
    assert [row.pk for row in reads._polls(space=council.hall.pk, place=other.poll.place, floor=0)] != [poll.pk]
    assert reads._polls(space=council.hall.pk, place=asked.poll.place, floor=asked.poll.place) == []

    voter = Voter.objects.filter(poll=poll).order_by("pk").first()
    assert voter is not None
    [found] = units._voters(poll=poll.pk, key=voter.key)
    assert (columns(found), getattr(found, "ballot", None)) == (columns(voter), None)

    seat = council.world.seat(council.world.ada)
    [read] = units._seats(moment=now(), person=council.world.ada.pk, seat=seat.pk)
    assert (read.pk, read.organisation.name, read.in_secretariat) == (seat.pk, seat.organisation.name, False)  # type: ignore[attr-defined]  # annotated


def test_each_thread_asks_by_its_own_connection(council: Council) -> None:
    seats = PreparedObjects(lambda pk: Seat.objects.select_related("person").filter(pk=pk), pk=int)
    wanted = list(Seat.objects.order_by("pk").values_list("pk", "person__name"))

    def ask(pk: int) -> list[tuple[int, str]]:
        try:
            return [(row.pk, row.person.name) for row in seats(pk=pk)]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, [pk for pk, _ in wanted])) == [[each] for each in wanted]
