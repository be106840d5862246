"""Secret votes: who has voted, what was voted, and nothing that joins the two (governance page, 1.6).

Who has voted is one row per poll, a bit for each unit of the roll; it is locked by each vote, so that one counts, and says
nothing of when.  A ballot has a random key of 128 bits and no number, time or person.  A vote takes no number of any stream,
makes no entry, notice, audit entry or line in the log.  So a dump of the database, order of rows included, tells nothing about
who voted what.  Whoever watches the running machine, its write-ahead log or its backups is not kept out, and the ballot says so.
"""

import hashlib
import secrets
from typing import Any
from uuid import UUID

from django.db import connection

from discussions.polls.models import Poll, SecretBallot, Urn

ORDERED_AT_ONCE = 500  # ballots: up to so many lie in the order of their keys after each vote; more at each step of the turnout


def open_urn(poll: Poll, size: int) -> Urn:
    """An empty urn for a roll of so many units."""
    return Urn.objects.create(poll=poll, voted=bytes((size + 7) // 8))


def lock_urn(poll_id: int) -> Urn:
    """The urn of a secret poll, its row locked until the transaction ends.  Taken after the space's counter, where both are."""
    return Urn.objects.select_for_update(no_key=True).get(pk=poll_id)


def has_voted(urn: Urn, number: int) -> bool:
    """Whether the unit with that number on the roll has voted."""
    bits = bytes(urn.voted)
    return bool(bits[number >> 3] & (1 << (number & 7)))


def note(urn: Urn, number: int) -> None:
    """Write down that the unit has voted."""
    bits = bytearray(urn.voted)
    bits[number >> 3] |= 1 << (number & 7)
    urn.voted = bytes(bits)
    urn.save(update_fields=["voted"])


def turnout(urn: Urn) -> int:
    """How many units have voted."""
    return int.from_bytes(bytes(urn.voted)).bit_count()


def handle_of(poll: Poll, secret: str) -> str:
    """How a ballot is known again by whoever made it: SHA-256 over the poll's address and the browser's secret."""
    return hashlib.sha256(f"{poll.space_id}/{poll.entry.place}/{secret}".encode()).hexdigest()


def put_in(poll: Poll, handle: str, content: dict[str, Any], *, abstained: bool) -> None:
    """A ballot into the urn, or in the place of the one with the same handle.  Needs the urn's lock."""
    SecretBallot.objects.filter(poll=poll, handle=handle).delete()
    SecretBallot.objects.create(key=random_key(), poll=poll, handle=handle, content=content, abstained=abstained)
    if SecretBallot.objects.filter(poll=poll).count() <= ORDERED_AT_ONCE:
        put_in_order(poll)


def random_key() -> UUID:
    """128 random bits."""
    return UUID(bytes=secrets.token_bytes(16))


def put_in_order(poll: Poll) -> None:
    """Write the ballots anew in the order of their keys, in one statement: neither place nor transaction tells which came first.

    SQLite keeps the table in that order by itself (WITHOUT ROWID).
    """
    if connection.vendor != "postgresql":
        return
    # The deletion comes first: the rows are sorted before any of them is inserted.
    anew = """
        WITH gone AS (DELETE FROM polls_secretballot WHERE poll_id = %s RETURNING key, poll_id, handle, content, abstained)
        INSERT INTO polls_secretballot (key, poll_id, handle, content, abstained)
        SELECT key, poll_id, handle, content, abstained FROM gone ORDER BY key
    """
    with connection.cursor() as cursor:
        cursor.execute(anew, [poll.pk])


def seal(poll: Poll, *, keep_handles: bool) -> None:
    """At closing: forget the browsers' secrets, unless they are receipts, and leave the ballots in the order of their keys."""
    if not keep_handles:
        SecretBallot.objects.filter(poll=poll).update(handle=None)
    put_in_order(poll)
