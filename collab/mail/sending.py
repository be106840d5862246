"""Sending what waits, through the mail server that the site is configured for.  The worker's part.

A letter is claimed before it is sent and deleted when the server has taken it.  So a letter is never lost, and never sent
again once its row is gone.  Between the server's "taken" and the deletion lie microseconds; a machine that falls just then
sends the letter again, with the Message-ID of the first (docs/worker.md).
"""

import logging
import smtplib
import time
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.db import DatabaseError, connection
from django.db.models import F

from collab import metrics
from collab.clock import now
from collab.mail.models import Letter
from collab.mail.sealing import Unreadable, unseal
from collab.work.rounds import leaving
from collab.work.tasks import task

log = logging.getLogger("collab.mail")
PAUSES = (5, 15, 45, 120, 300, 900)  # seconds after the first, second … failed attempt; the last one from then on
HOLD = timedelta(minutes=2)  # longer than EMAIL_TIMEOUT lets one letter take; then whoever comes by may try it
TURN_SECONDS = 10.0  # then the worker looks after its other rounds
FOR_GOOD = 500  # from this code of SMTP on, the same letter would be refused again
_taken: set[int] = set()  # letters that the server has, and whose rows could not be deleted yet


@task("mail.deliver")
def deliver() -> None:
    """Send letters whose time has come, for TURN_SECONDS; the next round goes on.  Several workers may do so at once."""
    forget_useless()
    line, over_at = Line(), time.monotonic() + TURN_SECONDS
    try:
        while not leaving.is_set() and time.monotonic() < over_at and (letter := claim()) is not None:
            if letter.pk in _taken:
                forget(letter)
            elif not line.send(letter):
                return  # the server is away: the next round tries with one letter, not with all
    finally:
        line.close()


def forget_useless() -> None:
    """Throw away letters that would come too late."""
    gone, _ = Letter.objects.filter(useful_until__lte=now()).delete()
    if gone:
        metrics.MAIL.labels("expired").inc(gone)
        log.warning("%d letters could not be sent in time", gone)


def claim() -> Letter | None:
    """A letter whose time has come, held by this worker for HOLD; None if there is none."""
    while (letter := Letter.objects.filter(try_at__lte=now()).order_by("try_at", "pk").first()) is not None:
        hold = now() + HOLD
        if Letter.objects.filter(pk=letter.pk, try_at=letter.try_at).update(try_at=hold, attempts=F("attempts") + 1):
            letter.attempts += 1
            return letter
    return None


def forget(letter: Letter) -> None:
    """Delete a letter that the server has.  If the database is away, this process remembers that it must not go again."""
    _taken.add(letter.pk)
    try:
        Letter.objects.filter(pk=letter.pk).delete()
    except DatabaseError:
        connection.close()
        log.exception("a letter that was sent could not be deleted yet")
    else:
        _taken.discard(letter.pk)


def put_off(letter: Letter) -> None:
    """Try a letter again later, each time after a longer pause."""
    pause = PAUSES[min(letter.attempts, len(PAUSES)) - 1]
    Letter.objects.filter(pk=letter.pk).update(try_at=now() + timedelta(seconds=pause))


class Line:
    """A connection to the mail server, opened for the first letter and kept for the others."""

    def __init__(self) -> None:
        self._backend: Any = None

    def send(self, letter: Letter) -> bool:
        """Whether to go on with the next letter.  Never raises for a letter that cannot be sent: it is put off, or given up."""
        try:
            message = unseal(bytes(letter.sealed))
        except Unreadable:
            self._give_up(letter, "it was sealed with another key")
            return True
        try:
            if self._backend is None:
                backend = get_connection(settings.MAIL_BACKEND)
                backend.open()
                self._backend = backend
            self._backend.send_messages([message])
        except Exception as error:
            if refused_for_good(error):
                self._give_up(letter, type(error).__name__)
                return True
            put_off(letter)
            metrics.MAIL.labels("failed").inc()
            log.warning("a letter could not be sent, attempt %d: %s", letter.attempts, type(error).__name__)
            # The server answered about this letter alone: others may fare better.
            return isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError)
        forget(letter)
        metrics.MAIL.labels("sent").inc()
        return True

    def close(self) -> None:
        """Say goodbye to the mail server; whether it hears that does not matter."""
        if self._backend is not None:
            with suppress(Exception):
                self._backend.close()

    def _give_up(self, letter: Letter, why: str) -> None:
        Letter.objects.filter(pk=letter.pk).delete()
        metrics.MAIL.labels("refused").inc()
        log.error("a letter was given up after attempt %d: %s", letter.attempts, why)


def refused_for_good(error: Exception) -> bool:
    """Whether the server refuses this letter, not the site: an address that does not exist, words that it will not carry."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            return all(code >= FOR_GOOD for code, _ in error.recipients.values())
        case smtplib.SMTPDataError():
            return error.smtp_code >= FOR_GOOD
    return False
