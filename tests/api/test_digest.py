"""The digest: on chosen days, numbers of what waits and what is new, and nothing else."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.core import mail

from collab import clock
from collab.accounts.models import Person
from discussions.chat.posting import post_message
from discussions.chat.shapes import MessageDraft
from discussions.digest import reads, sending
from discussions.digest.models import Digest
from discussions.digest.sending import send_digest, send_digests
from discussions.polls.life import keep_time
from tests.api.ask import Asking
from tests.council import HOUR, Council, convene
from tests.fault.voters import crowd

pytestmark = pytest.mark.django_db
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]
THURSDAY = datetime(2026, 11, 26, 6, tzinfo=UTC)


@pytest.fixture
def council() -> Council:
    later(timedelta())
    return convene()


def later(by: timedelta) -> None:
    """Set the clock so long after six on Thursday."""
    clock.shift(THURSDAY + by - datetime.now(UTC))


def choose(who: Person, days: list[int], hour: int = 7) -> tuple[int, dict[str, object]]:
    return Asking(who).put("/api/me/digest", {"days": days, "hour": hour})


def letters() -> dict[str, str]:
    """The digests so far, body by address."""
    return {letter.to[0]: str(letter.body) for letter in mail.outbox if letter.subject == "What waits for you, and what is new"}


def lines(body: str) -> list[str]:
    return [line.removeprefix("– ") for line in body.splitlines() if line.startswith("–")]


def write(council: Council, body: str) -> None:
    post_message(council.mia.pk, council.hall.pk, MessageDraft(client_id=uuid4(), topic=council.agenda, body=body))


def test_who_never_chose_has_it_on_mondays_by_their_own_clock(council: Council) -> None:
    Person.objects.filter(pk=council.hugo.pk).update(time_zone="Asia/Tokyo")
    assert Asking(council.hugo).get("/api/me/digest") == (200, {"days": [1], "hour": 7, "next_at": "2026-11-29T22:00:00Z"})
    assert not Digest.objects.exists()  # a look writes nothing
    send_digests()
    assert Digest.objects.get(pk=council.hugo.pk).next_at == datetime(2026, 11, 29, 22, tzinfo=UTC)
    assert letters() == {}


def test_numbers_of_what_waits_and_what_is_new_and_no_word_of_it(council: Council) -> None:
    assert choose(council.hugo, EVERY_DAY) == (200, {"days": EVERY_DAY, "hour": 7, "next_at": "2026-11-26T07:00:00Z"})
    council.ask(question="Shall the flag be red?")
    evening = council.ask(closes_at=(clock.now() + 30 * HOUR).isoformat())
    council.vote(council.alba, council.ask(closes_at=(clock.now() + 30 * HOUR).isoformat()).poll.place, "o1")
    write(council, "Good morning @Hugo, the flag is red.")
    later(HOUR + MINUTE)
    keep_time(clock.now())
    send_digests()
    body = letters()["hugo@example.org"]
    assert lines(body) == [
        f"Polls that ask for your vote: 1 (the next one closes on {evening.poll.closes_at:%Y-%m-%d %H:%M} UTC)",
        "Unread messages: 2",
        "Polls that closed since 2026-11-26 06:00 UTC: 1",
    ]
    for word in ("flag", "colour", "Hall", "Council", "Agenda", "Hugo", "Mia", "Good morning"):
        assert word not in body
    assert f"{settings.SITE_ORIGIN}/settings#digest" in body


def test_a_letter_a_day_and_none_when_there_is_nothing(council: Council) -> None:
    choose(council.hugo, EVERY_DAY)
    write(council, "One.")
    later(HOUR)
    send_digests()
    send_digests()
    assert lines(letters()["hugo@example.org"]) == ["Unread messages: 2"]
    assert len(letters()) == 1
    assert Asking(council.hugo).get("/api/me/digest")[1]["next_at"] == "2026-11-27T07:00:00Z"
    mail.outbox.clear()
    Asking(council.hugo).put(f"/api/spaces/{council.hall.pk}/marks/{council.agenda}", {"upto": council.agenda + 2})
    later(DAY + HOUR)
    send_digests()
    assert letters() == {}
    assert Digest.objects.get(pk=council.hugo.pk).told_at.date() == (THURSDAY + DAY).date()


def test_a_secret_poll_asks_whether_or_not_one_has_voted(council: Council) -> None:
    """Or the letters of a mailbox, and their sizes at the mail server, would tell who has voted."""
    crowd(council, 3)  # or there are too few to vote in secret
    choose(council.hugo, EVERY_DAY)
    choose(council.cleo, EVERY_DAY)
    poll = council.ask(unit="person", secrecy="secret", closes_at=(clock.now() + 30 * HOUR).isoformat()).poll
    vote = {"client_id": str(uuid4()), "choices": ["o1"], "secret": "ab" * 16}
    assert Asking(council.hugo).put(council.path(poll.place, "ballot"), vote)[0] == 200
    later(HOUR)
    send_digests()
    assert letters()["hugo@example.org"] == letters()["cleo@example.org"]
    assert lines(letters()["hugo@example.org"])[0].startswith("Polls that ask for your vote: 1 ")


def test_never_and_again(council: Council) -> None:
    write(council, "One.")
    assert choose(council.hugo, []) == (200, {"days": [], "hour": 7, "next_at": None})
    later(8 * DAY)
    send_digests()
    assert "hugo@example.org" not in letters()
    assert choose(council.hugo, [5], 18)[1]["next_at"] == "2026-12-04T18:00:00Z"


@pytest.mark.parametrize(
    ("days", "hour", "fields"),
    [([0], 7, ["days.0"]), ([8], 7, ["days.0"]), ([1, 1], 7, ["days"]), ([1], 24, ["hour"]), ([1], -1, ["hour"])],
)
def test_a_choice_that_is_none_changes_nothing(council: Council, days: list[int], hour: int, fields: list[str]) -> None:
    choose(council.hugo, [3], 9)
    status, answer = choose(council.hugo, days, hour)
    assert (status, answer["code"], answer["facts"]) == (422, "invalid", {"fields": [f"choice.{field}" for field in fields]})
    assert Digest.objects.values_list("days", "hour").get(pk=council.hugo.pk) == ("3", 9)


def test_another_zone_moves_the_hour(council: Council) -> None:
    choose(council.hugo, EVERY_DAY, 9)
    write(council, "One.")
    Asking(council.hugo).patch("/api/me", {"time_zone": "America/New_York"})
    later(3 * HOUR + HOUR / 2)  # half past nine in UTC, early morning in New York
    send_digests()
    assert letters() == {}
    assert Digest.objects.get(pk=council.hugo.pk).next_at == datetime(2026, 11, 26, 14, tzinfo=UTC)
    later(8 * HOUR + HOUR / 2)
    send_digests()
    assert list(letters()) == ["hugo@example.org"]


def test_whoever_left_has_nothing_to_read(council: Council) -> None:
    choose(council.hugo, EVERY_DAY)
    choose(council.cleo, EVERY_DAY)
    write(council, "One.")
    assert Asking(council.world.olga).post(f"/api/seats/{council.seat(council.hugo).pk}/end", {"reason": "Moved."})[0] == 204
    Person.objects.filter(pk=council.cleo.pk).update(is_active=False)
    mail.outbox.clear()
    later(HOUR)
    send_digests()
    assert letters() == {}


def test_two_workers_write_one_letter(council: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    choose(council.hugo, EVERY_DAY)
    write(council, "One.")
    later(HOUR)
    whole = reads.news_for

    def meanwhile(person_id: int, since: datetime) -> object:
        with monkeypatch.context() as other:
            other.setattr(sending, "news_for", whole)
            assert send_digest(person_id, clock.now())
        return whole(person_id, since)

    monkeypatch.setattr(sending, "news_for", meanwhile)
    assert not send_digest(council.hugo.pk, clock.now())
    assert len([each for each in mail.outbox if each.to == ["hugo@example.org"] and "what is new" in each.subject]) == 1


def test_a_letter_that_fails_keeps_no_other_back(council: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    choose(council.hugo, EVERY_DAY)
    choose(council.cleo, EVERY_DAY)
    write(council, "One.")
    later(HOUR)
    whole = reads.news_for

    def broken(person_id: int, since: datetime) -> object:
        if person_id == council.hugo.pk:
            raise OSError
        return whole(person_id, since)

    with monkeypatch.context() as patch:
        patch.setattr(sending, "news_for", broken)
        send_digests()
    assert list(letters()) == ["cleo@example.org"]
    send_digests()
    assert sorted(letters()) == ["cleo@example.org", "hugo@example.org"]


def test_in_the_language_of_the_reader(council: Council) -> None:
    Person.objects.filter(pk=council.hugo.pk).update(language="fr")
    choose(council.hugo, EVERY_DAY)
    write(council, "One.")
    later(HOUR)
    send_digests()
    (letter,) = (each for each in mail.outbox if each.to == ["hugo@example.org"] and "nouveau" in each.subject)
    assert lines(str(letter.body)) == ["Messages non lus : 2"]
    assert letter.extra_headers["List-Unsubscribe"] == f"<{settings.SITE_ORIGIN}/settings#digest>"
