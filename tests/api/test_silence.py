"""A text that is adopted at its second, unless whoever may break the silence does."""

import hashlib
import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail

from collab import clock
from collab.audit.models import AuditEntry
from collab.streams.models import Entry, Stream
from discussions.personal.models import Notice
from discussions.polls.life import keep_time
from discussions.polls.models import Ballot, Break, Extension, Poll, Silence
from discussions.polls.reminding import remind_voters
from discussions.polls.shapes import PollShape
from discussions.polls.silence.telling import tell_ends
from discussions.spaces.seating import change_seat
from groups.roles import Post
from tests.api.ask import Answer, ask
from tests.api.reader import Reader
from tests.council import HOUR, Council, convene
from tests.papers import share

pytestmark = pytest.mark.django_db
TEXT = "The flag is blue.\n\nIt is flown on Mondays."
HASH = hashlib.sha256(TEXT.encode()).hexdigest()
SECOND = timedelta(seconds=1)


@pytest.fixture
def council() -> Council:
    return convene()


def place(council: Council, text: str = TEXT, **more: Any) -> PollShape:
    """Mia places a text under silence for an hour, to an exact second."""
    closes = (clock.now() + HOUR).replace(microsecond=0).isoformat()
    fields = {"poll_kind": "silence", "options": [], "question": "The order of the flag", "silence": {"text": text}, "closes_at": closes}
    return council.ask(**(fields | more)).poll


def objection(**more: Any) -> dict[str, Any]:
    """The body of a request that breaks a silence."""
    return {"client_id": str(uuid4()), "text": HASH, "reason": "Mondays are busy.", "remedy": "Say Tuesdays."} | more


def breaking(council: Council, who: Any, poll: PollShape, **more: Any) -> Answer:
    """Somebody breaks it over HTTP."""
    return ask(who).post(council.path(poll.place, "break"), objection(**more))


def state(poll: PollShape) -> tuple[str, int, int]:
    """What could change: state, objections, the counter of the space."""
    row = Poll.objects.get(entry__place=poll.place, space_id=poll.space)
    return row.state, Break.objects.count(), Stream.objects.get(pk=poll.space).rev


def test_the_hash_of_the_words_is_shown(council: Council) -> None:
    poll = place(council)
    _, page = ask(council.leo).get(council.path(poll.place))
    assert page["poll"]["silence"] == {
        "text": TEXT, "document": None, "version": None, "title": "", "sha256": HASH, "follows": None, "broken": None,
    }  # fmt: skip
    assert (page["poll"]["state"], page["poll"]["eligible"], page["poll"]["options"]) == ("open", 3, [])
    assert {each["name"]: each["speaker"] for each in page["roll"]} == {
        "Lantern (example)": "Mia (example)", "Reed (example)": "Hugo (example)", "Sand (example)": "Cleo (example)",
    }  # fmt: skip


def test_nobody_online_and_nobody_objects_it_is_adopted_at_its_second(council: Council) -> None:
    poll = place(council)
    clock.shift(HOUR)
    keep_time(poll.closes_at - timedelta(microseconds=1))
    assert Poll.objects.get().state == "open"
    assert keep_time(poll.closes_at) is None
    assert (Poll.objects.get().state, Poll.objects.get().closed_at) == ("closed", poll.closes_at)
    entry = AuditEntry.objects.get(verb="silence.adopt")
    assert (entry.actor_id, entry.facts["text"], entry.subject_id) == (None, HASH, f"{poll.space}/{poll.place}")
    _, page = ask(council.cleo).get(council.path(poll.place))
    assert (page["poll"]["state"], page["poll"]["silence"]["broken"], page["may_break"]) == ("closed", None, False)


def test_a_head_breaks_it_and_everybody_sees_why_at_once(council: Council) -> None:
    poll = place(council)
    before = state(poll)
    status, shown = breaking(council, council.hugo, poll)
    assert (status, shown["state"], shown["closed_at"] < poll.closes_at.isoformat()) == (200, "closed", True)
    assert state(poll) == ("closed", 1, before[2] + 1)
    for who in (council.mia, council.leo, council.alba):
        broken = ask(who).get(council.path(poll.place))[1]["poll"]["silence"]["broken"]
        assert (broken["by"]["name"], broken["reason"], broken["remedy"]) == ("Hugo (example)", "Mondays are busy.", "Say Tuesdays.")
    entry = AuditEntry.objects.get(verb="silence.break")
    assert (entry.actor_id, entry.reason, entry.facts["text"]) == (council.hugo.pk, "Mondays are busy.", HASH)
    clock.shift(2 * HOUR)
    keep_time(clock.now())
    assert not AuditEntry.objects.filter(verb="silence.adopt").exists()


@pytest.mark.parametrize(
    ("before", "taken"), [(SECOND, True), (timedelta(microseconds=1), True), (timedelta(), False), (-SECOND, False)]
)  # fmt: skip
def test_the_servers_clock_says_what_is_in_time(council: Council, monkeypatch: pytest.MonkeyPatch, before: timedelta, taken: bool) -> None:
    """A second before it breaks; at the second and after it the text is adopted, whether or not anybody has closed it."""
    poll = place(council)
    moment = poll.closes_at - before
    monkeypatch.setattr("discussions.spaces.reads.now", lambda: moment)
    monkeypatch.setattr("discussions.polls.life.now", lambda: moment)
    status, answer = breaking(council, council.hugo, poll)
    if taken:
        assert (status, answer["state"], Break.objects.get().at) == (200, "closed", moment)
    else:
        assert (status, answer["code"], answer["facts"]["broken"]) == (409, "poll_not_open", False)
        assert (Break.objects.count(), AuditEntry.objects.filter(verb="silence.adopt").count()) == (0, 1)


def test_who_may_never_break_it(council: Council) -> None:
    poll = place(council)
    before = state(poll)
    for who, expected in [
        (council.alba, (403, "not_designated")),  # the head speaks for Reed
        (council.leo, (403, "not_eligible")),
        (council.world.olga, (403, "not_eligible")),
        (council.world.eve, (404, "not_found")),
    ]:
        status, answer = breaking(council, who, poll)
        assert (status, answer["code"]) == expected
    assert breaking(council, council.alba, poll)[1]["facts"] == {"by": "Hugo (example)"}
    assert state(poll) == before
    _, page = ask(council.alba).get(council.path(poll.place))
    assert (page["may_break"], page["may_vote"], page["why_not"]) == (False, False, "not_designated")
    assert ask(council.hugo).get(council.path(poll.place))[1]["may_break"] is True


def test_whoever_becomes_head_speaks_from_then_on(council: Council) -> None:
    poll = place(council)
    change_seat(by=council.world.olga.pk, seat_id=council.seat(council.hugo).pk, post=Post.NONE)
    assert breaking(council, council.hugo, poll)[1]["code"] == "not_designated"
    assert breaking(council, council.alba, poll)[0] == 200  # the alternate, now that there is no head


@pytest.mark.parametrize(
    ("more", "code", "status"),
    [
        ({"reason": "  "}, "reason_needed", 422),
        ({"remedy": ""}, "reason_needed", 422),
        ({"text": "0" * 64}, "poll_edited", 409),
        ({"text": "short"}, "invalid", 422),
    ],
)
def test_an_objection_says_why_and_what_would_mend_it(council: Council, more: dict[str, str], code: str, status: int) -> None:
    poll = place(council)
    before = state(poll)
    answer = breaking(council, council.hugo, poll, **more)
    assert (answer[0], answer[1]["code"]) == (status, code)
    assert state(poll) == before


def test_a_lost_reply_is_repeated_safely_and_a_second_objection_is_refused(council: Council) -> None:
    poll, body = place(council), objection()
    path = council.path(poll.place, "break")
    assert ask(council.hugo).post(path, body)[0] == 200
    before = state(poll)
    assert ask(council.hugo).post(path, body)[0] == 200
    assert ask(council.hugo).post(path, body | {"reason": "Another."})[1]["code"] == "replay_differs"
    status, answer = breaking(council, council.cleo, poll)
    assert (status, answer["code"], answer["facts"]["broken"]) == (409, "poll_not_open", True)
    assert state(poll) == before


def test_nobody_votes_edits_or_closes_early(council: Council) -> None:
    poll = place(council)
    vote = {"client_id": str(uuid4()), "abstained": True}
    assert ask(council.hugo).put(council.path(poll.place, "ballot"), vote)[1]["code"] == "wrong_state"
    edit = {"question": "Other", "material": False, "reason": "slip"}
    assert ask(council.mia).patch(council.path(poll.place), edit)[1]["code"] == "wrong_state"
    assert ask(council.mia).post(council.path(poll.place, "close"), {"reason": "now"})[1]["code"] == "wrong_state"
    assert (Poll.objects.get().state, Poll.objects.get().question, Ballot.objects.count()) == ("open", "The order of the flag", 0)


@pytest.mark.parametrize(
    "more",
    [
        {"silence": None}, {"silence": {"text": "  "}}, {"silence": {"text": "a", "document": 1}}, {"quorum": 2}, {"secrecy": "secret"},
        {"options": [{"text": "Red"}, {"text": "Blue"}]}, {"rule": {"blocks": 0}}, {"silence": {"text": "a", "follows": 1}},
        {"poll_kind": "proposal"},
    ],
)  # fmt: skip
def test_what_is_no_silence_procedure_is_not_opened(council: Council, more: dict[str, Any]) -> None:
    entries = Entry.objects.count()
    fields = {"poll_kind": "silence", "options": [], "silence": {"text": TEXT}}
    status, answer = ask(council.mia).post(f"/api/spaces/{council.hall.pk}/polls", council.draft(**(fields | more)))
    assert (status, answer["code"]) == (422, "invalid")
    assert (Entry.objects.count(), Silence.objects.count()) == (entries, 0)


def test_a_broken_text_is_begun_again_with_another(council: Council) -> None:
    first = place(council)
    breaking(council, council.hugo, first)
    again = place(council, "The flag is blue.", silence={"text": "The flag is blue.", "follows": first.place})
    assert again.silence is not None
    assert (again.silence.follows, again.state) == (first.place, "open")


def test_a_deadline_is_moved_once_before_it_comes(council: Council) -> None:
    poll = place(council)
    path = council.path(poll.place, "extend")
    later = {"closes_at": (poll.closes_at + HOUR).isoformat(), "reason": "A holiday."}
    assert ask(council.hugo).post(path, later)[1]["code"] == "not_allowed"
    assert ask(council.mia).post(path, later | {"closes_at": poll.closes_at.isoformat()})[1]["code"] == "invalid"
    status, shown = ask(council.mia).post(path, later)
    assert (status, shown["extension"]["reason"], shown["extension"]["was"]) == (200, "A holiday.", poll.closes_at.isoformat()[:19] + "Z")
    again = {"closes_at": (poll.closes_at + 3 * HOUR).isoformat(), "reason": "More."}
    assert ask(council.mia).post(path, again)[1]["code"] == "wrong_state"
    clock.shift(HOUR)
    keep_time(clock.now())
    assert Poll.objects.get().state == "open"
    clock.shift(3 * HOUR)
    assert ask(council.mia).post(path, later)[1]["code"] == "poll_not_open"
    assert (Extension.objects.count(), Poll.objects.get().state) == (1, "closed")


def test_it_waits_for_those_who_may_break_it_and_they_are_reminded(council: Council) -> None:
    place(council, closes_at=(clock.now() + timedelta(days=5)).isoformat())
    [waiting] = ask(council.hugo).get("/api/waiting")[1]
    assert (waiting["verb"], waiting["title"], waiting["unit"]) == ("silence", "The order of the flag", "Reed (example)")
    assert ask(council.alba).get("/api/waiting")[1] == []
    assert [each["mine"] for each in ask(council.hugo).get("/api/decisions")[1]["items"]] == ["speaks"]
    assert [each["mine"] for each in ask(council.alba).get("/api/decisions")[1]["items"]] == ["cannot"]
    clock.shift(timedelta(days=4, hours=1))
    remind_voters()
    told = Notice.objects.filter(what="silence_due").values_list("person__name", flat=True)
    assert sorted(told) == ["Cleo (example)", "Hugo (example)", "Mia (example)"]


@pytest.mark.parametrize(("broken", "what"), [(True, "silence_broken"), (False, "silence_adopted")])
def test_everybody_concerned_is_told_how_it_ended_once(council: Council, broken: bool, what: str) -> None:
    poll = place(council)
    if broken:
        breaking(council, council.hugo, poll)
    clock.shift(HOUR)
    keep_time(clock.now())
    mail.outbox.clear()
    tell_ends()
    tell_ends()
    people = Notice.objects.filter(what__startswith="silence_").values_list("what", "person__name")
    assert sorted(people) == [(what, "Cleo (example)"), (what, "Hugo (example)"), (what, "Mia (example)")]
    assert sorted(letter.to[0] for letter in mail.outbox) == ["cleo@example.org", "hugo@example.org", "mia@example.org"]
    assert not any(word in f"{letter.subject}{letter.body}" for letter in mail.outbox for word in ("flag", "Hall", "Mondays"))


@pytest.mark.parametrize("broken", [True, False])
def test_the_record_is_taken_away_with_the_hash(council: Council, broken: bool) -> None:
    poll = place(council)
    if broken:
        breaking(council, council.hugo, poll)
    clock.shift(HOUR)
    bundle = json.loads(b"".join(ask(council.cleo).raw("GET", council.path(poll.place, "export/json")).streaming_content))
    assert (bundle["silence"]["sha256"], bundle["silence"]["adopted"], bundle["silence"]["text"]) == (HASH, not broken, TEXT)
    assert (bundle["silence"]["broken"] is not None) is broken


def test_without_scripts_a_text_is_read_and_its_silence_broken(council: Council) -> None:
    poll = place(council)
    path = f"/plain/s/{council.hall.pk}/p/{poll.place}/"
    hugo = Reader(council.hugo)
    text = hugo.page(path)
    assert all(words in text for words in ("It is flown on Mondays.", HASH, "Hugo (example)", 'name="remedy"'))
    assert 'name="remedy"' not in Reader(council.alba).page(path)
    answer = hugo.send_form(path, sha256=HASH, reason="Mondays are busy.", remedy="")
    assert (answer.status_code, "Mondays are busy." in answer.content.decode()) == (422, True)
    assert Break.objects.count() == 0
    assert hugo.send_form(path, sha256=HASH, reason="Mondays are busy.", remedy="Say Tuesdays.").status_code == 302
    text = Reader(council.leo).page(path)
    assert all(words in text for words in ("Silence broken: not adopted", "Mondays are busy.", "Say Tuesdays."))


def test_a_version_of_a_document_is_placed_by_its_hash(council: Council) -> None:
    paper = share(council.world, council.mia, b"# Order", space=council.hall.pk, title="Order")
    poll = place(council, silence={"document": paper.place, "version": 1})
    assert poll.silence is not None
    assert (poll.silence.document, poll.silence.version, poll.silence.title) == (paper.place, 1, "Order")
    assert poll.silence.sha256 == hashlib.sha256(b"# Order").hexdigest()
    entries = Entry.objects.count()
    fields = {"poll_kind": "silence", "options": [], "silence": {"document": paper.place, "version": 2}}
    assert ask(council.mia).post(f"/api/spaces/{council.hall.pk}/polls", council.draft(**fields))[1]["code"] == "invalid"
    assert Entry.objects.count() == entries
