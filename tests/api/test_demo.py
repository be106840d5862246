"""The example alliance: seeded once for this file, then looked at from many sides."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.management import CommandError, call_command
from django.db import transaction
from pytest_django import DjangoDbBlocker

from collab.accounts.models import Person
from collab.audit.models import AuditChain, AuditEntry
from collab.audit.record import hash_of
from collab.clock import now
from collab.demo.accounts import PASSWORD
from collab.demo.content.delegations import DELEGATES
from collab.demo.past import span
from collab.demo.script import Reader, talks
from discussions.bridges.models import Bridge, Crossing
from discussions.chat.models import Message, Reaction, Revision, Topic
from discussions.collections.models import Collection, Item
from discussions.desk.models import Report
from discussions.documents.models import Document, Version
from discussions.personal.models import Draft, Notice
from discussions.personal.reads import unread
from discussions.polls.models import Ballot, Outcome, Poll, Result, SecretBallot, Silence
from discussions.polls.models import Draft as KeptDraft
from discussions.spaces.models import Space
from discussions.spaces.reads import admissions_of
from discussions.start import start_for
from discussions.waiting import waiting_for
from groups.models import Group, Invitation, Office, Organisation, Seat
from groups.roles import GroupKind, Post

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(180)]
# Words by which a state would take a side.  Only invented bodies do.
SIDES = re.compile(
    r"\b(we|our government) (support|oppose|reject|object|demand|insist|condemn)|nous (soutenons|refusons)|apoyamos|rechazamos|"
    r"apoiamos|recusamos|поддерживаем|возражаем|نرفض|نعارض|反对|支持",
    re.IGNORECASE,
)
STATES = re.compile(
    r"\b(Brazil|Brasil|Angola|M[eé]xico|Guatemala|Senegal|S[ée]n[ée]gal|Canada|Egypt|Jordan|Kenya|Ghana|Nepal|Philippines|China|"
    r"Kazakhstan|Moldova|Sweden|Fiji|New Zealand)\b"
)


@pytest.fixture(scope="module")
def seeded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The alliance, for all tests of this file, taken back afterwards."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            call_command("demo", "seed", stdout=StringIO())
            yield
            transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _alliance(seeded: None) -> None:
    """Every test here starts with the alliance."""


def person(mail: str) -> Person:
    return Person.objects.get(email=f"{mail}@example.org")


def accounts() -> list[dict[str, Any]]:
    out = StringIO()
    call_command("demo", "accounts", "--json", stdout=out)
    listed: list[dict[str, Any]] = json.loads(out.getvalue())
    return listed


def test_it_is_as_large_as_it_says() -> None:
    kinds = (Person, Organisation, Group, Space, Seat, Topic, Message, Draft, Document, Poll, Bridge, Crossing)
    counted = {model.__name__: model._default_manager.count() for model in kinds}
    assert counted == {
        "Person": 75, "Organisation": 40, "Group": 9, "Space": 23, "Seat": 161,
        "Topic": 35, "Message": 342, "Draft": 3, "Document": 14, "Poll": 25, "Bridge": 2, "Crossing": 9,
    }  # fmt: skip
    rooms = Counter(Space.objects.exclude(group=None).values_list("group_id", flat=True))
    assert all(2 <= number <= 4 for number in rooms.values())
    assert sum(rooms.values()) == 21


def test_every_invented_name_says_that_it_is_invented() -> None:
    names = [*Person.objects.values_list("name", flat=True), *Organisation.objects.values_list("name", flat=True)]
    names += Seat.objects.exclude(pseudonym="").values_list("pseudonym", flat=True)
    assert [name for name in names if not name.endswith(" (example)")] == []
    assert Person.objects.exclude(email__endswith="@example.org").count() == 0


def test_no_state_takes_a_side() -> None:
    texts = Message.objects.values_list("body", "author__organisation__constituency")
    assert [body for body, _ in texts if STATES.search(body)] == []
    assert [body for body, constituency in texts if constituency == "government" and SIDES.search(body)] == []


def test_eighteen_delegations_have_a_head_each() -> None:
    seats = Seat.objects.filter(group__kind=GroupKind.TASK_FORCE, organisation__constituency="government")
    bodies = Counter(seats.values_list("organisation__name", flat=True))
    assert len(bodies) == 18
    assert set(bodies.values()) == {2, 3}
    assert seats.filter(post=Post.HEAD).count() == 18
    assert seats.count() == len(DELEGATES) == 38
    assert sorted(Office.objects.values_list("kind", flat=True)) == ["chair", "vice_chair"]


def test_people_talk_in_many_languages_in_the_past() -> None:
    times = sorted(Message.objects.values_list("posted_at", flat=True))
    assert now() - timedelta(days=10, minutes=2) < times[0] < now() - timedelta(days=9)
    assert now() - timedelta(minutes=20) < times[-1] <= now()
    assert set(Person.objects.values_list("language", flat=True)) == {"en", "pt", "es", "fr", "ar", "ru", "zh"}
    scripts = {"arabic": "[\u0621-\u064a]", "cyrillic": "[а-я]", "han": "[\u4e00-\u9fff]"}
    bodies = list(Message.objects.values_list("body", flat=True))
    found = {name: sum(bool(re.search(signs, body)) for body in bodies) for name, signs in scripts.items()}
    assert all(number > 3 for number in found.values()), found


def test_places_follow_the_times() -> None:
    for space in Space.objects.all():
        times = list(Message.objects.filter(space=space).order_by("entry__place").values_list("posted_at", flat=True))
        assert times == sorted(times)


def test_the_features_of_a_conversation_are_there() -> None:
    assert Message.objects.filter(gone="withdrawn", body="", html="").count() == 2
    assert Message.objects.exclude(note="").count() == 6
    assert Message.objects.exclude(pinned_at=None).count() == 3
    assert Message.objects.exclude(quoted=None).count() == 57
    assert Topic.objects.exclude(locked_at=None).count() == 1
    assert Topic.objects.exclude(capabilities=[]).count() > 20
    assert Revision.objects.count() == 4
    assert Reaction.objects.count() == 164
    raised = Message.objects.filter(entry__label="amber_strict").exclude(space__label="amber_strict")
    assert raised.count() == 5


def test_documents_stand_everywhere_in_their_lives() -> None:
    states = Counter(Document.objects.values_list("state", flat=True))
    assert states == {"approved": 2, "published": 4, "embargoed": 1, "in_review": 4, "changes_requested": 1, "working": 2}
    assert sorted(Counter(Version.objects.values_list("extension", flat=True)).items()) == [
        ("csv", 1), ("docx", 6), ("md", 5), ("pdf", 4), ("txt", 2),
    ]  # fmt: skip
    assert Version.objects.filter(number=2).count() == 4
    assert Version.objects.filter(number=2, approved_at__isnull=False).count() == 2
    assert Message.objects.exclude(cards=[]).count() == 16  # nine documents, seven polls
    assert all(Version.objects.values_list("text", flat=True)), "every file can be read for search"


def test_polls_stand_everywhere_in_their_lives() -> None:
    assert sorted(Poll.objects.values_list("state", "unit", "kind", "eligible", "cast")) == [
        ("closed", "delegation", "choose", 18, 15), ("closed", "delegation", "silence", 18, 0),
        ("closed", "organisation", "consultation", 7, 5),
        ("closed", "organisation", "dots", 6, 5), ("closed", "organisation", "proposal", 7, 7),
        ("closed", "organisation", "questions", 4, 3), ("closed", "organisation", "ranked", 7, 7),
        ("closed", "organisation", "silence", 4, 0), ("closed", "person", "approval", 4, 4),
        ("closed", "person", "choose", 8, 3), ("closed", "person", "choose", 11, 8), ("closed", "person", "ranked", 7, 7),
        ("closed", "person", "ranked", 11, 8), ("closed", "person", "score", 7, 6),
        ("open", "delegation", "choose", 18, 11), ("open", "delegation", "ladder", 18, 8), ("open", "organisation", "choose", 6, 3),
        ("open", "organisation", "dates", 4, 2), ("open", "organisation", "silence", 4, 0),
        ("open", "person", "choose", 7, 4), ("open", "person", "opt_in", 11, 2),
        ("open", "person", "proposal", 7, 0), ("open", "person", "sense_check", 4, 2), ("open", "person", "survey", 11, 4),
        ("scheduled", "organisation", "choose", 0, 0),
    ]  # fmt: skip
    assert set(Poll.objects.values_list("secrecy", flat=True)) == {"named", "names_hidden", "secret", "receipt"}
    assert (Ballot.objects.count(), SecretBallot.objects.count(), KeptDraft.objects.count()) == (
        97 + 9,
        11,
        1,
    )  # votes, and answers to forms
    assert Outcome.objects.count() == 2
    assert Result.objects.filter(withheld=True).count() == 1, "of four votes whose names are hidden nothing is told"
    assert [tie["by"] for each in Result.objects.all() for tie in each.brief["ties"]] == ["open"]
    passed = Result.objects.get(poll__unit="delegation", poll__kind="choose")
    brief = passed.brief
    assert [(each["key"], each["count"]) for each in brief["counts"]] == [("o1", 12), ("o2", 2)]
    assert (brief["abstained"], brief["winners"], brief["passed"]) == (1, ["o1"], ["o1"])
    assert [test["met"] for test in Result.objects.get(poll__eligible=8).brief["tests"] if test["test"] == "quorum"] == [False]
    assert Poll.objects.filter(state="closed", closed_at__lt=now()).count() == 14


def test_one_text_is_adopted_by_silence_one_is_broken_and_another_follows_it() -> None:
    broken, adopted, follows = Silence.objects.order_by("poll__state", "poll__closed_at")
    assert (adopted.poll.state, hasattr(adopted, "broken"), adopted.poll.closed_at) == ("closed", False, adopted.poll.closes_at)
    assert (broken.poll.state, broken.broken.by.person.name) == ("closed", "Tendai Mokoro (example)")
    assert (follows.poll.state, follows.follows) == ("open", broken.poll)
    told = Counter(Notice.objects.filter(what__startswith="silence_").values_list("what", "about_id"))
    assert told == {("silence_adopted", adopted.poll_id): 19, ("silence_broken", broken.poll_id): 4}


def test_one_thread_is_open_between_three_groups_and_one_waits() -> None:
    assert dict(Bridge.objects.values_list("space__title", "state")) == {
        "Encryption: where do we agree?": "open", "Transparency reports: what could be compared?": "invited",
    }  # fmt: skip
    assert Counter(Crossing.objects.values_list("state", flat=True)) == {"released": 6, "held": 2, "returned": 1}
    bridge = Bridge.objects.get(state="open")
    assert Message.objects.filter(space=bridge.space).count() == 6
    assert bridge.sides.filter(state="accepted").count() == 3
    attached = [row.attachments for row in Message.objects.filter(space=bridge.space) if row.attachments]
    assert [[each["title"] for each in some] for some in attached] == [["Common terminology note"]]


def test_people_come_and_go() -> None:
    assert Invitation.objects.filter(used_at=None, revoked_at=None, expires_at__gt=now()).count() == 3
    ended = Seat.objects.exclude(until=None).get()
    assert (ended.person.email, ended.group.name) == ("jory.penhale@example.org", "Civil Society Reference Group")
    assert Message.objects.filter(author=ended, gone="").count() == 1, "what they wrote stays"


def test_one_report_waits_on_a_desk() -> None:
    assert sorted(Report.objects.values_list("group__name", "reason", "decision")) == [
        ("Civil Society Reference Group", "identity", ""), ("Private Sector Reference Group", "off_scope", "kept"),
    ]  # fmt: skip


def test_home_shows_what_waits() -> None:
    ines = person("ines.vale")
    assert sorted(each.verb for each in waiting_for(ines.pk)) == ["returned", "survey", "vote", "vote"]
    assert {each.verb for each in waiting_for(person("sunita.hillrose").pk)} == {
        "crossing", "vote", "survey", "review", "proposal", "report",
    }  # fmt: skip
    assert [each.verb for each in waiting_for(person("wanjiru.kamande").pk)] == ["vote", "vote"]
    counts = unread(ines.pk, admissions_of(ines.pk).values_list("space_id", flat=True))
    assert 0 < sum(each["unread"] for each in counts.values()) < 30
    start = start_for(ines.pk)
    assert {space.group.name for space in start.spaces if space.group} == {"Civil Society Reference Group", "All-members Plenary"}
    assert sum(space.closed for space in start.spaces) == 1


def test_hidden_groups_stay_hidden_and_guarded() -> None:
    guarded = Group.objects.get(second_factor=True)
    assert (guarded.name, guarded.listed) == ("Law Enforcement Reference Group", False)
    assert all(seat.person.second_factor for seat in guarded.seats.select_related("person"))
    circle = Group.objects.get(pseudonyms=True)
    elsewhere = Seat.objects.exclude(group=circle).filter(person__seats__group=circle, organisation__constituency="survivors")
    assert elsewhere.count() == 0


def test_a_second_seed_is_refused() -> None:
    with pytest.raises(CommandError, match="people in this database already"):
        call_command("demo", "seed", stdout=StringIO())
    assert Person.objects.count() == 75


def test_accounts_tell_how_to_sign_in() -> None:
    listed = accounts()
    assert len(listed) == 75
    assert [row["mail"].split("@")[0] for row in listed[:6]] == [
        "ines.vale", "sunita.hillrose", "ruth.amberley", "wanjiru.kamande", "noor.halvorsen", "petra.nyholm",
    ]  # fmt: skip
    assert {tuple(sorted(row)) for row in listed} == {
        ("groups", "language", "mail", "name", "password"),
        ("groups", "language", "mail", "name", "password", "totp_secret"),
    }
    assert all(set(place) == {"group", "kind", "role", "organisation", "post"} for row in listed for place in row["groups"])
    assert {row["mail"] for row in listed if "totp_secret" in row} == {
        f"{each}@example.org" for each in ("signe.holmdal", "ramon.villaluz", "halima.rowntree", "tomas.weir")
    }
    assert all(row["groups"] for row in listed)
    assert len(PASSWORD) >= 15
    assert person("ines.vale").check_password(listed[0]["password"])


def test_the_second_factors_open_with_the_listed_secrets() -> None:
    secrets = {row["mail"]: row["totp_secret"] for row in accounts() if "totp_secret" in row}
    factors = Authenticator.objects.select_related("user")
    assert {each.user.email for each in factors} == set(secrets)
    with time_machine.travel(datetime.now(UTC), tick=False):  # a code lives for half a minute
        counter = next(iter(yield_hotp_counters_from_time()))
        for each in factors:
            assert TOTP(each).validate_code(format_hotp_value(hotp_value(secrets[each.user.email], counter)))


def test_without_json_people_get_six_lines() -> None:
    out = StringIO()
    call_command("demo", "accounts", stdout=out)
    lines = out.getvalue().splitlines()
    assert len(lines) == 7
    assert PASSWORD in lines[0]


def test_every_audit_chain_is_whole() -> None:
    for chain in AuditChain.objects.all():
        previous = "0" * 64
        entries = list(AuditEntry.objects.filter(chain=chain).order_by("number"))
        for number, entry in enumerate(entries, 1):
            assert (entry.number, entry.previous_hash, entry.hash) == (number, previous, hash_of(entry))
            previous = entry.hash
        assert (chain.length, chain.head) == (len(entries), previous)
    assert AuditChain.objects.filter(key__in=Group.objects.values("pk")).count() == 9


def test_the_clock_is_right_again() -> None:
    assert abs(now() - datetime.now(UTC)) < timedelta(seconds=1)


def test_conversations_are_read_as_they_are_written() -> None:
    text = "# G\n## S\n### T\n!start 1d2h\n!end 1h\n!pinned\n@ines\nFirst.\n"
    text += "@awa 10m quote=1 label=red pin note=Heavy words\n@{ines} yes\n!thanks ines\n!edit 5m\nNo.\n@ines 30m\nGone.\n!withdraw 6m\n"
    [talk] = Reader().read(text)
    assert (talk.group, talk.space, talk.title, talk.pinned) == ("G", "S", "T", True)
    assert [line.body for line in talk.lines] == ["First.", "@{ines} yes", "Gone."]
    assert (talk.lines[1].quote, talk.lines[1].label, talk.lines[1].pin, talk.lines[1].note) == (1, "red", True, "Heavy words")
    assert (talk.lines[1].edited, talk.lines[2].withdraw_after) == ("No.", timedelta(minutes=6))
    assert talk.moments() == [timedelta(hours=26), timedelta(hours=19, minutes=45), timedelta(hours=1)]
    with pytest.raises(ValueError, match="line 4"):
        Reader().read("# G\n## S\n### T\n!start soon\n")
    with pytest.raises(ValueError, match="not a duration"):
        span("")


def test_no_conversation_ends_after_the_present() -> None:
    assert all(talk.moments()[-1] >= timedelta() for talk in talks())


@pytest.mark.usefixtures("seeded")
def test_collections_hold_papers_and_one_waits_for_its_curator() -> None:
    found = {
        each.title: list(each.items.order_by("state", "order").values_list("state", "document__title")) for each in Collection.objects.all()
    }
    assert found == {
        "Task Force papers": [
            ("accepted", "Task Force terms of reference"), ("accepted", "Minutes of the October meeting"),
            ("submitted", "Legislation menu, version 0.3"),
        ],
        "Words we use": [("accepted", "Common terminology note")],
    }  # fmt: skip
    curator = Item.objects.get(state="submitted").collection.curator.person_id
    assert [each.title for each in waiting_for(curator) if each.verb == "collection"] == ["Task Force papers"]
