"""One person who sits on two sides of a bridge chooses for whom they speak."""

import pytest

from discussions.bridges.actions import reseat_bridge
from discussions.bridges.models import Crossing
from discussions.bridges.shapes import SeatChoice
from discussions.desk.models import Report
from discussions.spaces.seating import change_seat, end_seat, open_seat
from groups.models import Seat
from groups.roles import Role
from tests.api.ask import ask
from tests.api.gate import NOTHING_HERE, history, stored
from tests.span import Span, build_span


@pytest.fixture(scope="module")
def laid_span(floor: None) -> Span:
    return build_span().opened()


@pytest.fixture
def second(span: Span) -> Seat:
    """Ben belongs to Potters as well, for Kiln, and sits on their side too."""
    world = span.world
    seat = open_seat(
        by=world.eve.pk, group_id=world.potters.pk, person_id=world.ben.pk, organisation_id=world.kiln.pk, role=Role.MEMBER
    )  # fmt: skip
    reseat_bridge(world.eve.pk, span.bridge, SeatChoice(seats=[span.seat(world.eve), span.seat(span.pam), seat.pk]))
    return seat


def speakers(span: Span) -> list[tuple[int, str, str, bool]]:
    """Ben's seats as the bridge lists them."""
    answer = ask(span.world.ben).get(f"/api/bridges/{span.bridge}")[1]
    return [(each["seat"], each["group"]["name"], each["by"]["organisation"], each["may_post"]) for each in answer["speakers"]]


def test_the_bridge_lists_each_own_seat_with_its_own_ways_to_be_shown(span: Span, second: Seat) -> None:
    first = span.seat(span.world.ben)
    assert speakers(span) == [(first, "Weavers", "Lantern (example)", True), (second.pk, "Potters", "Kiln (example)", True)]
    _, answer = ask(span.world.ben).get(f"/api/bridges/{span.bridge}")
    crowds = [{way["attribution"]: (way["crowd"], way["allowed"]) for way in each["attributions"]} for each in answer["speakers"]]
    assert crowds == [
        {"name": (1, True), "organisation": (4, True), "constituency": (5, True)},
        {"name": (1, True), "organisation": (3, True), "constituency": (3, False)},
    ]


def test_a_post_goes_through_the_gate_of_the_seat_that_was_chosen(span: Span, second: Seat) -> None:
    path, before = f"/api/bridges/{span.bridge}/crossings", stored()
    status, refused = ask(span.world.ben).post(path, span.draft(seat=second.pk))
    assert (status, refused["code"], refused["facts"]) == (422, "crowd_too_small", {"crowd": 3, "least": 5})
    assert stored() == before
    status, held = ask(span.world.ben).post(path, span.draft(seat=second.pk, attribution="name"))
    assert (status, held["group"], held["by"]["organisation"]) == (201, span.world.potters.pk, "Kiln (example)")
    assert ask(span.mia).post(f"/api/crossings/{held['crossing']}/release", {"hash": held["hash"]}) == (404, NOTHING_HERE)
    span.release(held["crossing"], span.world.eve)
    [message] = history(span, span.cleo)
    assert (message["by"]["seat"], message["by"]["organisation"]) == (second.pk, "Kiln (example)")


def test_without_a_choice_the_first_seat_that_may_post_speaks(span: Span, second: Seat) -> None:
    assert span.submit(span.world.ben).group == span.world.weavers.pk
    change_seat(by=span.world.ada.pk, seat_id=span.seat(span.world.ben), role=Role.OBSERVER)
    assert [(group, may_post) for _, group, _, may_post in speakers(span)] == [("Potters", True), ("Weavers", False)]
    assert span.submit(span.world.ben, attribution="name").group == span.world.potters.pk


def test_a_seat_that_is_not_ones_own_or_has_ended_speaks_for_nobody(span: Span, second: Seat) -> None:
    path = f"/api/bridges/{span.bridge}/crossings"
    end_seat(by=span.world.eve.pk, seat_id=second.pk, reason="moved on")
    for seat in (second.pk, span.seat(span.pam)):
        assert ask(span.world.ben).post(path, span.draft(seat=seat, attribution="name")) == (404, NOTHING_HERE)
    assert not Crossing.objects.exists()


def test_a_report_goes_to_the_side_that_was_written_to(span: Span, second: Seat) -> None:
    ours, theirs = span.submit(span.cleo), span.submit(span.pam, attribution="name")
    places: dict[int, int] = {}
    for number, by in ((ours.crossing, span.mia), (theirs.crossing, span.world.eve)):
        places[number] = span.release(number, by).message or 0
    for number, group in ((theirs.crossing, span.world.weavers), (ours.crossing, span.world.potters)):
        path = f"/api/spaces/{span.bridge}/messages/{places[number]}/report"
        assert ask(span.world.ben).post(path, {"reason": "tone"})[0] == 201
        assert Report.objects.get(about__place=places[number], about__stream_id=span.bridge).group_id == group.pk
