"""What a poll comes to: the whole of it, taken away, counted again elsewhere."""

import csv
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from collab import clock
from collab.audit.models import AuditEntry
from discussions.polls.casting import cast_ballot
from discussions.polls.models import Poll, Result
from discussions.polls.shapes import BallotDraft
from tests.api.ask import ask
from tests.architecture.house import HOUSE
from tests.council import HOUR, Council, convene

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
RANKED = {"poll_kind": "ranked", "options": [{"text": "=Red"}, {"text": "Green"}, {"text": "Blue"}], "unit": "person"}


@pytest.fixture
def council() -> Council:
    return convene()


def closed(council: Council, ballots: list[dict[str, Any]], **more: Any) -> int:
    """The place of a poll in which Mia, Hugo, Alba and Cleo voted like this, and whose time is over."""
    poll = council.ask(**more).poll
    for who, content in zip((council.mia, council.hugo, council.alba, council.cleo), ballots, strict=False):
        cast_ballot(who.pk, council.hall.pk, poll.place, BallotDraft(client_id=uuid4(), **content))
    clock.shift(HOUR)
    return poll.place


def whole(council: Council, place: int) -> dict[str, Any]:
    status, answer = ask(council.leo).get(council.path(place, "result"))
    assert status == 200, answer
    return dict(answer)


def taken(council: Council, place: int, form: str) -> bytes:
    """A result as somebody takes it away."""
    answer = ask(council.leo).raw("GET", council.path(place, f"export/{form}"))
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == f'attachment; filename="poll-{council.hall.pk}-{place}.{form}"'
    return b"".join(answer.streaming_content)


def recounted(tmp_path: Path, file: bytes, *words: str) -> dict[str, Any]:
    """What a bare Python, without this project, makes of a file."""
    (tmp_path / "poll").write_bytes(file)
    command = [sys.executable, "-I", str(HOUSE / "discussions/polls/recount.py"), str(tmp_path / "poll"), "--json", *words]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


RANKINGS = [{"ranking": ["o1", "o2"]}, {"ranking": ["o2", "o3", "o1"]}, {"ranking": ["o3", "o2"]}, {"ranking": ["o2"]}]
KINDS: list[tuple[dict[str, Any], list[dict[str, Any]], list[str]]] = [
    ({**RANKED, "rule": {"method": "irv"}}, RANKINGS, ["Green"]),
    ({**RANKED, "rule": {"method": "schulze"}}, RANKINGS, ["Green"]),
    ({**RANKED, "rule": {"method": "stv", "seats": 2}}, RANKINGS, ["Green", "=Red", "Blue"]),
    ({**RANKED, "rule": {"method": "meek", "seats": 2}}, RANKINGS, ["Green", "Blue"]),
    ({"unit": "person"}, [{"choices": ["o1"]}, {"choices": ["o2"]}, {"abstained": True}], ["Red", "Green"]),
    ({"poll_kind": "approval", "unit": "person"}, [{"choices": ["o1", "o3"]}, {"choices": ["o3"]}], ["Blue"]),
    ({"poll_kind": "score", "unit": "person"}, [{"points": {"o1": 5, "o2": 0}}, {"points": {"o2": 4}}], ["Red"]),
    ({"poll_kind": "dots", "unit": "person"}, [{"points": {"o1": 3, "o2": 5}}, {"points": {"o2": 8}}], ["Green"]),
    (
        {"poll_kind": "proposal", "unit": "person", "options": [], "rule": {"blocks": 0, "constituencies": 1}},
        [{"choices": ["agree"]}, {"choices": ["block"], "reason": "No date is set."}, {"choices": ["agree"]}],
        ["Agree"],
    ),
    ({"poll_kind": "ladder", "unit": "person", "options": []}, [{"choices": ["g2"]}, {"choices": ["g5"]}, {"choices": ["g2"]}], []),
]


@pytest.mark.parametrize(("more", "ballots", "winners"), KINDS, ids=[str(n) for n in range(len(KINDS))])
def test_from_the_ballot_to_a_count_without_this_platform(
    council: Council, tmp_path: Path, more: dict[str, Any], ballots: list[dict[str, Any]], winners: list[str]
) -> None:
    place = closed(council, ballots, **more)
    answer = recounted(tmp_path, taken(council, place, "json"))
    assert answer["agrees"] is True
    if winners:
        assert answer["winners"] == winners
    stored = Result.objects.get(poll__entry__place=place)
    assert [test["met"] for test in answer["tests"]] == [test["met"] for test in stored.brief["tests"]]
    assert answer["constituencies"] == whole(council, place)["constituencies"]


def test_a_bundle_that_was_tampered_with_does_not_agree(council: Council, tmp_path: Path) -> None:
    place = closed(council, RANKINGS, **RANKED)
    bundle = json.loads(taken(council, place, "json"))
    bundle["votes"][0]["weight"] += 1
    bundle["eligible"] = {key: number + 1 for key, number in bundle["eligible"].items()}
    (tmp_path / "poll").write_text(json.dumps(bundle))
    command = [sys.executable, "-I", str(HOUSE / "discussions/polls/recount.py"), str(tmp_path / "poll"), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, json.loads(done.stdout)["agrees"]) == (1, False)


def test_a_bundle_names_no_unit_and_no_time_of_a_vote(council: Council) -> None:
    place = closed(council, RANKINGS, **RANKED)
    bundle = json.loads(taken(council, place, "json"))
    assert bundle["votes"] == [
        {"constituency": "civil_society", "ranking": [["o1"], ["o2"]], "weight": 1},
        {"constituency": "civil_society", "ranking": [["o2"], ["o3"], ["o1"]], "weight": 1},
        {"constituency": "civil_society", "ranking": [["o2"]], "weight": 1},
        {"constituency": "civil_society", "ranking": [["o3"], ["o2"]], "weight": 1},
    ]
    poll = Poll.objects.get(entry__place=place)
    assert (bundle["poll"]["roll_hash"], bundle["poll"]["quorum"]) == (poll.roll_hash, None)
    assert not any(name in json.dumps(bundle) for name in ("Mia", "Hugo", "Alba", "Cleo", "Reed", "Sand"))


def test_blt_for_rankings_alone(council: Council, tmp_path: Path) -> None:
    place = closed(council, RANKINGS, **RANKED)
    file = taken(council, place, "blt")
    assert file.decode().splitlines() == [
        "3 1", "1 1 2 0", "1 2 0", "1 2 3 1 0", "1 3 2 0", "0", '"=Red"', '"Green"', '"Blue"', '"Which colour shall the flag have?"',
    ]  # fmt: skip
    assert recounted(tmp_path, file, "--method", "irv")["winners"] == ["Green"]
    other = closed(council, [{"choices": ["o1"]}], unit="person")
    status, answer = ask(council.leo).get(council.path(other, "export/blt"))
    assert (status, answer["code"]) == (409, "wrong_state")


def test_spreadsheets_hold_no_formula(council: Council) -> None:
    place = closed(council, RANKINGS, **RANKED | {"question": "+1 for which?"})
    rows = list(csv.reader(io.StringIO(taken(council, place, "csv").decode("utf-8-sig"))))
    assert ["Question", "'+1 for which?"] in rows
    assert ["Counted by", "instant runoff"] in rows
    assert ["'=Red", "1", ""] in rows
    assert ["Green", "2", "leads, passed"] in rows
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t"))]
    book = zipfile.ZipFile(io.BytesIO(taken(council, place, "xlsx")))
    sheets = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 6  # poll, votes, constituencies, rounds, ties, pairs
    assert not any("<f>" in sheet for sheet in sheets)
    assert "'=Red" in book.read("xl/sharedStrings.xml").decode()


def test_every_export_is_in_the_audit(council: Council) -> None:
    place = closed(council, RANKINGS, **RANKED)
    for form in ("csv", "xlsx", "blt", "json"):
        taken(council, place, form)
    rows = AuditEntry.objects.filter(verb="poll.export").order_by("pk").values_list("actor_id", "reason")
    assert list(rows) == [(council.leo.pk, form) for form in ("csv", "xlsx", "blt", "json")]


def test_a_page_to_print(council: Council) -> None:
    place = closed(council, RANKINGS, **RANKED)
    poll = Poll.objects.get(entry__place=place)
    address = f"/plain/s/{council.hall.pk}/p/{place}/print/"
    page = ask(council.leo).raw("GET", address)
    text = page.content.decode()
    assert page.status_code == 200
    for said in ("Which colour shall the flag have?", "instant runoff", poll.roll_hash, "Green", "Round", "TLP:AMBER"):
        assert said in text
    assert AuditEntry.objects.filter(verb="poll.export", reason="print", actor_id=council.leo.pk).count() == 1
    assert ask(council.world.eve).raw("GET", address).status_code == 404
    assert ask(council.mia).raw("GET", f"/plain/s/{council.hall.pk}/p/999999/print/").status_code == 404


@pytest.mark.parametrize("verb", ["result", "export/csv", "export/json"])
def test_a_result_is_for_those_who_read_the_poll_and_once_it_is_counted(council: Council, verb: str) -> None:
    poll = council.ask().poll
    status, answer = ask(council.mia).get(council.path(poll.place, verb))
    assert (status, answer["code"]) == (409, "wrong_state")
    clock.shift(HOUR)
    outside, _ = ask(council.world.eve).get(council.path(poll.place, verb))
    nowhere, _ = ask(council.mia).get(council.path(999_999, verb))
    assert (outside, nowhere) == (404, 404)
    assert not AuditEntry.objects.filter(verb="poll.export").exists()


def test_an_unknown_form_is_refused(council: Council) -> None:
    place = closed(council, RANKINGS, **RANKED)
    assert ask(council.mia).get(council.path(place, "export/pdf"))[0] == 422


# Lots ---------------------------------------------------------------------------------------------


def test_a_lot_breaks_a_tie_with_a_number_that_everybody_sees(council: Council, tmp_path: Path) -> None:
    rule = {"ties": "lot"}
    place = closed(council, [{"choices": ["o1"]}, {"choices": ["o2"]}], unit="person", rule=rule)
    before = whole(council, place)
    assert (before["result"]["leading"], before["lot"], before["may_draw"]) == (["o1", "o2"], "", False)
    assert ask(council.mia).get(council.path(place, "result"))[1]["may_draw"] is True
    status, answer = ask(council.leo).post(council.path(place, "lot"), {"number": "4711"})
    assert (status, answer["code"]) == (403, "not_allowed")
    assert whole(council, place) == before
    status, answer = ask(council.mia).post(council.path(place, "lot"), {"number": "4711"})
    assert status == 200
    after = whole(council, place)
    assert (len(after["result"]["leading"]), after["lot"]) == (1, "4711")
    assert after["result"]["ties"] == [
        {"round": 1, "among": ["o1", "o2"], "purpose": "lead", "by": "lot", "picked": after["result"]["leading"][0]}
    ]
    assert recounted(tmp_path, taken(council, place, "json"))["agrees"] is True
    assert ask(council.mia).post(council.path(place, "lot"), {"number": "4711"})[0] == 200  # again: nothing changes
    assert ask(council.mia).post(council.path(place, "lot"), {"number": "12"})[0] == 409
    assert whole(council, place) == after
    assert list(AuditEntry.objects.filter(verb="poll.lot").values_list("actor_id", "reason")) == [(council.mia.pk, "4711")]


@pytest.mark.parametrize(
    ("rule", "ballots"),
    [({}, [{"choices": ["o1"]}, {"choices": ["o2"]}]), ({"ties": "lot"}, [{"choices": ["o1"]}])],
    ids=["none", "no tie"],
)
def test_no_lot_where_the_rule_or_the_votes_have_none(council: Council, rule: dict[str, Any], ballots: list[dict[str, Any]]) -> None:
    place = closed(council, ballots, unit="person", rule=rule)
    status, answer = ask(council.mia).post(council.path(place, "lot"), {"number": "1"})
    assert (status, answer["code"]) == (409, "wrong_state")
    assert Result.objects.get(poll__entry__place=place).lot == ""


# Rules --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "more",
    [
        {"rule": {"method": "irv"}},
        {**RANKED, "rule": {"method": "approval"}},
        {**RANKED, "rule": {"method": "irv", "seats": 2}},
        {**RANKED, "rule": {"method": "stv", "seats": 3}},
        {**RANKED, "rule": {"threshold": {"at_least": [1, 2]}}},
        {"rule": {"blocks": 0}},
        {"rule": {"constituencies": 2}},  # there is one
        {"rule": {"constituency_quorum": [3, 2]}},
        {"rule": {"threshold": {"at_least": [3, 2]}}},
    ],
)
def test_a_rule_that_does_not_fit_is_refused(council: Council, more: dict[str, Any]) -> None:
    status, answer = ask(council.mia).post(f"/api/spaces/{council.hall.pk}/polls", council.draft(**more))
    assert (status, answer["code"]) == (422, "invalid"), answer
    assert not Poll.objects.exists()


def test_a_ranked_poll_without_a_method_is_a_runoff(council: Council) -> None:
    assert council.ask(**RANKED).poll.rule.method == "irv"


# Where votes are not named ------------------------------------------------------------------------


def hidden(council: Council, ballots: list[dict[str, Any]], **more: Any) -> int:
    """The same as `closed`, of a poll whose votes are not named."""
    poll = council.ask(**more).poll
    Poll.objects.filter(entry__place=poll.place).update(secrecy="names_hidden")
    for who, content in zip((council.mia, council.hugo, council.alba, council.cleo), ballots, strict=False):
        cast_ballot(who.pk, council.hall.pk, poll.place, BallotDraft(client_id=uuid4(), **content))
    clock.shift(HOUR)
    return poll.place


def test_of_a_handful_nothing_is_told_but_the_turnout(council: Council, tmp_path: Path) -> None:
    place = hidden(council, RANKINGS, **RANKED, quorum=2)
    answer = whole(council, place)
    assert answer["result"]["withheld"] is True
    assert (answer["result"]["cast"], answer["result"]["counts"], answer["result"]["leading"]) == (4, [], [])
    assert [test["test"] for test in answer["result"]["tests"]] == ["quorum"]
    assert (answer["rounds"], answer["pairs"], answer["constituencies"]) == ([], [], [])
    bundle = json.loads(taken(council, place, "json"))
    assert (bundle["votes"], bundle["eligible"]) == ([], 4)
    assert b"Green,2" not in taken(council, place, "csv")
    assert ask(council.mia).get(council.path(place, "export/blt"))[0] == 409


def test_without_names_no_small_cell_is_shown_or_exported(council: Council, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four voters of one constituency each way would be told apart: the row is left out, here and in every file."""
    monkeypatch.setattr("discussions.polls.counting.FEWEST_ELIGIBLE", 1)
    place = hidden(council, [{"choices": ["o1"]}, {"choices": ["o1"]}, {"choices": ["o2"]}], unit="person", rule={"constituencies": 1})
    answer = whole(council, place)
    assert [each["count"] for each in answer["result"]["counts"]] == [2, 1, 0]
    assert (answer["constituencies"], answer["agreement"]) == ([], [])
    bundle = json.loads(taken(council, place, "json"))
    assert [vote.get("constituency") for vote in bundle["votes"]] == [None, None]
    assert b"civil" not in taken(council, place, "csv").lower()
    assert recounted(tmp_path, taken(council, place, "json"))["agrees"] is True
