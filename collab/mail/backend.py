"""The mail backend of this site: whoever sends, writes a letter into the database and goes on."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from email.utils import formatdate, make_msgid, parseaddr

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from collab.clock import now
from collab.mail.models import Letter
from collab.mail.sealing import seal
from collab.mail.sending import deliver

GIVE_UP_AFTER = timedelta(days=5)  # RFC 5321, 4.5.4.1
_life: ContextVar[timedelta] = ContextVar("life", default=GIVE_UP_AFTER)


@contextmanager
def useful_for(life: timedelta) -> Iterator[None]:
    """Letters written in the block are thrown away when they could not be sent for so long: a code that counts no more, for one."""
    before = _life.set(life)
    try:
        yield
    finally:
        _life.reset(before)


class Backend(BaseEmailBackend):
    """Writes letters, as part of the caller's transaction: a mail about what was rolled back never leaves."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """How many messages were written.  Each recipient gets a letter of their own, which names nobody else."""
        moment = now()
        for message in email_messages:
            # Set now and kept: should a letter ever go twice, the receiving side can tell that it is the same.
            message.extra_headers.setdefault("Message-ID", make_msgid(domain=parseaddr(message.from_email)[1].rpartition("@")[2]))
            message.extra_headers.setdefault("Date", formatdate())
            Letter.objects.bulk_create(
                Letter(sealed=seal(message, recipient), written_at=moment, try_at=moment, useful_until=moment + _life.get())
                for recipient in dict.fromkeys(message.recipients())
            )
        deliver.after_commit()
        return len(email_messages)
