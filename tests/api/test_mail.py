"""Mail: written with what it tells of, sent by the worker, put off while the server is away, never sent twice."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives, send_mail
from django.db import DatabaseError, connection, transaction
from django.db.models.query import QuerySet
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from collab import clock
from collab.mail import sending
from collab.mail.backend import useful_for
from collab.mail.models import Letter
from collab.mail.sealing import seal, unseal
from collab.mail.sending import HOLD, PAUSES, claim, deliver
from collab.metrics import REGISTRY
from tests.api.ask import ask
from tests.post_office import Office, post_office
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture(autouse=True)
def _through_the_queue(settings: Settings) -> Iterator[None]:
    """The site's own backend, with a letter box behind it."""
    settings.EMAIL_BACKEND = "collab.mail.backend.Backend"
    settings.MAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    yield
    sending._taken.clear()


@pytest.fixture
def office(settings: Settings) -> Iterator[Office]:
    """A mail server behind it instead."""
    with post_office() as office:
        settings.MAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
        yield office


def write(*to: str, subject: str = "News (example)") -> None:
    """A mail of the site."""
    send_mail(subject, "Come and see.", None, list(to))


def fate(name: str) -> float:
    """How many letters had this fate."""
    return REGISTRY.get_sample_value("collab_mail_total", {"fate": name}) or 0.0


def later(seconds: float) -> None:
    """Let time pass."""
    clock.shift(clock._shift + timedelta(seconds=seconds))


def test_a_mail_waits_until_the_worker_sends_it_and_then_leaves_no_trace() -> None:
    write("ben@example.org")
    assert mail.outbox == []
    before = fate("sent")
    deliver.work()
    [letter] = mail.outbox
    assert (letter.to, letter.subject, letter.body) == (["ben@example.org"], "News (example)", "Come and see.")
    assert Letter.objects.count() == 0
    deliver.work()
    assert len(mail.outbox) == 1
    assert fate("sent") == before + 1


def test_a_mail_about_what_was_rolled_back_never_leaves() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        write("ben@example.org")
        raise ZeroDivisionError
    deliver.work()
    assert (Letter.objects.count(), mail.outbox) == (0, [])


def test_everybody_gets_a_letter_of_their_own() -> None:
    write("ben@example.org", "cleo@example.org", "ben@example.org")
    deliver.work()
    assert [each.recipients() for each in mail.outbox] == [["ben@example.org"], ["cleo@example.org"]]


def test_nothing_of_a_waiting_letter_can_be_read_in_the_database() -> None:
    write("ben@example.org", subject="A canary")
    row = bytes(Letter.objects.get().sealed)
    assert not re.search(rb"ben@|A canary|Come and see", row)


def test_a_letter_keeps_everything_it_had() -> None:
    message = EmailMultiAlternatives("S", "words", "a@example.org", ["b@example.org"], reply_to=["c@example.org"], headers={"X-One": "1"})
    message.attach_alternative("<p>words</p>", "text/html")
    message.attach("invite.ics", "BEGIN:VCALENDAR", "text/calendar")
    message.attach("raw.bin", b"\x00\xff", "application/octet-stream")
    read = unseal(seal(message, "b@example.org"))
    assert isinstance(read, EmailMultiAlternatives)
    assert (read.subject, read.body, read.from_email, read.to, read.reply_to) == (
        "S", "words", "a@example.org", ["b@example.org"], ["c@example.org"],
    )  # fmt: skip
    assert [tuple(each) for each in read.alternatives] == [("<p>words</p>", "text/html")]
    assert [(each[0], each[1]) for each in read.attachments] == [("invite.ics", "BEGIN:VCALENDAR"), ("raw.bin", b"\x00\xff")]
    assert read.extra_headers == {"X-One": "1"}


def test_an_earlier_key_still_opens_what_waited_and_a_lost_one_does_not(settings: Settings) -> None:
    write("ben@example.org")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    deliver.work()
    assert len(mail.outbox) == 1
    write("ben@example.org")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a third", []
    before = fate("refused")
    deliver.work()
    assert (len(mail.outbox), Letter.objects.count(), fate("refused")) == (1, 0, before + 1)


def test_a_server_that_is_away_loses_nothing(office: Office, settings: Settings) -> None:
    settings.EMAIL_PORT = 1  # nobody listens there
    write("ben@example.org", "cleo@example.org")
    before = fate("failed")
    for pause in [*PAUSES, PAUSES[-1]]:
        deliver.work()  # Ben's letter, and no other: the server is away for all
        deliver.work()
        deliver.work()
        later(pause)
    assert fate("failed") == before + 2 * (len(PAUSES) + 1)
    assert Letter.objects.count() == 2
    settings.EMAIL_PORT = office.port
    deliver.work()
    assert [to for to, _ in office.taken] == ["ben@example.org", "cleo@example.org"]
    assert Letter.objects.count() == 0


def test_pauses_grow(settings: Settings) -> None:
    settings.MAIL_BACKEND = "no.such.backend"
    write("ben@example.org")
    waited = []
    for pause in (5, 15, 45, 120, 300, 900, 900):
        deliver.work()
        letter = Letter.objects.get()
        waited.append(round((letter.try_at - clock.now()).total_seconds()))
        later(pause)
    assert waited == [5, 15, 45, 120, 300, 900, 900]


def test_an_address_that_the_server_refuses_for_good_is_given_up_and_the_next_is_tried(office: Office) -> None:
    office.answers = {"nobody@example.org": b"550 no such user", "busy@example.org": b"450 come again"}
    before = fate("refused")
    write("nobody@example.org", "busy@example.org", "ben@example.org")
    deliver.work()
    assert [to for to, _ in office.taken] == ["ben@example.org"]
    assert (Letter.objects.count(), fate("refused")) == (1, before + 1)
    office.answers = {}
    later(PAUSES[0])
    deliver.work()
    assert [to for to, _ in office.taken] == ["ben@example.org", "busy@example.org"]


def test_a_server_that_refuses_the_whole_site_loses_nothing(office: Office) -> None:
    office.greeting = b"554 your address is on a list"
    write("ben@example.org")
    deliver.work()
    assert (office.taken, Letter.objects.count()) == ([], 1)


def test_of_two_workers_one_gets_a_letter(office: Office) -> None:
    write("ben@example.org")
    first = claim()
    assert first is not None
    assert claim() is None
    later(HOLD.total_seconds() - 1)
    assert claim() is None
    later(2)  # the first one has fallen
    second = claim()
    assert second is not None
    assert (second.pk, second.attempts) == (first.pk, 2)


def test_what_the_server_took_is_not_sent_again_though_the_database_was_away(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    write("ben@example.org")
    with monkeypatch.context() as broken:
        broken.setattr(QuerySet, "delete", _refuse_letters(QuerySet.delete))
        broken.setattr(connection, "close", lambda: None)  # the test's own transaction
        broken.setattr(sending, "forget_useless", lambda: None)
        deliver.work()
    assert ([to for to, _ in office.taken], Letter.objects.count()) == (["ben@example.org"], 1)
    later(HOLD.total_seconds() + 1)
    deliver.work()
    assert ([to for to, _ in office.taken], Letter.objects.count()) == (["ben@example.org"], 0)


def _refuse_letters(delete: object) -> object:
    def refuse(self: object) -> None:
        raise DatabaseError("away")

    return refuse


def test_a_code_is_gone_once_it_counts_no_more(world: World, settings: Settings) -> None:
    Client().post("/account/login/code/", {"email": "ben@example.org"})
    letter = Letter.objects.get()
    assert round((letter.useful_until - letter.written_at).total_seconds()) == settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT
    later(settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT + 1)
    before = fate("expired")
    deliver.work()
    assert (Letter.objects.count(), mail.outbox, fate("expired")) == (0, [], before + 1)


def test_an_invitation_is_of_use_as_long_as_it_counts(world: World) -> None:
    ask(world.ada).post(f"/api/groups/{world.weavers.pk}/invitations", {"email": "nia@example.org", "organisation": world.lantern.pk})
    letter = Letter.objects.get()
    assert letter.useful_until - letter.written_at == timedelta(days=7)


def test_a_refused_invitation_writes_no_letter(world: World) -> None:
    draft = {"email": "nia@example.org", "organisation": 999_999}
    assert ask(world.ada).post(f"/api/groups/{world.weavers.pk}/invitations", draft)[0] == 422
    assert Letter.objects.count() == 0


def test_the_life_of_one_letter_is_not_that_of_the_next() -> None:
    with useful_for(timedelta(minutes=1)):
        write("ben@example.org")
    write("cleo@example.org")
    lives = [each.useful_until - each.written_at for each in Letter.objects.order_by("pk")]
    assert lives == [timedelta(minutes=1), timedelta(days=5)]


def test_the_queue_holds_no_word_of_a_mail(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> None:
    """What is handed over is a name; the letter lies in the database, sealed."""
    from collab.work.queue import queue

    queue().flush()
    with django_capture_on_commit_callbacks(execute=True):
        write("ben@example.org", subject="A canary")
    [message] = queue().pending()
    assert json.dumps(message.args) == '["mail.deliver", [], {}]'
    queue().flush()


def test_a_long_row_of_letters_does_not_keep_the_worker_from_its_other_work(monkeypatch: pytest.MonkeyPatch) -> None:
    write("ben@example.org", "cleo@example.org", "eve@example.org")
    moments = iter([0.0, 1.0, 2.0, sending.TURN_SECONDS + 1])
    with monkeypatch.context() as hurried:
        hurried.setattr("collab.mail.sending.time", SimpleNamespace(monotonic=lambda: next(moments)))
        deliver.work()
    assert [each.to for each in mail.outbox] == [["ben@example.org"], ["cleo@example.org"]]
    deliver.work()
    assert len(mail.outbox) == 3
