"""Real public elections, counted again, stage by stage.

`elections/*.blt`: two wards of the local elections of 3 May 2007 in Glasgow, three seats each, 5,410 and 5,199 valid papers, from
the preference profiles that the council published; equal papers together, letters for names.  Each stage was also counted
by an independent program (Droop, its rule for Scotland), to the fifth decimal place.  The special election of 16 August 2022
in Alaska was counted as a runoff; its nine numbers are those of the published rankings of its three candidates.
"""

from pathlib import Path

import pyrankvote
import pytest

from discussions.polls.tally import Outcome, Rule, Vote, count
from discussions.polls.tally.blt import Election, read_blt
from discussions.polls.tally.numbers import plain

WARDS = Path(__file__).parent / "elections"
STAGES = {
    "a": """
        135 339 173 1300 134 85 135 1752 168 1189 | 0
        139.78233 351.75288 176.41595 1327.09987 140.14871 86.82184 137.50503 1353 176.88147 1437.68116 | 82.89372
        143.25032 358.57632 178.54502 1336.33636 143.75895 88.39636 138.78505 1353 183.03308 1353 | 133.29616
        144.60926 362.87082 203.47722 1340.90962 150.77236 0 151.84395 1353 186.33312 1353 | 163.16127
        0 410.14226 209.51745 1374.08557 162.73399 0 154.90285 1353 187.20642 1353 | 205.38908""",
    "b": """
        128 219 302 245 231 195 126 1982 628 1143 | 0
        130.40863 224.84953 325.39812 250.84953 245.79587 217.36585 134.94634 1300 1035.05847 1175.68855 | 158.62549
        0 235.19362 349.74221 257.84953 252.79587 220.36585 140.29043 1300 1050.74665 1196.68855 | 195.31367
        0 251.22589 373.77448 260.53771 257.82814 225.70994 0 1300 1072.12301 1221.72082 | 236.06639
        0 264.91407 382.49493 348.69906 265.2045 0 0 1300 1086.94027 1231.409 | 319.32455
        0 0 420.83902 371.04315 329.26904 0 0 1300 1115.3489 1282.75309 | 379.73318
        0 0 446.24765 409.10769 0 0 0 1300 1189.88661 1360.12945 | 493.61498
        0 0 461.35742 412.58571 0 0 0 1300 1199.81406 1300 | 525.21759
        0 0 485.8412 0 0 0 0 1300 1271.90931 1300 | 841.22427
        0 0 0 0 0 0 0 1300 1393.86735 1300 | 1205.10743""",
}
ELECTED = {"a": "HJD", "b": "HJI"}
QUOTA = {"a": 1353, "b": 1300}


def ward(name: str, method: str = "stv") -> tuple[Election, Outcome]:
    """A ward, counted."""
    election = read_blt((WARDS / f"ward_{name}.blt").read_text())
    rule = Rule(method, seats=election.seats)  # type: ignore[arg-type]  # one of them
    return election, count(election.options, election.votes, rule=rule, eligible=10_000)


@pytest.mark.parametrize("name", STAGES)
def test_a_ward_counts_right_stage_by_stage(name: str) -> None:
    election, outcome = ward(name)
    stages = [" ".join(str(plain(votes)) for _, votes in each.votes) + f" | {plain(each.exhausted)}" for each in outcome.rounds]
    assert stages == [line.strip() for line in STAGES[name].strip().splitlines()]
    assert {each.quota for each in outcome.rounds} == {QUOTA[name]}
    assert "".join(election.by_key[key] for key in outcome.winners) == ELECTED[name]
    assert outcome.ties == ()


@pytest.mark.parametrize("name", STAGES)
def test_no_vote_is_lost_in_any_stage(name: str) -> None:
    election, outcome = ward(name)
    papers = sum(vote.weight for vote in election.votes)
    for each in outcome.rounds:
        assert sum(votes for _, votes in each.votes) + each.exhausted + each.residual == papers


@pytest.mark.parametrize("name", STAGES)
def test_another_program_elects_the_same(name: str) -> None:
    election, _ = ward(name)
    people = {key: pyrankvote.Candidate(key) for key in election.options}
    ballots = [
        pyrankvote.Ballot([people[key] for (key,) in vote.ranking]) for vote in election.votes for _ in range(vote.weight) if vote.ranking
    ]
    winners = pyrankvote.single_transferable_vote(list(people.values()), ballots, number_of_seats=election.seats).get_winners()
    assert {election.by_key[person.name] for person in winners} == set(ELECTED[name])


def test_a_runoff_in_alaska() -> None:
    """B has fewest and goes; P wins by 91,266 to 86,026, though B would have beaten either alone."""
    table = {
        "BSP": 27_053, "BPS": 15_467, "B": 11_290, "SBP": 34_049, "SPB": 3_652, "S": 21_272, "PBS": 47_407, "PSB": 4_645, "P": 23_747,
    }  # fmt: skip
    votes = [Vote.ranked(*ranking, weight=weight) for ranking, weight in table.items()]
    outcome = count("BSP", votes, rule=Rule("irv"), eligible=600_000)
    assert [dict(each.votes) for each in outcome.rounds] == [{"B": 53_810, "S": 58_973, "P": 75_799}, {"B": 0, "S": 86_026, "P": 91_266}]
    assert (outcome.winners, outcome.rounds[1].exhausted) == (("P",), 11_290)
    assert count("BSP", votes, rule=Rule("schulze"), eligible=600_000).order == (("B",), ("P",), ("S",))
