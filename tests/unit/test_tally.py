"""Counting, with worked examples."""

from fractions import Fraction

import pytest

from discussions.polls.tally import Condition, Malformed, Outcome, Part, Rule, Share, Vote, count, enough, read_rule

ABC = ("a", "b", "c")


def votes(text: str) -> list[Vote]:
    """`"a ab - c"`: votes for a, for a and b, an abstention, and c."""
    return [Vote(abstained=True) if word == "-" else Vote(tuple(word)) for word in text.split()]


def counts(outcome: Outcome) -> tuple[tuple[str, int], ...]:
    """How many votes name each option."""
    return tuple((total.key, total.count) for total in outcome.totals)


def test_plurality() -> None:
    """Tennessee's capital: 42 for Memphis, 26 for Nashville, 15 for Chattanooga, 17 for Knoxville; Memphis leads."""
    outcome = count("MNCK", votes("M " * 42 + "N " * 26 + "C " * 15 + "K " * 17), eligible=100)
    assert counts(outcome) == (("M", 42), ("N", 26), ("C", 15), ("K", 17))
    assert (outcome.winners, outcome.cast, outcome.abstained, outcome.eligible, outcome.tests) == (("M",), 100, 0, 100, ())


def test_a_tie_is_a_tie() -> None:
    outcome = count(ABC, votes("c a a c b"), eligible=5)
    assert outcome.winners == ("a", "c")
    assert [(tie.among, tie.by, tie.picked) for tie in outcome.ties] == [(("a", "c"), "open", None)]


def test_several_choices_count_each() -> None:
    assert counts(count(ABC, votes("ab b bc"), eligible=3)) == (("a", 1), ("b", 3), ("c", 1))


@pytest.mark.parametrize("ballots", ["", "- -"])
def test_nobody_leads_without_votes(ballots: str) -> None:
    outcome = count(ABC, votes(ballots), eligible=3, rule=Rule(threshold=Share(Fraction(1, 2))))
    assert outcome.winners == ()
    assert [test.met for test in outcome.tests] == [False, False, False]


def test_abstentions_count_for_the_quorum_and_not_for_the_threshold() -> None:
    outcome = count(ABC, votes("a a b - -"), eligible=9, quorum=5, rule=Rule(threshold=Share(Fraction(2, 3))))
    assert (outcome.cast, outcome.abstained) == (5, 2)
    assert outcome.tests == (
        Condition("quorum", None, reached=5, of=9, needed=5),
        Condition("threshold", "a", reached=2, of=3, needed=2),
        Condition("threshold", "b", reached=1, of=3, needed=2),
        Condition("threshold", "c", reached=0, of=3, needed=2),
    )
    assert [test.met for test in outcome.tests] == [True, True, False, False]


def test_a_rule_may_count_abstentions() -> None:
    outcome = count(ABC, votes("a a b - -"), eligible=9, rule=Rule(threshold=Share(Fraction(2, 3), with_abstentions=True)))
    assert outcome.tests[0] == Condition("threshold", "a", reached=2, of=5, needed=4)


def test_of_the_roll() -> None:
    outcome = count(ABC, votes("a a a a"), eligible=9, rule=Rule(threshold=Share(Fraction(1, 2), of="eligible", more_than=True)))
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
    with pytest.raises(Malformed, match="'x', which is not on offer"):
        count(ABC, votes("x"), eligible=1)


@pytest.mark.parametrize(
    ("vote", "said"),
    [
        (Vote.ranked("a", "b", "a"), "'a' twice"),
        (Vote(("a", "a")), "'a' twice"),
        (Vote(("a",), abstained=True), "abstains and names"),
        (Vote(("a",), weight=0), "less than one"),
    ],
)
def test_what_cannot_be_counted_is_refused(vote: Vote, said: str) -> None:
    with pytest.raises(Malformed, match=said):
        count(ABC, [vote], eligible=1)


# Points -------------------------------------------------------------------------------------------


def points(**given: int) -> Vote:
    return Vote(points=tuple(given.items()))


def test_score_by_sum_and_by_mean() -> None:
    ballots = [points(a=5, b=4), points(a=0, b=4), points(a=5), points(c=5), Vote(abstained=True)]
    by_sum = count(ABC, ballots, rule=Rule("score"), eligible=9)
    assert [(total.key, total.count, total.points, total.mean, total.median, total.spread) for total in by_sum.totals] == [
        ("a", 3, 10, Fraction(10, 3), Fraction(5), ((5, 2), (0, 1))),
        ("b", 2, 8, Fraction(4), Fraction(4), ((4, 2),)),
        ("c", 1, 5, Fraction(5), Fraction(5), ((5, 1),)),
    ]
    assert by_sum.winners == ("a",)
    assert count(ABC, ballots, rule=Rule("score", score="mean"), eligible=9).winners == ("c",)
    half = Rule("score", score="mean", mean_needs=Fraction(1, 2))  # two of the four that do not abstain
    assert count(ABC, ballots, rule=half, eligible=9).winners == ("b",)


def test_the_median_of_an_even_number_lies_in_the_middle() -> None:
    assert count("a", [points(a=1), points(a=4), points(a=2), points(a=9)], rule=Rule("score"), eligible=4).totals[0].median == 3


def test_dots_count_those_who_gave_some() -> None:
    outcome = count(ABC, [points(a=3, b=5), points(a=8, b=0)], rule=Rule("dots"), eligible=2)
    assert [(total.key, total.count, total.points) for total in outcome.totals] == [("a", 2, 11), ("b", 1, 5), ("c", 0, 0)]
    assert outcome.winners == ("a",)


# Stances ------------------------------------------------------------------------------------------

PROPOSAL = ("agree", "abstain", "disagree", "block")


def stances(agree: int, abstain: int, disagree: int, block: int, constituency: str = "") -> list[Vote]:
    numbers = zip(PROPOSAL, (agree, abstain, disagree, block), strict=True)
    return [Vote((key,), constituency=constituency, weight=number) for key, number in numbers if number]


@pytest.mark.parametrize(("block", "allowed", "passes"), [(0, 0, True), (1, 0, False), (1, 1, True), (2, 1, False)])
def test_a_block_stops_what_has_the_votes(block: int, allowed: int, passes: bool) -> None:
    rule = Rule("stances", threshold=Share(Fraction(1, 2), more_than=True), blocks=allowed)
    outcome = count(PROPOSAL, stances(9, 4, 1, block), rule=rule, eligible=20)
    assert outcome.tests == (
        Condition("blocks", None, block, 14 + block, allowed),
        Condition("threshold", None, 9, 10 + block, (10 + block) // 2 + 1),
    )
    assert outcome.passed == (("agree",) if passes else ())


def test_stances_that_are_neutral_count_where_the_rule_says_so() -> None:
    rule = Rule("stances", threshold=Share(Fraction(2, 3), with_abstentions=True))
    assert count(PROPOSAL, stances(6, 4, 0, 0), rule=rule, eligible=10).tests == (Condition("threshold", None, 6, 10, 7),)


def test_the_ladder_has_its_meanings_and_other_options_need_theirs() -> None:
    ladder = tuple(f"g{step}" for step in range(1, 9))
    rule = Rule("stances", threshold=Share(Fraction(3, 4)), blocks=0)
    outcome = count(ladder, [Vote((key,)) for key in ("g1", "g3", "g4", "g5", "g6")], rule=rule, eligible=5)
    assert outcome.tests == (Condition("blocks", None, 0, 5, 0), Condition("threshold", None, 2, 3, 3))
    with pytest.raises(Malformed, match="what 'a' means"):
        count(ABC, votes("a"), rule=rule, eligible=1)
    meaning = Rule("stances", threshold=Share(Fraction(3, 4)), stances={"a": "for", "b": "against", "c": "block"})
    assert count(ABC, votes("a a a b"), rule=meaning, eligible=4).passed == ("a",)


# Constituencies -----------------------------------------------------------------------------------

ROLL = {"government": 18, "civil": 16, "private": 14, "igo": 7, "research": 6}
CAST = {"government": (13, 2, 1), "civil": (11, 3, 1), "private": (6, 4, 1), "igo": (5, 0, 1), "research": (2, 3, 0)}


def by_constituency() -> list[Vote]:
    return [
        Vote((key,) if key != "-" else (), key == "-", constituency=constituency, weight=number)
        for constituency, numbers in CAST.items()
        for key, number in zip(("adopt", "not", "-"), numbers, strict=True)
        if number
    ]


def test_a_double_majority_shows_every_test_with_its_number() -> None:
    """The terminology note: 61 seats, 53 cast, carried in four of five constituencies."""
    rule = Rule(threshold=Share(Fraction(2, 3)), constituencies=3, constituency_quorum=Fraction(3, 4))
    outcome = count(("adopt", "not"), by_constituency(), rule=rule, eligible=ROLL, quorum=31)
    assert outcome.tests == (
        Condition("quorum", None, 53, 61, 31),
        Condition("constituency_quorum", None, 15, 16, 12, "civil"),
        Condition("constituency_quorum", None, 16, 18, 14, "government"),
        Condition("constituency_quorum", None, 6, 7, 6, "igo"),
        Condition("constituency_quorum", None, 11, 14, 11, "private"),
        Condition("constituency_quorum", None, 5, 6, 5, "research"),
        Condition("threshold", "adopt", 37, 49, 33),
        Condition("threshold", "not", 12, 49, 33),
        Condition("double_majority", "adopt", 4, 5, 3),
        Condition("double_majority", "not", 1, 5, 3),
    )
    assert outcome.passed == ("adopt",)
    assert outcome.parts[-1] == Part("research", 6, 5, 0, (("adopt", 2), ("not", 3)), ("not",))


def test_one_constituency_more_and_it_fails() -> None:
    rule = Rule(threshold=Share(Fraction(2, 3)), constituencies=5)
    assert count(("adopt", "not"), by_constituency(), rule=rule, eligible=ROLL).passed == ()


def test_group_informed_agreement() -> None:
    """14/17 · 12/16 · 7/12 · 6/7 · 3/7, and its fifth root."""
    adopt, against = count(("adopt", "not"), by_constituency(), eligible=ROLL).agreement
    product = Fraction(14, 17) * Fraction(12, 16) * Fraction(7, 12) * Fraction(6, 7) * Fraction(3, 7)
    assert (adopt.key, adopt.product, adopt.mean) == ("adopt", product, Fraction(6673, 10_000))
    assert adopt.mean**5 <= product < (adopt.mean + Fraction(1, 10_000)) ** 5
    assert against.mean < adopt.mean


def test_a_proposal_is_carried_by_constituencies_too() -> None:
    rule = Rule("stances", constituencies=2)
    ballots = [*stances(2, 5, 1, 0, "civil"), *stances(1, 0, 1, 0, "igo"), *stances(3, 0, 0, 1, "research")]
    outcome = count(PROPOSAL, ballots, rule=rule, eligible={"civil": 8, "igo": 2, "research": 4})
    assert [part.carried for part in outcome.parts] == [("agree",), (), ("agree",)]
    assert outcome.tests == (Condition("double_majority", None, 2, 3, 2),)
    assert outcome.passed == ("agree",)
    assert [each.key for each in outcome.agreement] == [None]


def test_a_vote_from_nowhere_is_refused() -> None:
    with pytest.raises(Malformed, match="'mars', of which nobody is on the roll"):
        count(ABC, [Vote(("a",), constituency="mars")], eligible={"civil": 3})


# Rules as data ------------------------------------------------------------------------------------


def test_rules_are_read() -> None:
    share = {"of": "eligible", "at_least": [2, 3], "more_than": True, "with_abstentions": False}
    assert read_rule({"method": "threshold", **share}) == Rule(threshold=Share(Fraction(2, 3), "eligible", more_than=True))
    data = {"method": "stances", "threshold": share, "constituencies": 3, "constituency_quorum": [1, 2], "blocks": 0}
    assert read_rule(data) == Rule(
        "stances",
        threshold=Share(Fraction(2, 3), "eligible", more_than=True),
        constituencies=3,
        constituency_quorum=Fraction(1, 2),
        blocks=0,
    )
    assert read_rule({}) == Rule()


@pytest.mark.parametrize("data", [{"method": "borda"}, {"method": "stv", "seats": "many"}, {"threshold": {"at_least": [1, 0]}}])
def test_other_rules_are_refused(data: dict[str, object]) -> None:
    with pytest.raises(Malformed):
        read_rule(data)
