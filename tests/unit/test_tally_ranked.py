"""Ranked votes, with worked examples."""

from fractions import Fraction

import pytest

from discussions.polls.tally import Outcome, Rule, Tie, Vote, count
from discussions.polls.tally.numbers import plain
from discussions.polls.tally.stv import quota_of

TENNESSEE = "42 MNCK, 26 NCKM, 15 CKNM, 17 KCNM"
SCHULZE = "5 ACBED, 5 ADECB, 8 BEDAC, 3 CABED, 7 CAEBD, 2 CBADE, 7 DCEBA, 8 EBADC"
SEATS = "28 ABCD, 14 ACDB, 15 BCAD, 17 CABD, 26 DBCA"


def profile(text: str) -> list[Vote]:
    """`"42 MNCK, 3 N"`: 42 votes that rank M, N, C, K in this order, and 3 for N alone; `"1 A(BC)"` ranks B and C equal."""
    found = []
    for part in text.split(", "):
        weight, _, places = part.partition(" ")
        ranking: list[tuple[str, ...]] = []
        while places:
            place, _, places = places[1:].partition(")") if places[0] == "(" else (places[0], "", places[1:])
            ranking.append(tuple(place))
        found.append(Vote.ranked(*ranking, weight=int(weight)))
    return found


def counted(text: str, rule: Rule, options: str = "", lot: str | None = None) -> Outcome:
    votes = profile(text)
    options = options or "".join(sorted({key for vote in votes for key in vote.named()}))
    return count(tuple(options), votes, rule=rule, eligible=sum(vote.weight for vote in votes), lot=lot)


def rounds(outcome: Outcome) -> list[dict[str, int | str]]:
    return [{key: plain(votes) for key, votes in each.votes} for each in outcome.rounds]


def test_tennessee() -> None:
    runoff = counted(TENNESSEE, Rule("irv"), "MNCK")
    assert runoff.winners == ("K",)
    assert rounds(runoff) == [{"M": 42, "N": 26, "C": 15, "K": 17}, {"M": 42, "N": 26, "C": 0, "K": 32}, {"M": 42, "N": 0, "C": 0, "K": 58}]
    assert [each.excluded for each in runoff.rounds] == [("C",), ("N",), ()]
    assert counted(TENNESSEE, Rule("schulze"), "MNCK").order == (("N",), ("C",), ("K",), ("M",))
    firsts = counted(TENNESSEE, Rule("irv"), "MNCK").totals
    assert max(firsts, key=lambda total: total.count).key == "M"


def test_schulze_s_own_example() -> None:
    outcome = counted(SCHULZE, Rule("schulze"))
    assert outcome.order == (("E",), ("A",), ("C",), ("B",), ("D",))
    assert outcome.winners == ("E",)
    assert outcome.pairs == ((0, 20, 26, 30, 22), (25, 0, 16, 33, 18), (19, 29, 0, 17, 24), (15, 12, 28, 0, 14), (23, 27, 21, 31, 0))
    assert outcome.paths == ((0, 28, 28, 30, 24), (25, 0, 28, 33, 24), (25, 29, 0, 29, 24), (25, 28, 28, 0, 24), (25, 28, 28, 31, 0))
    assert {total.key: total.count for total in outcome.totals} == {"A": 10, "B": 8, "C": 12, "D": 7, "E": 8}


def test_a_tie_that_decides_nothing_is_shown_and_passed_over() -> None:
    """B and E tie in round 2; whichever goes, C wins."""
    outcome = counted(SCHULZE, Rule("irv"))
    assert outcome.ties == (Tie(2, ("B", "E"), "exclude", "same", "B"),)
    assert outcome.winners == ("C",)


def test_a_tie_that_matters_is_left_open_and_all_who_could_win_are_named() -> None:
    outcome = counted("3 ABC, 2 BCA, 2 CAB", Rule("irv"))
    assert outcome.ties == (Tie(1, ("B", "C"), "exclude", "open"),)
    assert outcome.winners == ("A", "C")
    assert len(outcome.rounds) == 1


def test_a_lot_is_drawn_by_a_number_and_can_be_drawn_again() -> None:
    profile_, rule = "3 ABC, 2 BCA, 2 CAB", Rule("irv", ties="lot")
    assert counted(profile_, rule).ties[0].by == "open"  # nobody has read a number out
    drawn = {counted(profile_, rule, lot=str(number)).winners for number in range(20)}
    assert drawn == {("A",), ("C",)}
    assert counted(profile_, rule, lot="7") == counted(profile_, rule, lot="7")
    assert counted(profile_, Rule("irv"), lot="7").ties[0].by == "open"  # the rule has no lot


def test_an_earlier_round_breaks_a_tie() -> None:
    """B and C have 4 each in round 2; in round 1 C had fewer."""
    outcome = counted("6 A, 4 BA, 3 CB, 1 DC", Rule("irv"))
    assert outcome.ties == (Tie(2, ("B", "C"), "exclude", "earlier_round", "C"),)
    assert [each.excluded for each in outcome.rounds] == [("D",), ("C",), ()]
    assert rounds(outcome)[-1] == {"A": 6, "B": 7, "C": 0, "D": 0}


def test_those_without_votes_go_first_in_any_order() -> None:
    outcome = counted("3 AB, 2 BA", Rule("irv"), "ABCDEFGHIJKLMNOPQRST")
    assert (outcome.winners, len(outcome.rounds)) == (("A",), 1)
    outcome = counted("2 A, 2 BA, 1 CB", Rule("irv"), "ABCDEFGHIJKLMNOPQRST")
    assert outcome.winners == ("B",)
    assert {tie.by for tie in outcome.ties} == {"same"}


def test_a_seat_among_those_without_votes_is_a_tie() -> None:
    """Two seats, and all vote for A alone: nobody can say who of B, C and D has the other."""
    for method in ("stv", "meek"):
        outcome = counted("3 A", Rule(method, seats=2), "ABCD")
        assert set(outcome.winners) == set("ABCD")
        assert outcome.winners[0] == "A"
        assert outcome.ties[-1] == Tie(len(outcome.rounds), ("B", "C", "D"), "exclude", "open")


def test_exhausted_votes_are_shown() -> None:
    outcome = counted("4 A, 3 B, 2 C", Rule("irv"))
    assert [each.exhausted for each in outcome.rounds] == [0, 2]
    assert outcome.winners == ("A",)


def test_equals_end_a_ranking_that_is_transferred_and_not_one_that_is_compared() -> None:
    assert [each.exhausted for each in counted("4 A, 3 B, 2 C(AB)", Rule("irv")).rounds] == [0, 2]
    outcome = counted("1 A(BC), 1 BA", Rule("schulze"))
    assert outcome.pairs == ((0, 1, 2), (1, 0, 1), (0, 0, 0))
    assert outcome.winners == ("A", "B")
    assert outcome.order == (("A", "B"), ("C",))
    assert outcome.ties == (Tie(1, ("A", "B"), "lead", "open"),)


@pytest.mark.parametrize("method", ["irv", "schulze", "stv", "meek"])
def test_nobody_wins_without_votes(method: str) -> None:
    rule = Rule(method)  # type: ignore[arg-type]  # one of them
    outcome = count("AB", [Vote(abstained=True), Vote(abstained=True)], rule=rule, eligible=2)
    assert (outcome.winners, outcome.cast, outcome.abstained) == ((), 2, 2)


def test_two_seats_by_scottish_rules() -> None:
    outcome = counted(SEATS, Rule("stv", seats=2))
    assert rounds(outcome) == [
        {"A": 42, "B": 15, "C": 17, "D": 26},
        {"A": 34, "B": "20.33316", "C": "19.66658", "D": 26},
        {"A": 34, "B": "37.33316", "C": 0, "D": "28.66658"},
    ]
    assert [(each.step, each.of) for each in outcome.rounds] == [("first", None), ("surplus", "A"), ("exclude", "C")]
    assert {each.quota for each in outcome.rounds} == {34}
    assert [plain(each.residual) for each in outcome.rounds] == [0, "0.00026", "0.00026"]
    assert outcome.winners == ("A", "B")


def test_two_seats_by_meek() -> None:
    """The quota of 100/3; A keeps 25/33 of each vote, so that D is 26, B 15 + 28 · 26/126 and so on, to nine places."""
    outcome = counted(SEATS, Rule("meek", seats=2))
    assert outcome.winners == ("A", "B")
    second = dict(outcome.rounds[1].votes)
    assert abs(second["B"] - (15 + 28 * (1 - Fraction(100, 126)))) < Fraction(1, 10**6)
    assert outcome.rounds[1].excluded == ("C",)


def test_the_hare_quota_asks_for_more() -> None:
    outcome = counted(SEATS, Rule("stv", seats=2, quota="hare"))
    assert outcome.rounds[0].quota == 50
    assert outcome.rounds[0].elected == ()


@pytest.mark.parametrize(("votes", "seats", "droop", "hare"), [(100, 2, 34, 50), (99, 2, 34, Fraction(99, 2)), (10, 3, 3, "3.33334")])
def test_quotas(votes: int, seats: int, droop: int, hare: object) -> None:
    assert quota_of("droop", votes, seats) == droop
    assert quota_of("hare", votes, seats) == Fraction(str(hare))


def test_as_many_options_as_seats_are_all_elected() -> None:
    for method in ("stv", "meek"):
        outcome = counted("5 AB, 1 B", Rule(method, seats=3))
        assert sorted(outcome.winners) == ["A", "B"]
