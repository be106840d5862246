"""Appeals: whoever was muted, or whose words were redacted, asks once for another moderator, who lifts the ruling or lets it stand."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from collab import clock
from collab.audit.models import AuditEntry
from collab.clock import now
from collab.search.models import IndexRow
from collab.streams.models import Entry, Stream
from discussions.desk.appealing import end_due
from discussions.desk.models import Appeal, Ruling
from discussions.personal.models import Notice
from discussions.spaces.models import Admission
from discussions.spaces.seating import change_seat, end_seat, open_seat
from groups.models import Seat
from groups.roles import Role
from tests.api.ask import Answer, ask
from tests.api.gate import NOTHING_HERE
from tests.span import Span
from tests.world import person

pytestmark = pytest.mark.django_db
WORD = "capercaillie"
NOTE = {"note": "It was about a bird."}


def mute(span: Span, by: Any = None, **more: object) -> None:
    """Ada mutes Ben for an hour."""
    asked = {"minutes": 60, "reason": "Three insults in a row.", **more}
    assert ask(by or span.world.ada).post(f"/api/seats/{span.seat(span.world.ben)}/mute", asked)[0] == 204


def redact(span: Span, by: Any = None, body: str = f"A {WORD} named Ann.") -> int:
    """Ada empties what Ben said: its place."""
    said = span.world.say(span.world.ben, body)
    path = f"/api/spaces/{span.world.loom.pk}/messages/{said.place}/redact"
    assert ask(by or span.world.ada).post(path, {"reason": "It names a person."})[0] == 200
    return said.place


def rulings(span: Span, who: Any = None) -> list[dict[str, Any]]:
    status, found = ask(who or span.world.ben).get(f"/api/groups/{span.world.weavers.pk}/rulings")
    assert status == 200
    return list(found)


def appeal(span: Span, who: Any = None, number: int | None = None, note: str = "It was about a bird.") -> Answer:
    return ask(who or span.world.ben).post(f"/api/rulings/{number or Ruling.objects.latest('pk').number}/appeal", {"note": note})


def desk(span: Span, who: Any) -> list[dict[str, Any]]:
    items = ask(who).get(f"/api/groups/{span.world.weavers.pk}/desk")[1]["items"]
    return [each for each in items if each["kind"] == "appeal"]


def place() -> int:
    """Of the newest appeal, on the desk."""
    return Appeal.objects.latest("pk").entry.place


def answer(span: Span, who: Any, word: str = "lifted") -> Answer:
    path = f"/api/groups/{span.world.weavers.pk}/appeals/{place()}/answer"
    return ask(who).post(path, {"answer": word, "words": "We looked again."})


def text(span: Span, who: Any) -> Answer:
    return ask(who).get(f"/api/groups/{span.world.weavers.pk}/appeals/{place()}/text")


def says(span: Span) -> int:
    draft = {"client_id": str(uuid4()), "topic": span.world.yarn, "body": "Hello."}
    return ask(span.world.ben).post(f"/api/spaces/{span.world.loom.pk}/messages", draft)[0]


def stored() -> tuple[object, ...]:
    """What a refusal must leave as it was."""
    counts = [model.objects.count() for model in (Entry, Notice, AuditEntry, IndexRow)]
    return (
        counts, list(Stream.objects.order_by("pk").values_list("pk", "rev", "epoch")), list(Appeal.objects.order_by("pk").values()),
        list(Ruling.objects.order_by("pk").values()), list(Seat.objects.order_by("pk").values_list("pk", "muted_until")),
        list(Admission.objects.order_by("pk").values_list("pk", "muted_until")),
    )  # fmt: skip


def log(span: Span, who: Any) -> list[tuple[str, str, bool]]:
    entries = ask(who).get(f"/api/groups/{span.world.weavers.pk}/moderation")[1]["entries"]
    return [(each["verb"], each["reason"], each["mine"]) for each in entries if each["verb"].startswith("appeal")]


def test_who_is_muted_reads_why_and_appeals_and_another_moderator_lifts_it(span: Span) -> None:
    mute(span)
    [mine] = rulings(span)
    assert (mine["kind"], mine["reason"], mine["in_force"], mine["may_appeal"], mine["alone"], mine["appeal"]) == (
        "mute", "Three insults in a row.", True, True, False, None,
    )  # fmt: skip
    assert "example)" not in str(mine)
    status, asked = appeal(span)
    assert (status, asked["may_appeal"], asked["appeal"]["state"], asked["appeal"]["note"]) == (200, False, "open", "It was about a bird.")
    [waiting] = desk(span, span.mia)
    assert (waiting["about"], waiting["by"]["name"], waiting["ruled_by"]["name"], waiting["note"], waiting["state"]) == (
        "mute", "Ben (example)", "Ada (example)", "It was about a bird.", "open",
    )  # fmt: skip
    assert [each["verb"] for each in ask(span.mia).get("/api/waiting")[1] if each["verb"] == "appeal"] == ["appeal"]
    assert [each["verb"] for each in ask(span.world.ada).get("/api/waiting")[1] if each["verb"] == "appeal"] == []
    assert says(span) == 403
    status, given = answer(span, span.mia)
    assert (status, given["state"], given["words"], given["decided_by"]["name"]) == (200, "lifted", "We looked again.", "Mia (example)")
    assert says(span) == 201
    assert ask(span.world.ben).get(f"/api/spaces/{span.world.loom.pk}")[1]["muted_until"] is None
    [mine] = rulings(span)
    assert (mine["in_force"], mine["appeal"]["state"], mine["appeal"]["words"]) == (False, "lifted", "We looked again.")
    notice = Notice.objects.filter(person=span.world.ben).latest("entry__place")
    assert (notice.what, notice.facts["answer"], notice.facts["against"], notice.facts["reason"]) == (
        "appeal_answered", "lifted", "mute", "We looked again.",
    )  # fmt: skip
    entry = AuditEntry.objects.filter(group_id=span.world.weavers.pk).latest("number")
    assert (entry.verb, entry.actor_id, entry.reason, entry.facts) == (
        "appeal.lifted", span.mia.pk, "We looked again.", {"against": "mute", "space": None, "message": ""},
    )  # fmt: skip
    assert log(span, span.world.ben) == [("appeal.lifted", "We looked again.", True)]
    assert log(span, span.cleo) == []


def test_a_mute_in_one_space_is_lifted_there_alone(span: Span) -> None:
    mute(span)
    mute(span, span.mia, space=span.world.loom.pk)
    appeal(span)
    assert answer(span, span.world.ada)[0] == 200
    assert Admission.objects.filter(muted_until__isnull=False).count() == 0
    assert Seat.objects.filter(muted_until__isnull=False).count() == 1
    assert [each["in_force"] for each in rulings(span)] == [False, True]


def test_what_was_redacted_comes_back_everywhere(span: Span) -> None:
    at = redact(span)
    assert ask(span.cleo).get(f"/api/find?q={WORD}")[1]["hits"] == []
    assert WORD not in str(rulings(span)) and WORD.encode() not in bytes(Ruling.objects.get().sealed or b"")
    appeal(span)
    assert WORD not in str(desk(span, span.mia))
    status, opened = text(span, span.mia)
    assert (status, opened["kept"], opened["html"], opened["note"]) == (200, True, f"<p>A {WORD} named Ann.</p>\n", "")
    assert AuditEntry.objects.latest("pk").verb == "appeal.open"
    assert answer(span, span.mia)[0] == 200
    page = ask(span.cleo).get(f"/api/spaces/{span.world.loom.pk}/history")[1]["items"]
    assert [(each["gone"], each["body"]) for each in page if each["place"] == at] == [("", f"A {WORD} named Ann.")]
    assert [each["place"] for each in ask(span.cleo).get(f"/api/find?q={WORD}")[1]["hits"]] == [at]
    assert Ruling.objects.get().sealed is None
    assert log(span, span.world.ben) == [("appeal.lifted", "We looked again.", True)]
    assert log(span, span.cleo) == [("appeal.lifted", "We looked again.", False)]


def test_what_stands_is_erased_and_told_to_its_author_alone(span: Span) -> None:
    redact(span)
    appeal(span)
    assert answer(span, span.mia, "stands")[1]["state"] == "stands"
    assert Ruling.objects.get().sealed is None
    [mine] = rulings(span)
    assert (mine["in_force"], mine["may_appeal"], mine["appeal"]["state"], mine["appeal"]["words"]) == (
        False, False, "stands", "We looked again.",
    )  # fmt: skip
    assert log(span, span.world.ben) == [("appeal.stands", "We looked again.", True)]
    assert log(span, span.cleo) == []
    assert answer(span, span.mia)[1]["code"] == "wrong_state"
    assert appeal(span, note="Once more.")[1]["code"] == "wrong_state"


def test_a_report_that_ends_in_a_redaction_may_be_appealed_too(span: Span) -> None:
    said = span.world.say(span.world.ben, "A sentence.")
    ask(span.cleo).post(f"/api/spaces/{span.world.loom.pk}/messages/{said.place}/report", {"reason": "tone"})
    [report] = [each for each in ask(span.mia).get(f"/api/groups/{span.world.weavers.pk}/desk")[1]["items"] if each["kind"] == "report"]
    path = f"/api/groups/{span.world.weavers.pk}/reports/{report['place']}/decide"
    assert ask(span.mia).post(path, {"decision": "redacted", "words": "Too harsh."})[0] == 200
    [mine] = rulings(span)
    assert (mine["kind"], mine["reason"], mine["place"], mine["may_appeal"]) == ("redaction", "Too harsh.", said.place, True)
    notice = Notice.objects.get(person=span.world.ben)
    assert (notice.what, notice.about.place if notice.about else None, notice.facts["reason"]) == ("redacted", said.place, "Too harsh.")
    appeal(span)
    assert answer(span, span.mia)[1]["code"] == "own_work"
    assert answer(span, span.world.ada)[0] == 200


def test_who_may_not_and_nothing_happens(span: Span) -> None:
    """Neither who decided nor who appealed answers; to all but the person there is no such ruling, to all but moderators no such appeal."""
    redact(span, span.mia)
    for who in (span.world.ada, span.mia, span.cleo, span.world.eve, span.world.olga):
        before = stored()
        assert appeal(span, who) == (404, NOTHING_HERE)
        assert stored() == before
    assert appeal(span)[0] == 200
    change_seat(by=span.world.ada.pk, seat_id=span.seat(span.world.ben), role=Role.MODERATOR)
    before = stored()
    for who, expected in (
        (span.mia, "own_work"), (span.world.ben, "own_work"), (span.cleo, "not_found"), (span.world.eve, "not_found"),
        (span.world.olga, "not_found"),
    ):  # fmt: skip
        assert (answer(span, who)[1]["code"], text(span, who)[1]["code"]) == (expected, expected)
    assert stored() == before
    assert [ask(who).get(f"/api/groups/{span.world.weavers.pk}/rulings") for who in (span.world.eve, span.world.olga)] == [
        (404, NOTHING_HERE)
    ] * 2
    assert rulings(span, span.cleo) == []
    assert answer(span, span.world.ada, "stands")[0] == 200


def test_the_same_appeal_again_changes_nothing(span: Span) -> None:
    mute(span)
    first = appeal(span)
    before = stored()
    assert appeal(span) == first
    assert appeal(span, note="Another reason.")[1]["code"] == "wrong_state"
    assert stored() == before


def test_without_a_second_moderator_it_says_so(span: Span) -> None:
    end_seat(by=span.world.ada.pk, seat_id=span.seat(span.mia), reason="She moves on.")
    mute(span)
    [mine] = rulings(span)
    assert (mine["may_appeal"], mine["alone"]) == (False, True)
    before = stored()
    status, refused = appeal(span)
    assert (status, refused["code"]) == (409, "nobody_else")
    assert stored() == before
    change_seat(by=span.world.ada.pk, seat_id=span.seat(span.cleo), role=Role.MODERATOR)
    assert appeal(span)[0] == 200
    assert answer(span, span.cleo)[0] == 200


def test_a_mute_that_has_ended_cannot_be_appealed_and_takes_its_appeal_with_it(span: Span) -> None:
    mute(span)
    appeal(span)
    clock.shift(timedelta(minutes=61))
    before = stored()
    assert (answer(span, span.mia)[1]["code"], answer(span, span.mia)[1]["facts"]) == ("wrong_state", {"state": "over"})
    assert stored() == before
    assert end_due(now()) is None
    assert [each["state"] for each in desk(span, span.mia)] == ["over"]
    assert Notice.objects.filter(person=span.world.ben).latest("entry__place").what == "appeal_over"
    before = stored()
    end_due(now())
    assert appeal(span, note="Late.")[1]["code"] == "wrong_state"
    assert stored() == before


@pytest.mark.parametrize("how", ["unmuted", "muted anew"])
def test_a_mute_that_another_act_ends_takes_its_appeal_with_it(span: Span, how: str) -> None:
    mute(span)
    appeal(span)
    if how == "unmuted":
        ask(span.world.ada).post(f"/api/seats/{span.seat(span.world.ben)}/unmute", {"reason": "We have talked."})
    else:
        mute(span, minutes=30)
    assert [each["state"] for each in desk(span, span.mia)] == ["over"]
    assert answer(span, span.mia)[1]["code"] == "wrong_state"
    assert [each["in_force"] for each in rulings(span)] == ([False] if how == "unmuted" else [True, False])


def test_words_are_erased_when_the_time_to_appeal_is_over(span: Span) -> None:
    redact(span)
    until = Ruling.objects.get().until
    assert end_due(now()) == until
    assert Ruling.objects.get().sealed is not None
    clock.shift(timedelta(days=14, minutes=1))
    end_due(now())
    assert Ruling.objects.get().sealed is None
    assert appeal(span)[1]["code"] == "wrong_state"
    assert Notice.objects.filter(what="appeal_over").count() == 0


def test_an_appeal_that_nobody_answers_is_over_and_its_words_are_erased(span: Span) -> None:
    redact(span)
    clock.shift(timedelta(days=13))
    appeal(span)
    due = Appeal.objects.get().due_at
    clock.shift(timedelta(days=26))  # past the time to appeal, within that to answer
    assert end_due(now()) == due
    assert text(span, span.mia)[1]["kept"] is True
    clock.shift(timedelta(days=28))
    assert end_due(now()) is None
    assert (Appeal.objects.get().answer, Ruling.objects.get().sealed) == ("over", None)
    assert Notice.objects.filter(person=span.world.ben).latest("entry__place").what == "appeal_over"
    assert answer(span, span.mia)[1]["code"] == "wrong_state"


def test_with_the_seat_the_appeal_ends(span: Span) -> None:
    redact(span)
    appeal(span)
    end_seat(by=span.world.ada.pk, seat_id=span.seat(span.world.ben), reason="He moves on.")
    before = stored()
    assert answer(span, span.mia)[1]["facts"] == {"state": "over"}
    assert appeal(span) == (404, NOTHING_HERE)
    assert stored() == before


def test_of_oneself_and_of_who_has_left_nothing_is_sealed(span: Span) -> None:
    """Nobody could appeal, so the words are gone at once."""
    said = span.world.say(span.world.ada, "My own.")
    left = span.world.say(span.world.ben, "Gone.")
    end_seat(by=span.world.ada.pk, seat_id=span.seat(span.world.ben), reason="He moves on.")
    for each in (said, left):
        path = f"/api/spaces/{span.world.loom.pk}/messages/{each.place}/redact"
        assert ask(span.world.ada).post(path, {"reason": "It names a person."})[0] == 200
    assert (Ruling.objects.count(), Notice.objects.count()) == (0, 0)


def test_words_withdrawn_or_sealed_with_another_key_do_not_come_back(span: Span, settings: Any) -> None:
    at = redact(span)
    appeal(span)
    settings.SEALING_KEY = "another key"
    assert text(span, span.mia)[1] == {"group": span.world.weavers.pk, "place": place(), "kept": False, "html": "", "note": ""}
    assert answer(span, span.mia)[1]["state"] == "lifted"
    page = ask(span.cleo).get(f"/api/spaces/{span.world.loom.pk}/history")[1]["items"]
    assert [each["gone"] for each in page if each["place"] == at] == ["redacted"]


def test_the_page_of_rulings_costs_the_same_for_one_and_for_twenty(span: Span) -> None:
    redact(span)
    with CaptureQueriesContext(connection) as one:
        rulings(span)
    for n in range(19):
        redact(span, body=f"Number {n}.")
    with CaptureQueriesContext(connection) as many:
        assert len(rulings(span)) == 20
    assert len(one) == len(many)


def test_a_newcomer_to_the_desk_sees_it(span: Span) -> None:
    redact(span)
    appeal(span)
    zoe = person("Zoe")
    open_seat(by=span.world.olga.pk, group_id=span.world.weavers.pk, person_id=zoe.pk, organisation_id=span.harbour.pk, role=Role.MODERATOR)
    assert [each["state"] for each in desk(span, zoe)] == ["open"]
    assert answer(span, zoe)[0] == 200
