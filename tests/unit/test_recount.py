"""Counting again, offline: a script and the folder beside it, nothing else."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from discussions.polls.tally import Malformed, Vote
from discussions.polls.tally.blt import read_blt, write_blt
from tests.architecture.house import HOUSE

POLLS = HOUSE / "discussions/polls"
SEATS = """# two seats
4 2
28 1 2 3 4 0
14 1 3 4 2 0
15 2 3 1 4 0
17 3 1 2 4 0
26 4 2 3 1 0
0
"A" "B" "C" "D"
"Two seats"
"""


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """Where nothing of the project is but the script and its folder."""
    shutil.copy(POLLS / "recount.py", tmp_path)
    shutil.copytree(POLLS / "tally", tmp_path / "tally", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def recount(place: Path, text: str, *words: str) -> tuple[int, Any]:
    """What the script prints of a file, and its exit code."""
    (place / "votes").write_text(text)
    command = [sys.executable, "-I", str(place / "recount.py"), str(place / "votes"), *words]
    done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False)
    return done.returncode, json.loads(done.stdout) if "--json" in words and done.stdout else done.stdout + done.stderr


def test_a_blt_file_is_counted_in_a_bare_python(elsewhere: Path) -> None:
    code, answer = recount(elsewhere, SEATS, "--method", "stv", "--json")
    assert code == 0
    assert list(answer) == ["method", "winners", "rounds", "ties"]
    assert (answer["method"], answer["winners"], answer["ties"]) == ("stv", ["A", "B"], [])
    assert [each["votes"] for each in answer["rounds"]] == [
        {"A": 42, "B": 15, "C": 17, "D": 26},
        {"A": 34, "B": "20.33316", "C": "19.66658", "D": 26},
        {"A": 34, "B": "37.33316", "C": 0, "D": "28.66658"},
    ]


def test_where_it_lies_it_works_too() -> None:
    command = [sys.executable, "discussions/polls/recount.py", "--help"]
    assert "decision bundle" in subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize(
    ("method", "winners"),
    [("irv", ["C"]), ("Schulze", ["A"]), ("plurality", ["A"]), ("meek", ["A", "B"]), ("scottish-stv", ["A", "B"])],
)
def test_one_file_by_several_methods(elsewhere: Path, method: str, winners: list[str]) -> None:
    code, answer = recount(elsewhere, SEATS, "--method", method, "--json")
    assert (code, answer["winners"]) == (0, winners)


def test_it_also_speaks_to_people(elsewhere: Path) -> None:
    code, text = recount(elsewhere, SEATS)
    assert code == 0
    assert "Round 2: surplus of A (quota 34)" in text
    assert text.endswith("Winners: A, B\n")


@pytest.mark.parametrize(
    ("text", "words", "said"),
    [
        ("{}", (), "no decision bundle"),
        ("{", (), "neither JSON nor BLT"),
        ("", (), "not a BLT file"),
        (SEATS.replace("28 1 2 3 4 0", "28 1 2 7 4 0"), (), "names option 7, and there are 4"),
        (SEATS.replace("28 1 2 3 4 0", "28 1 2 1 4 0"), (), "names '1' twice"),
        (SEATS, ("--method", "borda"), "no method 'borda'"),
        (SEATS, ("--method", "score"), "cannot be counted as score"),
    ],
)
def test_what_cannot_be_counted_is_said_in_a_sentence(elsewhere: Path, text: str, words: tuple[str, ...], said: str) -> None:
    code, answer = recount(elsewhere, text, *words)
    assert code == 2
    assert answer.startswith("recount: ")
    assert said in answer


def test_blt_is_read_as_it_is_written() -> None:
    text = '3 2\n-2\n2 1 2=3 0\n1 - 3 1 0\n1 0\n0\n"Ann \\"A\\" Reed" "Bo" # two\n"Cy"\n"Board"\n'
    election = read_blt("\ufeff" + text)
    assert (election.title, election.seats, election.names) == ("Board", 2, ('Ann "A" Reed', "Bo", "Cy"))
    assert election.options == ("1", "3")
    assert election.votes == (Vote.ranked("1", "3", weight=2), Vote.ranked("3", "1"), Vote())
    options = [("x", 'Ann "A"\nReed'), ("y", "Bo")]
    votes = [Vote.ranked("y"), Vote.ranked("x", "y"), Vote.ranked("y"), Vote.ranked(("y", "x")), Vote(abstained=True), Vote()]
    written = write_blt("Board", 1, options, votes)
    assert written == '2 1\n1 0\n1 1 2 0\n1 1=2 0\n2 2 0\n0\n"Ann \'A\' Reed"\n"Bo"\n"Board"\n'
    again = read_blt(written)
    assert write_blt(again.title, again.seats, [("1", "Ann 'A' Reed"), ("2", "Bo")], again.votes) == written


def test_brackets_say_who_withdrew() -> None:
    election = read_blt('3 1\n[withdrawn 2]\n[tie 3 1 2]\n2 1 2 3 0\n0\n"A [x]" "B" "C" "T"')
    assert (election.withdrawn, election.votes) == (frozenset({"2"}), (Vote.ranked("1", "3", weight=2),))
    with pytest.raises(Malformed, match="nicknames"):
        read_blt('2 1\n[nick a b]\n1 a b 0\n0\n"A" "B" "T"')


@pytest.mark.parametrize("text", ["3 1\n1 1 0", "2 1\n0\n", '2 1\n1 1 0\n0\n"A"', "x"])
def test_half_a_file_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        read_blt(text)
