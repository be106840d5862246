"""Secret votes: what they allow, and that nothing in the database joins a voter to a vote."""

import hashlib
import random
from statistics import mean
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model

from collab import clock
from collab.accounts.models import Person
from discussions.polls.life import keep_time
from discussions.polls.models import Ballot, Cast, OwnBallot, Poll, SecretBallot, Urn
from discussions.polls.urn import handle_of, lock_urn, note, put_in
from discussions.spaces.seating import open_seat
from groups.roles import Role
from tests.api.ask import Answer, ask
from tests.council import HOUR, Council, convene
from tests.world import person

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
MINUTE = HOUR / 60


class Secret:
    """A council of eight who vote in secret, each with a browser's number of their own."""

    def __init__(self) -> None:
        self.council: Council = convene()
        world, council = self.council.world, self.council
        more = [person(name) for name in ("Ida", "Jan", "Kim", "Lou")]
        for who in more:
            open_seat(by=world.olga.pk, group_id=council.group.pk, person_id=who.pk, organisation_id=world.kiln.pk, role=Role.MEMBER)
        self.voters = [council.mia, council.hugo, council.alba, council.cleo, *more]
        self.numbers = {who.pk: f"{n:032x}" for n, who in enumerate(self.voters, 1)}

    def ask(self, secrecy: str = "secret", **more: Any) -> Any:
        return self.council.ask(**{"unit": "person", "secrecy": secrecy, **more}).poll

    def put(self, who: Person, poll: Any, *choices: str, secret: str | None = None, **more: Any) -> Answer:
        secret = secret or self.numbers.get(who.pk, "f" * 32)
        body = {"client_id": str(uuid4()), "choices": list(choices), "secret": secret, **more}
        return ask(who).put(self.council.path(poll.place, "ballot"), body)

    def page(self, who: Person, poll: Any) -> Any:
        return ask(who).get(self.council.path(poll.place))[1]


@pytest.fixture
def secret() -> Secret:
    return Secret()


def rows() -> dict[str, list[str]]:
    """Every row of every table, as text."""
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if not table.startswith("sqlite_"):
                cursor.execute(f'SELECT * FROM "{table}"')
                found[table] = sorted(repr(row) for row in cursor.fetchall())
    return found


def test_a_secret_vote_changes_two_tables_and_neither_names_anybody(secret: Secret) -> None:
    poll = secret.ask()
    mia = secret.council.mia
    secret.put(secret.council.cleo, poll, "o2")
    browser = ask(mia)
    browser.get(secret.council.path(poll.place))
    clock.shift(MINUTE)  # long enough for another request to be noted as activity
    before = rows()
    body = {"client_id": str(uuid4()), "choices": ["o1"], "secret": "a" * 32}
    status, answer = browser.put(secret.council.path(poll.place, "ballot"), body)
    assert (status, answer) == (
        200, {"kind": "secret_vote", "space": secret.council.hall.pk, "poll": poll.place, "unit_name": "Mia (example)"},
    )  # fmt: skip
    after = rows()
    assert {name for name in after if after[name] != before[name]} == {"polls_secretballot", "polls_urn"}
    fields = {field.name for field in SecretBallot._meta.get_fields()}
    assert fields == {"key", "poll", "handle", "content", "abstained"}
    assert (Ballot.objects.count(), Cast.objects.count(), OwnBallot.objects.count(), SecretBallot.objects.count()) == (0, 0, 0, 2)


def test_the_vote_is_final_and_a_lost_reply_is_asked_for_again(secret: Secret) -> None:
    poll, mia = secret.ask(), secret.council.mia
    first = secret.put(mia, poll, "o1")
    assert secret.put(mia, poll, "o1") == first  # the same vote with the same number: the reply was lost
    for choice, number in [("o2", None), ("o1", "e" * 32)]:
        status, answer = secret.put(mia, poll, choice, secret=number)
        assert (status, answer["code"]) == (409, "already_voted")
    assert [each.content for each in SecretBallot.objects.all()] == [{"choices": ["o1"]}]
    page = secret.page(mia, poll)
    assert (page["may_vote"], page["why_not"], page["has_voted"], page["ballot"]) == (False, "already_voted", True, None)
    assert secret.page(secret.council.hugo, poll)["has_voted"] is False


def test_somebody_elses_number_takes_no_vote(secret: Secret) -> None:
    poll, (mia, hugo) = secret.ask("receipt"), secret.voters[:2]
    secret.put(mia, poll, "o1")
    assert secret.put(hugo, poll, "o2", secret=secret.numbers[mia.pk])[1]["code"] == "already_voted"
    assert SecretBallot.objects.get().content == {"choices": ["o1"]}
    assert secret.put(hugo, poll, "o2")[0] == 200


def test_with_its_receipt_a_vote_is_replaced_and_found_in_the_published_list(secret: Secret) -> None:
    poll = secret.ask("receipt")
    for who in secret.voters:
        assert secret.put(who, poll, "o1")[0] == 200
    mia = secret.council.mia
    assert secret.put(mia, poll, "o3")[0] == 200
    assert secret.put(mia, poll, "o2", secret="e" * 32)[1]["code"] == "already_voted"
    assert SecretBallot.objects.count() == 8
    path = secret.council.path(poll.place, "receipts")
    assert ask(mia).get(path)[0] == 404  # while it is open
    clock.shift(HOUR)
    keep_time(clock.now())
    status, found = ask(secret.council.leo).get(path)
    handle = hashlib.sha256(f"{secret.council.hall.pk}/{poll.place}/{secret.numbers[mia.pk]}".encode()).hexdigest()
    assert (status, [each["choices"] for each in found if each["handle"] == handle]) == (200, [["o3"]])
    assert [each["handle"] for each in found] == sorted(each["handle"] for each in found)


def test_at_closing_the_browsers_numbers_are_forgotten(secret: Secret) -> None:
    poll = secret.ask()
    for who in secret.voters:
        secret.put(who, poll, "o1", reason="so")
    clock.shift(HOUR)
    keep_time(clock.now())
    assert set(SecretBallot.objects.values_list("handle", flat=True)) == {None}
    assert ask(secret.council.leo).get(secret.council.path(poll.place, "receipts"))[0] == 404
    page = secret.page(secret.council.leo, poll)
    assert (page["poll"]["cast"], page["poll"]["result"]["counts"][0], page["ballot"]) == (
        8,
        {"key": "o1", "count": 8, "points": None, "mean": None},
        None,
    )
    assert secret.put(secret.council.mia, poll, "o1")[1]["code"] == "poll_not_open"


def test_the_turnout_moves_once_a_minute_and_by_at_least_three(secret: Secret) -> None:
    poll = secret.ask()
    shown = []
    for n, who in enumerate(secret.voters[:7], 1):
        secret.put(who, poll, "o1")
        clock.shift(n * MINUTE)
        keep_time(clock.now())
        shown.append(Poll.objects.get().cast)
    assert shown == [0, 0, 3, 3, 3, 6, 6]
    rev = secret.page(secret.council.leo, poll)["poll"]["rev"]
    secret.put(secret.voters[7], poll, "o1")
    keep_time(clock.now())
    assert secret.page(secret.council.leo, poll)["poll"] | {"state": "open"} == secret.page(secret.council.leo, poll)["poll"]
    assert (Poll.objects.get().cast, secret.page(secret.council.leo, poll)["poll"]["rev"]) == (6, rev)  # the minute is not over
    clock.shift(8 * MINUTE)
    keep_time(clock.now())
    assert Poll.objects.get().cast == 8  # everybody


def test_fewer_than_three_votes_are_never_counted_out(secret: Secret) -> None:
    poll = secret.ask()
    for who in secret.voters[:2]:
        secret.put(who, poll, "o1")
    clock.shift(HOUR)
    keep_time(clock.now())
    page = secret.page(secret.council.leo, poll)
    assert (page["poll"]["state"], page["poll"]["cast"], page["poll"]["withheld"], page["poll"]["result"]) == ("closed", 2, True, None)
    assert {unit["voted"] for unit in page["roll"]} == {None}
    assert SecretBallot.objects.count() == 0


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"poll_kind": "questions", "options": [{"text": "Why?"}]}, "invalid"),
        ({"poll_kind": "opt_in", "options": []}, "invalid"),
        ({"unit": "delegation"}, "crowd_too_small"),
    ],
)  # fmt: skip
def test_what_cannot_be_secret(secret: Secret, more: dict[str, Any], code: str) -> None:
    draft = secret.council.draft(**{"unit": "person", "secrecy": "secret", **more})
    status, answer = ask(secret.council.mia).post(f"/api/spaces/{secret.council.hall.pk}/polls", draft)
    assert (status, answer["code"], Poll.objects.count()) == (422, code, 0)


def test_a_secret_poll_that_opens_to_too_few_is_cancelled(secret: Secret) -> None:
    poll = secret.ask(unit="delegation", opens_at=(clock.now() + HOUR).isoformat(), closes_at=(clock.now() + 2 * HOUR).isoformat())
    clock.shift(HOUR)
    keep_time(clock.now())
    page = secret.page(secret.council.leo, poll)
    assert (page["poll"]["state"], Urn.objects.count()) == ("cancelled", 0)


def test_names_hidden_keeps_the_link_and_tells_nobody(secret: Secret) -> None:
    poll = secret.ask("names_hidden")
    for who in secret.voters[:5]:
        assert secret.put(who, poll, "o1", secret=None)[0] == 200
    assert secret.page(secret.council.mia, poll)["ballot"]["choices"] == ["o1"]
    clock.shift(HOUR)
    page = secret.page(secret.council.leo, poll)
    assert {(unit["voted"], unit["vote"] is None) for unit in page["roll"]} == {(None, True)}


def test_a_secret_poll_that_is_open_is_not_cancelled(secret: Secret) -> None:
    poll = secret.ask()
    assert secret.page(secret.council.mia, poll)["may_cancel"] is False
    status, answer = ask(secret.council.mia).post(secret.council.path(poll.place, "cancel"), {"reason": "no"})
    assert (status, answer["code"]) == (409, "wrong_state")


def dump_orders(poll_id: int) -> list[list[str]]:
    """The ballots in every order that a dump could hold: as they lie, by row id or place, by transaction."""
    orders = ["", "rowid"] if connection.vendor == "sqlite" else ["", "ctid", "xmin::text::bigint, ctid"]
    found = []
    with connection.cursor() as cursor:
        for order in orders:
            if order == "rowid":
                continue  # there is none; see test_sqlite_keeps_no_row_ids
            cursor.execute(f"SELECT content FROM polls_secretballot WHERE poll_id = %s {'ORDER BY ' + order if order else ''}", [poll_id])
            found.append([str(row[0]) for row in cursor.fetchall()])
    return found


def agreement(order: list[str], names: list[str]) -> float:
    """Kendall's tau of two orders: 1 the same, -1 turned round, 0 nothing in common."""
    at = [next(n for n, content in enumerate(order) if name in content) for name in names]
    pairs = [(1 if at[i] < at[j] else -1) for i in range(len(at)) for j in range(i + 1, len(at))]
    return mean(pairs)


def test_no_order_in_a_dump_follows_the_order_of_the_roll_or_of_voting(secret: Secret) -> None:
    """Forty polls in which the units of the roll vote one after the other, each for an option of its own (S34)."""
    found: list[float] = []
    options = [{"text": f"Option {n}"} for n in range(1, 9)]
    names = [f"o{n}" for n in range(1, 9)]
    for _ in range(40):
        secret.ask(options=options)
        poll = Poll.objects.select_related("entry").order_by("-entry__place")[0]
        for number, choice in enumerate(names):
            with transaction.atomic():
                urn = lock_urn(poll.pk)
                put_in(poll, handle_of(poll, f"{random.getrandbits(128):032x}"), {"choices": [choice]}, abstained=False)
                note(urn, number)
        found += [agreement(order, names) for order in dump_orders(poll.pk)]
    # With 8 ballots tau has a variance of 2(2n+5)/9n(n-1) = 1/12; orders of one poll may be the same, so 40 count.
    assert abs(mean(found)) < 4 * (1 / 12 / 40) ** 0.5


def test_sqlite_keeps_no_row_ids() -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'polls_secretballot'")
            assert cursor.fetchone()[0].rstrip().endswith("WITHOUT ROWID")


def test_no_table_but_these_points_at_a_secret_ballot() -> None:
    pointing = [
        model for model in apps.get_models() for field in model._meta.get_fields()
        if getattr(field, "related_model", None) is SecretBallot and field.concrete
    ]  # fmt: skip
    assert pointing == list[type[Model]]()
