"""What holds of every count of rankings, whatever the rankings are."""

from fractions import Fraction
from itertools import pairwise as steps
from itertools import permutations
from random import Random

import pyrankvote
from hypothesis import assume, given
from hypothesis import strategies as st
from votelib.convert import RankedToCondorcetVotes
from votelib.evaluate.condorcet import Schulze

from discussions.polls.tally import Outcome, Rule, Vote, count
from discussions.polls.tally.blt import read_blt, write_blt
from discussions.polls.tally.schulze import pairwise, strongest_paths

KEYS = ("a", "b", "c", "d")
RANKINGS = st.permutations(KEYS).flatmap(lambda order: st.integers(1, len(KEYS)).map(lambda length: tuple(order[:length])))
PROFILES = st.lists(st.tuples(RANKINGS, st.integers(1, 4)), min_size=1, max_size=8)
RULES = st.sampled_from([Rule("irv"), Rule("schulze"), Rule("stv"), Rule("stv", seats=2), Rule("meek", seats=2), Rule("stv", 2, "hare")])
Profile = list[tuple[tuple[str, ...], int]]


def votes(profile: Profile) -> list[Vote]:
    return [Vote.ranked(*ranking, weight=weight) for ranking, weight in profile]


def counted(profile: Profile, rule: Rule, options: tuple[str, ...] = KEYS) -> Outcome:
    return count(options, votes(profile), rule=rule, eligible=100)


@given(PROFILES, RULES, st.randoms(use_true_random=False))
def test_the_order_of_ballots_is_irrelevant(profile: Profile, rule: Rule, chance: Random) -> None:
    shuffled = list(profile)
    chance.shuffle(shuffled)
    assert counted(shuffled, rule) == counted(profile, rule)


@given(PROFILES, RULES)
def test_one_vote_of_weight_four_is_four_votes(profile: Profile, rule: Rule) -> None:
    assert counted([(ranking, 1) for ranking, weight in profile for _ in range(weight)], rule) == counted(profile, rule)


@given(PROFILES, RULES, st.permutations(KEYS))
def test_relabelling_the_options_relabels_the_winners(profile: Profile, rule: Rule, names: list[str]) -> None:
    new = dict(zip(KEYS, names, strict=True))
    renamed = counted([(tuple(new[key] for key in ranking), weight) for ranking, weight in profile], rule)
    assert set(renamed.winners) == {new[key] for key in counted(profile, rule).winners}


@given(PROFILES, RULES)
def test_no_vote_is_lost_or_made(profile: Profile, rule: Rule) -> None:
    assume(rule.method != "schulze")
    cast = sum(weight for _, weight in profile)
    for each in counted(profile, rule).rounds:
        total = sum((Fraction(number) for _, number in each.votes), start=Fraction(each.exhausted + each.residual))
        assert abs(total - cast) < Fraction(1, 10**6)
        assert total == cast or rule.method == "meek"  # whose parts are rounded up


@given(PROFILES, RULES)
def test_as_many_win_as_there_are_seats_unless_a_tie_is_said(profile: Profile, rule: Rule) -> None:
    outcome = counted(profile, rule)
    if any(tie.by == "open" for tie in outcome.ties):
        assert len(outcome.winners) > rule.seats or rule.method != "schulze"
    else:
        assert len(outcome.winners) == rule.seats
    assert len(set(outcome.winners)) == len(outcome.winners)


@given(PROFILES)
def test_whoever_has_more_than_half_of_the_first_places_wins(profile: Profile) -> None:
    cast = sum(weight for _, weight in profile)
    firsts = {key: sum(weight for ranking, weight in profile if ranking[0] == key) for key in KEYS}
    for key, number in firsts.items():
        if 2 * number > cast:
            assert counted(profile, Rule("irv")).winners == counted(profile, Rule("schulze")).winners == (key,)


@given(PROFILES)
def test_schulze_elects_whoever_beats_everybody(profile: Profile) -> None:
    pairs = pairwise(KEYS, votes(profile))
    for i, key in enumerate(KEYS):
        if all(pairs[i][j] > pairs[j][i] for j in range(len(KEYS)) if j != i):
            assert counted(profile, Rule("schulze")).winners == (key,)


@given(PROFILES)
def test_the_strongest_paths_are_those_of_the_definition(profile: Profile) -> None:
    """All paths, tried one by one."""
    pairs = pairwise(KEYS, votes(profile))
    link = [[pairs[i][j] if pairs[i][j] > pairs[j][i] else 0 for j in range(4)] for i in range(4)]
    paths = strongest_paths(pairs)
    for i, j in permutations(range(4), 2):
        others = [k for k in range(4) if k not in (i, j)]
        ways = [(i, *between, j) for n in range(3) for between in permutations(others, n)]
        assert paths[i][j] == max(min(link[a][b] for a, b in steps(way)) for way in ways)


@given(PROFILES, st.sampled_from(KEYS))
def test_a_clone_changes_nothing_for_others(profile: Profile, twin: str) -> None:
    """Schulze: with a twin right behind it in every ranking, the same others win, and the pair wins when the one did."""
    doubled = [(tuple(part for key in ranking for part in ((key, "z") if key == twin else (key,))), weight) for ranking, weight in profile]
    before = set(counted(profile, Rule("schulze")).winners)
    after = set(counted(doubled, Rule("schulze"), (*KEYS, "z")).winners)
    assert after - {"z", twin} == before - {twin}
    assert (twin in before) == bool(after & {"z", twin})


@given(PROFILES, st.data())
def test_raising_a_winner_does_not_harm_it(profile: Profile, data: st.DataObject) -> None:
    """Schulze is monotonic; runoffs and STV are not."""
    winners = counted(profile, Rule("schulze")).winners
    assume(len(winners) == 1)
    at = data.draw(st.integers(0, len(profile) - 1))
    ranking, weight = profile[at]
    raised = (winners[0], *(key for key in ranking if key != winners[0]))
    assert counted([*profile[:at], (raised, weight), *profile[at + 1 :]], Rule("schulze")).winners == winners


@given(PROFILES)
def test_a_file_says_what_was_voted(profile: Profile) -> None:
    written = write_blt("Poll", 1, [(key, key) for key in KEYS], votes(profile))
    again = read_blt(written)
    assert write_blt("Poll", 1, [(str(n), key) for n, key in enumerate(KEYS, 1)], again.votes) == written
    winners = {again.by_key[key] for key in count(again.options, again.votes, rule=Rule("irv"), eligible=100).winners}
    assert winners == set(counted(profile, Rule("irv")).winners)


# Second opinions, where they are right -------------------------------------------------------------


@given(PROFILES)
def test_votelib_agrees_where_one_wins(profile: Profile) -> None:
    """It hides ties, and fails on some; with a single winner it is right."""
    outcome = counted([(ranking, weight) for ranking, weight in profile if len(ranking) == len(KEYS)] or [(KEYS, 1)], Rule("schulze"))
    assume(len(outcome.winners) == 1 and len(outcome.order) == len(KEYS))
    ranked: dict[tuple[str, ...], int] = {}
    for ranking, weight in profile:
        if len(ranking) == len(KEYS):
            ranked[ranking] = ranked.get(ranking, 0) + weight
    found = Schulze().evaluate(RankedToCondorcetVotes().convert(ranked or {KEYS: 1}), 1)
    assert tuple(found) == outcome.winners


@given(PROFILES)
def test_pyrankvote_agrees_where_nothing_ties(profile: Profile) -> None:
    """It draws lots, so it is asked only where there is nothing to draw."""
    outcome = counted(profile, Rule("irv"))
    assume(not outcome.ties)
    people = {key: pyrankvote.Candidate(key) for key in KEYS}
    ballots = [pyrankvote.Ballot([people[key] for key in ranking]) for ranking, weight in profile for _ in range(weight)]
    winners = pyrankvote.instant_runoff_voting(list(people.values()), ballots).get_winners()
    assert tuple(person.name for person in winners) == outcome.winners
