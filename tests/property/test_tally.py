"""What no order and no naming of things may change."""

from fractions import Fraction
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from discussions.polls.tally import Rule, Share, Vote, count

KEYS = ("o1", "o2", "o3", "o4")
BALLOTS = st.lists(
    st.one_of(
        st.just(Vote(abstained=True)),
        st.sets(st.sampled_from(KEYS), min_size=1).map(lambda keys: Vote(tuple(sorted(keys)))),
    ),
    max_size=40,
)
RULES = st.builds(
    Share,
    share=st.fractions(min_value=Fraction(1, 10), max_value=1, max_denominator=12),
    of=st.sampled_from(["cast", "eligible"]),
    more_than=st.booleans(),
    with_abstentions=st.booleans(),
)


@given(BALLOTS, RULES, st.randoms(use_true_random=False))
def test_the_order_of_ballots_is_irrelevant(ballots: list[Vote], rule: Share, chance: Random) -> None:
    shuffled = list(ballots)
    chance.shuffle(shuffled)
    assert count(KEYS, ballots, eligible=50, quorum=7, rule=Rule(threshold=rule)) == count(
        KEYS, shuffled, eligible=50, quorum=7, rule=Rule(threshold=rule)
    )


@given(BALLOTS, RULES, st.permutations(KEYS))
def test_relabelling_the_options_relabels_the_result(ballots: list[Vote], rule: Share, names: list[str]) -> None:
    new = dict(zip(KEYS, names, strict=True))
    plain = count(KEYS, ballots, eligible=50, rule=Rule(threshold=rule))
    renamed = count(
        names, [Vote(tuple(new[key] for key in each.choices), each.abstained) for each in ballots], eligible=50, rule=Rule(threshold=rule)
    )
    assert [(total.key, total.count) for total in renamed.totals] == [(new[total.key], total.count) for total in plain.totals]
    assert renamed.winners == tuple(new[key] for key in plain.winners)
    assert [(test.option, test.met) for test in renamed.tests] == [(new[test.option or ""], test.met) for test in plain.tests]


@given(BALLOTS)
def test_every_vote_is_counted_once(ballots: list[Vote]) -> None:
    outcome = count(KEYS, ballots, eligible=50)
    assert sum(total.count for total in outcome.totals) == sum(len(each.choices) for each in ballots)
    assert (outcome.cast, outcome.abstained) == (len(ballots), sum(each.abstained for each in ballots))


@given(BALLOTS, RULES)
def test_a_condition_is_met_exactly_when_the_share_is_reached(ballots: list[Vote], rule: Share) -> None:
    for test in count(KEYS, ballots, eligible=50, rule=Rule(threshold=rule)).tests:
        reached = test.reached > rule.share * test.of if rule.more_than else test.reached >= rule.share * test.of
        assert test.met == (reached and test.reached > 0)
