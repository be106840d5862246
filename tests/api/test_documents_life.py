"""After approval: published at once or at its second, expired, superseded, archived; held, checked out, owned by several groups."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from collab import clock
from collab.accounts.models import Person
from collab.audit.models import AuditEntry
from discussions.documents.life import keep_time
from discussions.documents.models import Document, Version
from discussions.documents.shapes import DocumentShape
from discussions.personal.models import Notice
from discussions.spaces.seating import open_seat
from groups.roles import Role
from tests.api.ask import ask
from tests.papers import send_file, share
from tests.world import World, person

pytestmark = pytest.mark.django_db
GONE = (404, {"code": "not_found", "message": "There is nothing here that you can see.", "facts": {}})


@pytest.fixture
def menu(world: World) -> DocumentShape:
    return approved(world, share(world, world.ben, label="green"))


def at(document: DocumentShape, verb: str = "") -> str:
    return f"/api/spaces/{document.space}/documents/{document.place}{verb}"


def approved(world: World, document: DocumentShape, number: int = 1) -> DocumentShape:
    assert ask(world.ben).post(at(document, "/submit"))[0] == 200
    assert ask(world.ada).post(at(document, "/approve"), {"version": number})[1]["state"] == "approved"
    return document


def told(who: Person) -> list[str]:
    return list(Notice.objects.filter(person=who).order_by("pk").values_list("what", flat=True))


def verbs(document: DocumentShape) -> list[tuple[str, str]]:
    rows = AuditEntry.objects.filter(subject_id=f"{document.space}/{document.place}").order_by("number")
    return [(row.verb, row.reason) for row in rows]


def in_hours(hours: float) -> str:
    return (clock.now() + timedelta(hours=hours)).replace(microsecond=0).isoformat()


def now_is(**later: float) -> None:
    clock.shift(timedelta(**later))
    keep_time(clock.now())


def answer_of(answer: tuple[int, Any], *names: str) -> tuple[Any, ...]:
    return (answer[0], *(answer[1][name] for name in names))


def test_what_was_approved_is_published(world: World, menu: DocumentShape) -> None:
    published = ask(world.ada).post(at(menu, "/publish"), {"version": 1})
    assert answer_of(published, "state", "published_n", "planned_n", "embargo_until") == (200, "published", 1, None, None)
    assert published[1]["versions"][0]["published_at"] == published[1]["published_at"]
    assert told(world.ben) == ["document_approved", "document_published"]
    assert verbs(menu)[-1] == ("document.publish", "")
    status, answer = ask(world.ada).post(at(menu, "/publish"), {"version": 1})
    assert (status, answer["code"], answer["facts"]) == (409, "wrong_state", {"state": "published"})


def test_only_moderators_publish_and_only_approved_bytes(world: World, menu: DocumentShape) -> None:
    assert ask(world.ben).post(at(menu, "/publish"), {"version": 1})[1]["code"] == "not_allowed"
    assert ask(world.eve).post(at(menu, "/publish"), {"version": 1}) == GONE
    assert ask(world.ada).post(at(menu, "/publish"), {"version": 2})[1]["code"] == "stale"
    assert send_file(ask(world.ben), at(menu, "/versions"), b"newer", "menu.md", client_id=uuid4())[0] == 201
    assert ask(world.ada).post(at(menu, "/publish"), {"version": 2})[1]["code"] == "wrong_state"
    row = Document.objects.get()
    assert (row.state, row.published, row.planned) == ("working", None, None)


def test_an_embargo_ends_at_its_second(world: World, menu: DocumentShape) -> None:
    until = in_hours(2)
    planned = ask(world.ada).post(at(menu, "/publish"), {"version": 1, "embargo_until": until})
    assert answer_of(planned, "state", "published_n", "planned_n") == (200, "embargoed", None, 1)
    rev = planned[1]["rev"]
    assert ask(world.ada).post(at(menu, "/publish"), {"version": 1, "embargo_until": until})[1]["rev"] == rev
    now_is(hours=1, minutes=59)
    assert Document.objects.get().state == "embargoed"
    assert keep_time(clock.now()) == datetime.fromisoformat(until)
    now_is(hours=2, seconds=1)
    _status, page = ask(world.ben).get(at(menu))
    shape = page["document"]
    assert (shape["state"], shape["published_n"], shape["planned_n"], shape["embargo_until"]) == ("published", 1, None, None)
    assert datetime.fromisoformat(shape["published_at"]) == datetime.fromisoformat(until)
    assert (verbs(menu)[-1], told(world.ben)[-1]) == (("document.publish", ""), "document_published")
    assert keep_time(clock.now()) is None


def test_a_newer_version_does_not_stop_an_embargoed_one(world: World, menu: DocumentShape) -> None:
    ask(world.ada).post(at(menu, "/publish"), {"version": 1, "embargo_until": in_hours(2)})
    send_file(ask(world.ben), at(menu, "/versions"), b"newer", "menu.md", client_id=uuid4())
    now_is(hours=3)
    shape = ask(world.ben).get(at(menu))[1]["document"]
    assert (shape["state"], shape["published_n"], shape["approved_n"]) == ("working", 1, 1)


def test_a_text_expires_at_its_second_and_may_be_renewed(world: World, menu: DocumentShape) -> None:
    status, answer = ask(world.ada).post(at(menu, "/publish"), {"version": 1, "expires_at": in_hours(-1)})
    assert (status, answer["code"], answer["facts"], Document.objects.get().state) == (
        422,
        "invalid",
        {"fields": ["expires_at"]},
        "approved",
    )
    assert ask(world.ada).post(at(menu, "/publish"), {"version": 1, "expires_at": in_hours(1)})[0] == 200
    now_is(minutes=59)
    assert Document.objects.get().state == "published"
    now_is(minutes=61)
    shape = ask(world.ben).get(at(menu))[1]["document"]
    assert (shape["state"], shape["expired_at"], told(world.ben)[-1]) == ("expired", shape["expires_at"], "document_expired")
    renewed = ask(world.ada).post(at(menu, "/publish"), {"version": 1, "expires_at": in_hours(24)})
    assert answer_of(renewed, "state", "expired_at") == (200, "published", None)


def test_a_successor_supersedes_when_it_is_published(world: World, menu: DocumentShape) -> None:
    ask(world.ada).post(at(menu, "/publish"), {"version": 1})
    newer = share(world, world.ben, b"The next menu", title="The next menu", label="green")
    assert ask(world.ben).patch(at(newer), {"supersedes": newer.place})[1]["code"] == "invalid"
    assert answer_of(ask(world.ben).patch(at(newer), {"supersedes": menu.place}), "supersedes") == (200, menu.place)
    assert answer_of(ask(world.ben).patch(at(newer), {"supersedes": 0}), "supersedes") == (200, None)
    ask(world.ben).patch(at(newer), {"supersedes": menu.place})
    approved(world, newer)
    assert answer_of(ask(world.ada).get(at(menu)), "document")[1]["superseded_by"] is None
    ask(world.ada).post(at(newer, "/publish"), {"version": 1, "embargo_until": in_hours(1)})
    now_is(hours=1, seconds=1)
    now_is(hours=1, seconds=1)
    old = ask(world.ben).get(at(menu))[1]["document"]
    assert (old["state"], old["superseded_by"]) == ("superseded", newer.place)
    assert ask(world.ben).get(at(newer))[1]["document"]["supersedes"] == menu.place
    assert b"".join(ask(world.ben).raw("GET", at(menu, "/versions/1/file")).streaming_content) == b"# Yarn menu\n\nBlue wool first."
    status, answer = send_file(ask(world.ben), at(menu, "/versions"), b"again", "menu.md", client_id=uuid4())
    assert (status, answer["code"]) == (409, "wrong_state")
    assert Version.objects.filter(document__entry__place=menu.place).count() == 1


def test_what_is_archived_is_read_and_not_changed(world: World, menu: DocumentShape) -> None:
    ask(world.ada).post(at(menu, "/publish"), {"version": 1})
    assert ask(world.ben).post(at(menu, "/archive"))[1]["code"] == "not_allowed"
    assert answer_of(ask(world.ada).post(at(menu, "/archive")), "state", "published_n") == (200, "archived", None)
    assert ask(world.ada).post(at(menu, "/archive"))[1]["code"] == "wrong_state"
    assert b"".join(ask(world.ben).raw("GET", at(menu, "/versions/1/file")).streaming_content) == b"# Yarn menu\n\nBlue wool first."
    assert ask(world.ada).post(at(menu, "/publish"), {"version": 1})[1]["code"] == "wrong_state"
    draft = share(world, world.ben)
    assert ask(world.ada).post(at(draft, "/archive"))[1]["code"] == "wrong_state"


def test_a_legal_hold_keeps_the_words_of_what_is_withdrawn(world: World, menu: DocumentShape) -> None:
    assert ask(world.ben).post(at(menu, "/hold"), {"reason": "A court asks."})[1]["code"] == "not_allowed"
    assert ask(world.ada).post(at(menu, "/hold"), {"reason": "A court asks."}) == (204, None)
    assert ask(world.ada).post(at(menu, "/hold"), {"reason": "Again."}) == (204, None)
    assert [each for each in verbs(menu) if "hold" in each[0]] == [("document.hold", "A court asks.")]
    assert ask(world.ada).get(at(menu))[1]["held_at"] is not None
    assert ask(world.ben).get(at(menu))[1]["held_at"] is None
    status, answer = ask(world.ada).post(at(menu, "/withdraw"), {"reason": "Wrong season."})
    assert (status, answer["state"], answer["versions"][0]["name"], answer["abstract"]) == (200, "withdrawn", "", "")
    assert ask(world.ada).get(at(menu, "/versions/1/file"))[1]["code"] == "already_gone"
    assert ask(world.ada).get("/api/library?q=wool")[1]["items"] == []
    kept = Version.objects.get()
    assert (kept.text, kept.name) == ("# Yarn menu\n\nBlue wool first.", "menu.md")
    assert ask(world.ada).post(at(menu, "/lift-hold"), {"reason": "The court is done."}) == (204, None)
    kept.refresh_from_db()
    assert (kept.text, kept.name) == ("", "")
    assert verbs(menu)[-1] == ("document.lift_hold", "The court is done.")


def test_who_checks_out_works_alone_until_the_hours_are_over(world: World) -> None:
    menu = share(world, world.ben)
    taken = ask(world.ben).post(at(menu, "/check-out"), {"hours": 2})
    assert taken[0] == 200
    assert taken[1]["checked_out"]["by"]["seat"] == world.seat(world.ben).pk
    for verb, body in [("/check-out", {"hours": 1}), ("/submit", None)]:
        status, answer = ask(world.ada).post(at(menu, verb), body)
        assert (status, answer["code"]) == (409, "checked_out")
        assert answer["facts"]["until"][:19] == taken[1]["checked_out"]["until"][:19]
    assert send_file(ask(world.ada), at(menu, "/versions"), b"mine", "menu.md", client_id=uuid4())[1]["code"] == "checked_out"
    assert Version.objects.count() == 1
    clock.shift(timedelta(hours=2, seconds=1))
    assert ask(world.ada).post(at(menu, "/check-out"), {"hours": 1})[0] == 200


def test_a_new_version_checks_in(world: World) -> None:
    menu = share(world, world.ben)
    ask(world.ben).post(at(menu, "/check-out"), {"hours": 2})
    fields = {"client_id": uuid4(), "minor": "true", "note": "A comma"}
    answer = send_file(ask(world.ben), at(menu, "/versions"), b"newer", "menu.md", **fields)
    assert answer_of(answer, "checked_out") == (201, None)
    send_file(ask(world.ben), at(menu, "/versions"), b"newest", "menu.md", client_id=uuid4())
    named = [(each["n"], each["major"], each["minor"]) for each in ask(world.ben).get(at(menu))[1]["document"]["versions"]]
    assert named == [(1, 1, 0), (2, 1, 1), (3, 2, 0)]
    leaving = ask(world.ben).raw("GET", at(menu, "/versions/2/file"))
    assert b"".join(leaving.streaming_content) == b"newer"
    assert leaving.headers["Content-Disposition"] == 'attachment; filename="Yarn menu, v1.1 (TLP-AMBER).md"'


def test_breaking_a_check_out_is_told_and_logged(world: World) -> None:
    menu = share(world, world.ben)
    assert ask(world.ada).post(at(menu, "/check-in"), {"reason": "Nobody."})[1]["code"] == "wrong_state"
    ask(world.ben).post(at(menu, "/check-out"), {"hours": 2})
    cleo = person("Cleo")
    open_seat(by=world.olga.pk, group_id=world.weavers.pk, person_id=cleo.pk, organisation_id=world.lantern.pk, role=Role.MEMBER)
    assert ask(cleo).post(at(menu, "/check-in"), {"reason": "I want it."})[1]["code"] == "not_allowed"
    assert ask(world.ada).post(at(menu, "/check-in"))[1]["code"] in {"invalid", "empty"}
    assert ask(world.ada).post(at(menu, "/check-in"), {"reason": ""})[1]["code"] == "empty"
    assert Document.objects.get().checked_out_by == world.seat(world.ben)
    assert answer_of(ask(world.ada).post(at(menu, "/check-in"), {"reason": "The vote is at noon."}), "checked_out") == (200, None)
    assert (told(world.ben), verbs(menu)[-1]) == (["document_freed"], ("document.break_check_out", "The vote is at noon."))
    ask(world.ben).post(at(menu, "/check-out"), {"hours": 2})
    assert answer_of(ask(world.ben).post(at(menu, "/check-in"), {}), "checked_out") == (200, None)
    assert told(world.ben) == ["document_freed"]


def test_a_document_of_two_groups_needs_one_approver_of_each(world: World) -> None:
    menu = share(world, world.ben, label="green")
    assert ask(world.eve).get(at(menu)) == GONE
    assert ask(world.ben).post(at(menu, "/owners"), {"group": 5}) == GONE
    shared = ask(world.ben).post(at(menu, "/owners"), {"group": world.potters.pk})
    assert [each["name"] for each in shared[1]["owners"]] == ["Weavers", "Potters"]
    assert (shared[1]["approvals_needed"], told(world.eve)) == (2, ["document_co_owned"])
    assert ask(world.eve).get(at(menu))[0] == 200
    ask(world.ben).post(at(menu, "/submit"))
    assert [each["title"] for each in ask(world.eve).get("/api/waiting")[1]] == ["Yarn menu"]
    dan = person("Dan")
    open_seat(by=world.olga.pk, group_id=world.weavers.pk, person_id=dan.pk, organisation_id=world.lantern.pk, role=Role.MODERATOR)
    for each in (world.ada, dan):  # two of one group are not enough
        assert ask(each).post(at(menu, "/approve"), {"version": 1})[1]["state"] == "in_review"
    assert ask(world.eve).post(at(menu, "/approve"), {"version": 1})[1]["state"] == "approved"
    assert ask(world.eve).post(at(menu, "/publish"), {"version": 1})[1]["code"] == "not_allowed"
    assert ask(world.eve).delete(at(menu, f"/owners/{world.potters.pk}")) == (204, None)
    assert ask(world.eve).get(at(menu)) == GONE


def test_what_is_amber_is_given_to_others_by_its_source_alone(world: World) -> None:
    menu = share(world, world.ben)
    dan = person("Dan")
    open_seat(by=world.olga.pk, group_id=world.weavers.pk, person_id=dan.pk, organisation_id=world.kiln.pk, role=Role.MODERATOR)
    assert ask(dan).post(at(menu, "/owners"), {"group": world.potters.pk})[1]["code"] == "not_allowed"
    assert ask(world.ben).post(at(menu, "/owners"), {"group": world.potters.pk})[0] == 200
    assert ask(world.eve).get(at(menu))[0] == 200
    assert ask(world.ben).patch(at(menu), {"label": "amber_strict"})[0] == 200
    assert ask(world.eve).get(at(menu)) == GONE  # raised above what others may own
    strict = share(world, world.ben, b"strict", label="amber_strict")
    assert ask(world.ben).post(at(strict, "/owners"), {"group": world.potters.pk})[1]["code"] == "not_allowed"
