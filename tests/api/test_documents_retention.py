"""Retention and disposal: how long a group keeps what is over, who is told, and what is left of a document."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from collab import clock
from collab.accounts.models import Person
from collab.audit.models import AuditEntry
from collab.files.store import store
from discussions.documents.disposing import SETTLED, destroy_leftovers, see_to_what_is_due
from discussions.documents.models import Acknowledgement, Approval, Comment, Document, Download, Tag, Version
from discussions.documents.retention.models import Leftover, Retention
from discussions.documents.shapes import DocumentShape
from discussions.personal.models import Notice
from discussions.polls.models import Silence
from discussions.polls.silence.recording import silence_lines
from discussions.spaces.seating import open_seat
from groups.roles import Role
from tests.api.ask import ask
from tests.api.test_documents_life import GONE, approved, at, told
from tests.papers import send_file, share
from tests.world import World, build, person

pytestmark = pytest.mark.django_db
WORDS = b"# Yarn menu\n\nBlue wool first."
DAY = timedelta(days=1)


@pytest.fixture
def world() -> World:
    return build()


@pytest.fixture
def menu(world: World) -> DocumentShape:
    return approved(world, share(world, world.ben, label="green", abstract="On wool."))


def of_group(world: World) -> str:
    return f"/api/groups/{world.weavers.pk}/retention"


def rule(days: int | None = 30, automatic: bool = False, type_: str = "paper") -> dict[str, Any]:
    return {"type": type_, "days": days, "automatic": automatic}


def stamp(moment: datetime) -> str:
    """As it travels: to the millisecond."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def later(days: float) -> None:
    clock.shift(timedelta(days=days))
    see_to_what_is_due(clock.now())


def rows() -> tuple[object, ...]:
    document = Document.objects.get()
    return (document.state, document.title, document.keep_until, document.disposed_at, Leftover.objects.count(), AuditEntry.objects.count())


def test_a_group_says_how_long_it_keeps_documents(world: World) -> None:
    page = ask(world.ada).get(of_group(world))[1]
    assert {(each["days"], each["automatic"]) for each in page["rules"]} == {(None, False)}
    assert (len(page["rules"]), page["due"], page["announced_days"]) == (10, [], 7)
    said = ask(world.ada).put(of_group(world), rule(30, True, "minutes"))
    assert [each for each in said[1]["rules"] if each["days"]] == [{"type": "minutes", "days": 30, "automatic": True}]
    entry = AuditEntry.objects.latest("pk")
    assert (entry.verb, entry.subject_id, entry.facts) == (
        "document.retention", str(world.weavers.pk), {"type": "minutes", "days": 30, "automatic": True, "before": None},
    )  # fmt: skip
    count = AuditEntry.objects.count()
    assert ask(world.ada).put(of_group(world), rule(30, True, "minutes")) == said
    assert AuditEntry.objects.count() == count
    assert ask(world.ada).put(of_group(world), rule(None, True, "minutes"))[1] == page
    assert (Retention.objects.count(), AuditEntry.objects.count()) == (0, count + 1)


@pytest.mark.parametrize("days", [0, -1, 36_501, "soon"])
def test_a_rule_is_a_number_of_days(world: World, days: object) -> None:
    assert ask(world.ada).put(of_group(world), {"type": "paper", "days": days})[1]["code"] == "invalid"
    assert Retention.objects.count() == 0


def test_nobody_else_says_how_long(world: World) -> None:
    for who, expected in ((world.ben, 403), (world.eve, 404), (world.olga, 404)):
        assert ask(who).put(of_group(world), rule())[0] == expected
        assert ask(who).get(of_group(world))[0] == expected
    assert (Retention.objects.count(), AuditEntry.objects.filter(verb="document.retention").count()) == (0, 0)


def test_what_is_over_is_due_after_its_days(world: World, menu: DocumentShape) -> None:
    ask(world.ada).put(of_group(world), rule(30))
    assert ask(world.ada).get(at(menu))[1]["keep_until"] is None
    archived = ask(world.ada).post(at(menu, "/archive"))[1]["archived_at"]
    since = Document.objects.get().archived_at
    assert since is not None
    until = since + 30 * DAY
    assert ask(world.ada).get(at(menu))[1]["keep_until"] == stamp(until)
    later(29.99)
    assert (told(world.ada), ask(world.ada).get(of_group(world))[1]["due"]) == (["document_submitted"], [])
    assert see_to_what_is_due(clock.now()) == until
    later(30.01)
    assert told(world.ada) == ["document_submitted", "document_due"]
    [due] = ask(world.ada).get(of_group(world))[1]["due"]
    assert due == {
        "space": menu.space, "place": menu.place, "title": "Yarn menu", "type": "paper", "label": "green", "state": "archived",
        "over_at": archived, "keep_until": stamp(until), "held": False, "automatic_at": None,
    }  # fmt: skip
    later(31)
    assert (told(world.ada).count("document_due"), told(world.ben).count("document_due")) == (1, 0)
    assert Document.objects.get().state == "archived"  # the clock disposes of nothing unless the group said so
    assert see_to_what_is_due(clock.now()) is None


def test_a_rule_holds_for_what_is_over_already(world: World, menu: DocumentShape) -> None:
    ask(world.ada).post(at(menu, "/withdraw"), {"reason": "Wrong wool."})
    assert ask(world.ada).put(of_group(world), rule(30, type_="minutes"))[0] == 200
    assert Document.objects.get().keep_until is None
    ask(world.ada).put(of_group(world), rule(30))
    later(31)
    assert told(world.ada).count("document_due") == 1
    ask(world.ada).put(of_group(world), rule(60))
    later(31)
    assert (told(world.ada).count("document_due"), ask(world.ada).get(of_group(world))[1]["due"]) == (1, [])
    later(61)
    assert told(world.ada).count("document_due") == 2
    ask(world.ada).put(of_group(world), rule(None))
    assert (Document.objects.get().keep_until, ask(world.ada).get(of_group(world))[1]["due"]) == (None, [])


def over(world: World, menu: DocumentShape, *, automatic: bool = False) -> None:
    """Archived, and its time is over."""
    ask(world.ada).put(of_group(world), rule(30, automatic))
    ask(world.ada).post(at(menu, "/archive"))
    later(31)


def test_disposal_leaves_a_tombstone(world: World, menu: DocumentShape) -> None:
    [sha256] = Version.objects.values_list("sha256", flat=True)
    assert b"".join(ask(world.ben).raw("GET", at(menu, "/versions/1/file")).streaming_content) == WORDS
    assert ask(world.ben).post(at(menu, "/comments"), {"client_id": str(uuid4()), "version": 1, "body": "Which blue?"})[0] == 201
    ask(world.ada).post(at(menu, "/ask"), {"due_at": (clock.now() + DAY).isoformat()})
    over(world, menu)
    assert ask(world.ada).get(at(menu))[1]["may"]["dispose"] is True
    status, shape = ask(world.ada).post(at(menu, "/dispose"), {"reason": "Its five years are over."})
    assert (status, shape["state"], shape["title"], shape["abstract"], shape["disposed_reason"], shape["disposed_by"]["name"]) == (
        200, "disposed", "Yarn menu", "", "Its five years are over.", "Ada (example)",
    )  # fmt: skip
    assert [(each["sha256"], each["name"], each["note"]) for each in shape["versions"]] == [(sha256, "", "")]
    version = Version.objects.get()
    assert (version.sha256, version.text, version.request_hash, Approval.objects.get().sha256) == ("", "", "", sha256)
    for model in (Comment, Download, Acknowledgement, Tag):
        assert model._default_manager.count() == 0
    entry = AuditEntry.objects.latest("pk")
    assert (entry.verb, entry.reason, entry.facts) == ("document.dispose", "Its five years are over.", {"approved": [sha256]})
    again = ask(world.ada).post(at(menu, "/dispose"), {"reason": "Again."})
    assert again == (200, shape)
    assert AuditEntry.objects.latest("pk") == entry
    for verb in ("/versions/1/file", "/versions/1/comments"):
        assert ask(world.ben).get(at(menu, verb))[1]["code"] == "already_gone"
    for verb in ("/archive", "/withdraw", "/hold"):
        assert ask(world.ada).post(at(menu, verb), {"reason": "Why not."})[0] == 409
    assert ask(world.ben).get(f"/api/library?space={menu.space}")[1]["count"] == 0
    assert ask(world.ben).get("/api/library?state=disposed")[1]["count"] == 1
    assert [each["kind"] for each in ask(world.ben).get("/api/find?q=wool")[1]["hits"]] == []
    assert ask(world.eve).post(at(menu, "/dispose"), {"reason": "No."}) == GONE


def test_a_title_above_green_goes_too(world: World) -> None:
    menu = share(world, world.ben, label="amber")
    ask(world.ada).post(at(menu, "/withdraw"), {"reason": "Wrong."})
    ask(world.ada).put(of_group(world), rule(1))
    later(2)
    shape = ask(world.ada).post(at(menu, "/dispose"), {"reason": "Over."})[1]
    assert (shape["title"], shape["withdrawn_reason"], shape["versions"][0]["sha256"]) == ("", "", "")
    assert Document.objects.get().title == ""


def test_files_go_unless_another_document_has_them(world: World, menu: DocumentShape) -> None:
    other = share(world, world.ben, title="The same", label="green")
    newer = uuid4().hex.encode()
    send_file(ask(world.ben), at(menu, "/versions"), newer, "menu.md", client_id=uuid4())
    first, second = Version.objects.filter(document__title="Yarn menu").order_by("number").values_list("sha256", flat=True)
    ask(world.ada).post(at(menu, "/withdraw"), {"reason": "Wrong."})
    assert (store().has(first), store().has(second)) == (True, True)
    ask(world.ada).put(of_group(world), rule(1))
    later(2)
    ask(world.ada).post(at(menu, "/dispose"), {"reason": "Over."})
    assert destroy_leftovers() == 0  # too soon: somebody may be keeping the same bytes now
    clock.shift(2 * DAY + SETTLED + timedelta(seconds=1))
    assert (destroy_leftovers(), store().has(first), store().has(second), Leftover.objects.count()) == (1, True, False, 0)
    assert b"".join(ask(world.ben).raw("GET", at(other, "/versions/1/file")).streaming_content) == WORDS
    send_file(ask(world.ben), at(other, "/versions"), newer, "menu.md", client_id=uuid4())
    assert (store().has(second), destroy_leftovers()) == (True, 0)


def test_bytes_that_come_again_are_not_destroyed(world: World, menu: DocumentShape) -> None:
    over(world, menu)
    ask(world.ada).post(at(menu, "/dispose"), {"reason": "Over."})
    assert Leftover.objects.count() == 1
    again = share(world, world.ben, title="The same", label="green")
    clock.shift(40 * DAY)
    assert (destroy_leftovers(), Leftover.objects.count()) == (0, 0)
    assert b"".join(ask(world.ben).raw("GET", at(again, "/versions/1/file")).streaming_content) == WORDS


@pytest.mark.parametrize(("who", "code"), [("ben", "not_allowed"), ("eve", "not_found"), ("olga", "not_found")])
def test_who_may_not_dispose_changes_nothing(world: World, menu: DocumentShape, who: str, code: str) -> None:
    over(world, menu)
    before = rows()
    asking: Person = getattr(world, who)
    assert ask(asking).post(at(menu, "/dispose"), {"reason": "Over."})[1]["code"] == code
    assert rows() == before


def test_nothing_goes_before_its_time_or_under_a_hold(world: World, menu: DocumentShape) -> None:
    assert ask(world.ada).post(at(menu, "/dispose"), {"reason": "Now."})[1]["code"] == "wrong_state"
    over(world, menu, automatic=True)
    assert ask(world.ada).post(at(menu, "/dispose"), {"reason": " "})[1]["code"] == "empty"
    ask(world.ada).post(at(menu, "/hold"), {"reason": "A court asks."})
    before = rows()
    status, answer = ask(world.ada).post(at(menu, "/dispose"), {"reason": "Now."})
    assert (status, answer["code"]) == (409, "held")
    assert answer["message"] == "A legal hold lies on this document. Nothing of it is erased until the hold is lifted."
    [due] = ask(world.ada).get(of_group(world))[1]["due"]
    assert (due["held"], due["automatic_at"]) == (True, None)
    later(100)
    assert rows() == before
    ask(world.ada).post(at(menu, "/lift-hold"), {"reason": "It is over."})
    later(100)  # they are told anew, and have their days again
    assert (Document.objects.get().state, told(world.ada).count("document_due")) == ("archived", 2)
    later(107.1)
    assert Document.objects.get().state == "disposed"


def test_the_clock_disposes_where_the_group_said_so_and_announced_it(world: World, menu: DocumentShape) -> None:
    over(world, menu, automatic=True)
    notice = Notice.objects.get(what="document_due")
    announced = Document.objects.values_list("due_told_at", flat=True).get()
    assert announced is not None
    assert notice.facts == {"automatic_at": (announced + 7 * DAY).isoformat()}
    assert see_to_what_is_due(clock.now()) == announced + 7 * DAY
    later(37.9)
    assert Document.objects.get().state == "archived"
    later(38.1)
    document = Document.objects.get()
    assert (document.state, document.disposed_by, document.disposed_reason) == ("disposed", None, "")
    entry = AuditEntry.objects.latest("pk")
    assert (entry.verb, entry.actor_id) == ("document.dispose", None)
    later(39)
    assert AuditEntry.objects.latest("pk") == entry


def test_reasons_in_notices_go_too(world: World) -> None:
    menu = share(world, world.ben, label="green")
    ask(world.ben).post(at(menu, "/submit"))
    ask(world.ada).post(at(menu, "/return"), {"version": 1, "reason": "The wool is wrong."})
    ask(world.ada).post(at(menu, "/withdraw"), {"reason": "Wrong."})
    ask(world.ada).put(of_group(world), rule(1))
    later(2)
    ask(world.ada).post(at(menu, "/dispose"), {"reason": "Over."})
    assert Notice.objects.get(what="document_returned").facts == {"version": 1}


def test_a_further_owner_loses_it(world: World) -> None:
    menu = share(world, world.ben, label="green")
    ask(world.ben).post(at(menu, "/owners"), {"group": world.potters.pk})
    assert ask(world.eve).get(at(menu))[0] == 200
    dan = person("Dan")
    open_seat(by=world.olga.pk, group_id=world.weavers.pk, person_id=dan.pk, organisation_id=world.kiln.pk, role=Role.MODERATOR)
    ask(world.ben).post(at(menu, "/submit"))
    for each in (dan, world.eve):
        ask(each).post(at(menu, "/approve"), {"version": 1})
    over(world, menu)
    assert ask(world.eve).post(at(menu, "/dispose"), {"reason": "Over."})[1]["code"] == "not_allowed"
    ask(dan).post(at(menu, "/dispose"), {"reason": "Over."})
    assert ask(world.eve).get(at(menu)) == GONE


def test_a_silence_over_it_keeps_its_hash_and_says_that_it_is_gone(world: World) -> None:
    menu = share(world, world.ben, label="amber")
    draft = {"client_id": str(uuid4()), "unit": "person", "poll_kind": "silence", "options": [], "question": "The menu",
             "silence": {"document": menu.place, "version": 1}, "closes_at": (clock.now() + 5 * DAY).isoformat()}  # fmt: skip
    status, poll = ask(world.ada).post(f"/api/spaces/{menu.space}/polls", draft)
    assert status == 201, poll
    ask(world.ada).post(at(menu, "/withdraw"), {"reason": "Wrong."})
    ask(world.ada).put(of_group(world), rule(1))
    later(2)
    ask(world.ada).post(at(menu, "/dispose"), {"reason": "Over."})
    left = Silence.objects.get()
    lines = dict(silence_lines(left.poll))
    assert (left.sha256, lines["Document"]) == (menu.versions[0].sha256, "Disposed document (1)")
