"""Opening a poll."""

import hashlib
import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from collab import clock
from collab.accounts.models import Person
from collab.audit.models import AuditEntry
from collab.clock import now
from collab.search.models import IndexRow
from collab.streams.models import Stream
from discussions.chat.models import Message
from discussions.polls.life import keep_time
from discussions.polls.models import Poll, Voter
from discussions.polls.rules import Rule
from discussions.spaces.actions import change_space, open_space
from discussions.spaces.seating import open_seat
from discussions.spaces.shapes import SpaceDraft, SpaceEdit
from groups.actions import create_group
from groups.models import Group
from groups.roles import GroupKind, Role
from groups.shapes import GroupDraft
from tests.api.ask import ask
from tests.council import HOUR, Council, convene

HASHED = (
    "poll_kind", "secrecy", "unit", "question", "version", "options", "min_choices", "max_choices", "max_points", "budget", "reasons",
    "quorum", "rule",
)  # fmt: skip
pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Council:
    return convene()


def path(council: Council) -> str:
    return f"/api/spaces/{council.hall.pk}/polls"


def test_a_moderator_opens_a_poll(council: Council) -> None:
    status, answer = ask(council.mia).post(path(council), council.draft(quorum=2, capabilities=["gsr-legislation"]))
    assert (status, answer["message"]) == (201, None)
    poll = answer["poll"]
    no_slot = {"starts_at": None, "ends_at": None}
    closes_at = poll.pop("closes_at")
    opens_at, roll_hash, rev = poll.pop("opens_at"), poll.pop("roll_hash"), poll.pop("rev")
    assert poll == {
        "kind": "poll", "space": council.hall.pk, "place": rev, "topic": None, "poll_kind": "choose", "secrecy": "named",
        "unit": "delegation", "question": "Which colour shall the flag have?", "version": 1,
        "options": [
            {"key": "o1", "text": "Red", "note": "", **no_slot}, {"key": "o2", "text": "Green", "note": "as of old", **no_slot},
            {"key": "o3", "text": "Blue", "note": "", **no_slot},
        ],
        "min_choices": 1, "max_choices": 1, "max_points": 0, "budget": 0, "reasons": "optional",
        "quorum": 2, "rule": Rule().model_dump(mode="json"), "label": "amber",
        "capabilities": ["gsr-legislation"],
        "by": {
            "seat": council.seat(council.mia).pk, "name": "Mia (example)", "organisation": "Lantern (example)",
            "constituency": "civil_society", "role": "moderator",
        },
        "state": "open", "closed_at": None, "reason": "", "eligible": 3, "cast": 0, "withheld": False, "result": None, "outcome": None,
        "silence": None, "extension": None,
    }  # fmt: skip
    assert opens_at < closes_at
    assert len(roll_hash) == 64
    entry = AuditEntry.objects.order_by("-pk")[0]
    assert (entry.verb, entry.actor_id, entry.subject_id, entry.facts) == (
        "poll.open", council.mia.pk, f"{council.hall.pk}/{rev}", {"eligible": 3, "roll": roll_hash},
    )  # fmt: skip
    assert "colour" in IndexRow.objects.get(entry__kind="poll").title


def test_the_roll_names_delegations_and_leaves_out_observers_and_the_secretariat(council: Council) -> None:
    poll = council.ask().poll
    status, page = ask(council.leo).get(council.path(poll.place))
    assert status == 200
    assert [(unit["name"], unit["voted"]) for unit in page["roll"]] == [
        ("Lantern (example)", None), ("Reed (example)", None), ("Sand (example)", None),
    ]  # fmt: skip
    assert (page["may_vote"], page["why_not"], page["unit_name"], page["ballot"]) == (False, "not_eligible", "", None)


def test_one_vote_per_person(council: Council) -> None:
    poll = council.ask(unit="person").poll
    assert poll.eligible == 4
    _, page = ask(council.hugo).get(council.path(poll.place))
    assert [unit["name"] for unit in page["roll"]] == ["Alba (example)", "Cleo (example)", "Hugo (example)", "Mia (example)"]
    assert (page["unit_name"], page["may_vote"]) == ("Hugo (example)", True)


def test_who_comes_after_opening_has_no_vote_of_their_own(council: Council) -> None:
    poll = council.ask(unit="person").poll
    open_seat(by=council.world.olga.pk, group_id=council.group.pk, person_id=council.world.ben.pk, organisation_id=council.sand.pk,
              role=Role.MEMBER)  # fmt: skip
    _, page = ask(council.world.ben).get(council.path(poll.place))
    assert (page["poll"]["eligible"], page["may_vote"], page["why_not"]) == (4, False, "not_eligible")


def test_the_hash_follows_roll_question_and_rule(council: Council) -> None:
    first, same, other = council.ask().poll, council.ask().poll, council.ask(quorum=2).poll
    assert first.roll_hash == same.roll_hash != other.roll_hash


def test_whoever_reads_the_page_can_make_the_hash_again(council: Council) -> None:
    """As docs/polls.md says it."""
    rule = {"threshold": {"of": "eligible", "at_least": [2, 3], "more_than": True, "with_abstentions": False}}
    place = council.ask(quorum=2, rule=rule, question="¿Qué color?").poll.place
    _, page = ask(council.leo).get(council.path(place))
    poll = page["poll"]
    content = {name: poll[name] for name in HASHED} | {"roll": sorted(unit["key"] for unit in page["roll"])}
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert poll["roll_hash"] == hashlib.sha256(text.encode()).hexdigest()


def test_with_a_topic_a_message_carries_it(council: Council) -> None:
    draft = council.draft(topic=council.agenda, body="Please **vote**.", label="amber")
    status, answer = ask(council.mia).post(path(council), draft)
    assert status == 201
    message = answer["message"]
    assert (message["html"], message["topic"]) == ("<p>Please <strong>vote</strong>.</p>\n", council.agenda)
    assert message["cards"] == [{"space": council.hall.pk, "place": answer["poll"]["place"]}]
    assert answer["poll"]["topic"] == council.agenda
    assert ask(council.mia).post(path(council), council.draft(topic=council.agenda))[1]["message"]["body"] == draft["question"]


def test_the_same_request_again_gives_the_first_answer(council: Council) -> None:
    mia, draft = ask(council.mia), council.draft(topic=council.agenda)
    first = mia.post(path(council), draft)
    rev = Stream.objects.get(pk=council.hall.pk).rev
    assert mia.post(path(council), draft) == first
    status, answer = mia.post(path(council), {**draft, "question": "Another?"})
    assert (status, answer["code"]) == (409, "replay_differs")
    assert (Poll.objects.count(), Message.objects.exclude(cards=[]).count()) == (1, 1)
    assert Stream.objects.get(pk=council.hall.pk).rev == rev


def test_who_may_not(council: Council) -> None:
    rev = Stream.objects.get(pk=council.hall.pk).rev
    for who, expected in [
        (council.hugo, (403, "not_allowed")),
        (council.leo, (403, "not_allowed")),
        (council.world.olga, (403, "not_allowed")),  # a member here; her office gives her nothing
        (council.world.eve, (404, "not_found")),
    ]:
        status, answer = ask(who).post(path(council), council.draft())
        assert (status, answer["code"]) == expected
    change_space(council.mia.pk, council.hall.pk, SpaceEdit(archived=True))
    status, answer = ask(council.mia).post(path(council), council.draft())
    assert (status, answer["code"]) == (403, "space_archived")
    assert (Poll.objects.count(), Voter.objects.count()) == (0, 0)
    assert Stream.objects.get(pk=council.hall.pk).rev == rev


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("poll_kind", "survey", "invalid"),
        ("secrecy", "secret", "crowd_too_small"),
        ("unit", "country", "invalid"),
        ("quorum", 4, "invalid"),
        ("quorum", 0, "invalid"),
        ("options", [{"text": "Red"}], "invalid"),
        ("options", [{"text": "Red"}, {"text": " red "}], "invalid"),
        ("options", [{"text": "Red"}, {"text": "Green", "colour": "green"}], "invalid"),
        ("max_choices", 4, "invalid"),
        ("closes_at", "2020-01-01T00:00:00Z", "invalid"),
        ("closes_at", "2030-01-01T00:00:00", "invalid"),  # of which zone?
        ("rule", {"threshold": {"at_least": [3, 2]}}, "invalid"),
        ("rule", {"method": "lot"}, "invalid"),
        ("label", "red", "label_above_ceiling"),
        ("label", "green", "label_too_low"),
        ("topic", 99999, "not_found"),
        ("winner", "o1", "invalid"),
    ],
)
def test_bad_input_is_refused_and_stores_nothing(council: Council, field: str, value: object, code: str) -> None:
    status, answer = ask(council.mia).post(path(council), council.draft(**{field: value}))
    assert (status, answer["code"]) == (404 if code == "not_found" else 422, code)
    assert (Poll.objects.count(), Voter.objects.count()) == (0, 0)


def test_a_locked_or_refused_message_takes_the_poll_with_it(council: Council) -> None:
    status, answer = ask(council.mia).post(path(council), council.draft(topic=council.agenda, body="x" * 4001))
    assert (status, answer["code"]) == (422, "too_long")
    assert Poll.objects.count() == 0


def test_a_poll_opens_at_its_moment_and_freezes_its_roll_then(council: Council) -> None:
    opens_at = now() + HOUR
    poll = council.ask(opens_at=opens_at.isoformat(), closes_at=(opens_at + HOUR).isoformat()).poll
    assert (poll.state, poll.eligible, poll.roll_hash) == ("scheduled", 0, "")
    assert keep_time(now()) == opens_at
    open_seat(by=council.world.olga.pk, group_id=council.group.pk, person_id=council.world.ben.pk, organisation_id=council.world.kiln.pk,
              role=Role.MEMBER)  # fmt: skip
    clock.shift(HOUR)
    assert keep_time(now()) == opens_at + HOUR
    _, page = ask(council.hugo).get(council.path(poll.place))
    assert (page["poll"]["state"], page["poll"]["eligible"], page["may_vote"]) == ("open", 4, True)
    entry = AuditEntry.objects.order_by("-pk")[0]
    assert (entry.verb, entry.actor_id) == ("poll.open", None)


def test_in_a_closed_space_its_own_seats_vote(council: Council) -> None:
    room = open_space(
        council.mia.pk,
        SpaceDraft(group=council.group.pk, title="Room", seats=[council.seat(council.hugo).pk, council.seat(council.leo).pk]),
    )
    status, answer = ask(council.mia).post(f"/api/spaces/{room.pk}/polls", council.draft())
    assert (status, answer["poll"]["eligible"]) == (201, 2)


def test_nobody_votes_in_the_secretariat(council: Council) -> None:
    olga = council.world.olga
    home = open_space(olga.pk, SpaceDraft(group=Group.objects.get(kind="secretariat").pk, title="Home"))
    status, answer = ask(olga).post(f"/api/spaces/{home.pk}/polls", council.draft())
    assert (status, answer["code"], answer["facts"]) == (422, "invalid", {"fields": ["unit"]})


def test_a_circle_shows_pseudonyms_alone(council: Council) -> None:
    olga, mia, cleo = council.world.olga.pk, council.mia, council.cleo
    circle = create_group(olga, GroupDraft(name="Circle", kind=GroupKind.CIRCLE, pseudonyms=True))
    for who, role, pseudonym in [(mia, Role.LEAD, "Oak"), (cleo, Role.MEMBER, "Ash")]:
        open_seat(by=olga, group_id=circle.pk, person_id=who.pk, organisation_id=council.sand.pk, role=role, pseudonym=pseudonym)
    round_table = open_space(mia.pk, SpaceDraft(group=circle.pk, title="Round table"))
    assert ask(mia).post(f"/api/spaces/{round_table.pk}/polls", council.draft())[0] == 422
    _, answer = ask(mia).post(f"/api/spaces/{round_table.pk}/polls", council.draft(unit="person"))
    text = ask(mia).raw("GET", f"/api/spaces/{round_table.pk}/polls/{answer['poll']['place']}").content.decode()
    assert '"name":"Ash"' in text
    assert not any(word in text for word in ["Cleo", "Mia", "Sand", "example"])


def test_its_cost_does_not_grow_with_the_electorate(council: Council) -> None:
    mia = ask(council.mia)
    mia.get("/api/me")  # the first request of a session notes its device
    with CaptureQueriesContext(connection) as few:
        assert mia.post(path(council), council.draft(unit="person"))[1]["poll"]["eligible"] == 4
    for n in range(5):
        extra = Person.objects.create_user(f"extra{n}@example.org", name=f"Extra {n} (example)")
        open_seat(
            by=council.world.olga.pk, group_id=council.group.pk, person_id=extra.pk, organisation_id=council.sand.pk, role=Role.MEMBER
        )
    with CaptureQueriesContext(connection) as many:
        assert mia.post(path(council), council.draft(unit="person"))[1]["poll"]["eligible"] == 9
    assert len(few) == len(many) == 23


def test_a_poll_before_ones_time_is_not_there(council: Council) -> None:
    """A space that shows history from joining on."""
    olga, mia, ben = council.world.olga.pk, council.mia, council.world.ben
    late = open_space(mia.pk, SpaceDraft(group=council.group.pk, title="Late", history="joining"))
    _, answer = ask(mia).post(f"/api/spaces/{late.pk}/polls", council.draft())
    seat = open_seat(by=olga, group_id=council.group.pk, person_id=ben.pk, organisation_id=council.sand.pk, role=Role.MEMBER)
    assert seat.since <= now() + timedelta(seconds=1)
    place = answer["poll"]["place"]
    hidden, missing = (ask(ben).get(f"/api/spaces/{late.pk}/polls/{each}") for each in (place, 99999))
    assert hidden == missing
    assert hidden[0] == 404
    assert ask(ben).put(f"/api/spaces/{late.pk}/polls/{place}/ballot", {"client_id": str(uuid4()), "choices": ["o1"]})[0] == 404
