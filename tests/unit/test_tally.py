"""Counting, with worked examples."""

from fractions import Fraction

import pytest

from discussions.polls.tally import Condition, Share, Vote, count, enough

ABC = ("a", "b", "c")


def votes(text: str) -> list[Vote]:
    """`"a ab - c"`: votes for a, for a and b, an abstention, and c."""
    return [Vote(abstained=True) if word == "-" else Vote(tuple(word)) for word in text.split()]


def test_plurality() -> None:
    """Tennessee's capital: 42 for Memphis, 26 for Nashville, 15 for Chattanooga, 17 for Knoxville; Memphis leads."""
    outcome = count("MNCK", votes("M " * 42 + "N " * 26 + "C " * 15 + "K " * 17), eligible=100)
    assert outcome.counts == (("M", 42), ("N", 26), ("C", 15), ("K", 17))
    assert (outcome.leading, outcome.cast, outcome.abstained, outcome.eligible, outcome.tests) == (("M",), 100, 0, 100, ())


def test_a_tie_is_a_tie() -> None:
    assert count(ABC, votes("c a a c b"), eligible=5).leading == ("a", "c")


def test_several_choices_count_each() -> None:
    assert count(ABC, votes("ab b bc"), eligible=3).counts == (("a", 1), ("b", 3), ("c", 1))


@pytest.mark.parametrize("ballots", ["", "- -"])
def test_nobody_leads_without_votes(ballots: str) -> None:
    outcome = count(ABC, votes(ballots), eligible=3, threshold=Share(Fraction(1, 2)))
    assert outcome.leading == ()
    assert [test.met for test in outcome.tests] == [False, False, False]


def test_abstentions_count_for_the_quorum_and_not_for_the_threshold() -> None:
    outcome = count(ABC, votes("a a b - -"), eligible=9, quorum=5, threshold=Share(Fraction(2, 3)))
    assert (outcome.cast, outcome.abstained) == (5, 2)
    assert outcome.tests == (
        Condition("quorum", None, reached=5, of=9, needed=5),
        Condition("threshold", "a", reached=2, of=3, needed=2),
        Condition("threshold", "b", reached=1, of=3, needed=2),
        Condition("threshold", "c", reached=0, of=3, needed=2),
    )
    assert [test.met for test in outcome.tests] == [True, True, False, False]


def test_a_rule_may_count_abstentions() -> None:
    outcome = count(ABC, votes("a a b - -"), eligible=9, threshold=Share(Fraction(2, 3), with_abstentions=True))
    assert outcome.tests[0] == Condition("threshold", "a", reached=2, of=5, needed=4)


def test_of_the_roll() -> None:
    outcome = count(ABC, votes("a a a a"), eligible=9, threshold=Share(Fraction(1, 2), of="eligible", more_than=True))
    assert outcome.tests[0] == Condition("threshold", "a", reached=4, of=9, needed=5)
    assert not outcome.tests[0].met


@pytest.mark.parametrize(
    ("share", "more_than", "base", "needed"),
    [
        (Fraction(1, 2), False, 10, 5),
        (Fraction(1, 2), True, 10, 6),
        (Fraction(1, 2), True, 11, 6),
        (Fraction(2, 3), False, 61, 41),
        (Fraction(2, 3), False, 60, 40),
        (Fraction(2, 3), True, 60, 41),
        (Fraction(1, 3), False, 10**18 + 1, 333333333333333334),  # exact, where a float is not
        (Fraction(1, 1), False, 7, 7),
        (Fraction(1, 2), False, 0, 1),
    ],
)
def test_enough_is_the_smallest_number_that_passes(share: Fraction, more_than: bool, base: int, needed: int) -> None:
    assert enough(Share(share, more_than=more_than), base) == needed


def test_an_unknown_option_is_an_error_and_not_a_vote() -> None:
    with pytest.raises(KeyError):
        count(ABC, votes("x"), eligible=1)
