"""Signed heads: one line that fixes the whole record up to now, to be kept where this site cannot reach it.

Whoever holds the database and the site's key can write a record anew, all hashes included.  A line that lies
elsewhere, in a mailbox or on another machine, then no longer fits.
"""

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils.encoding import force_bytes

from collab.audit.models import AuditChain, AuditHead
from collab.clock import now

FORMAT = "collab-audit-heads/1"


@dataclass(frozen=True, slots=True)
class Head:
    """One chain at one moment: how many entries it has, and the hash of the last."""

    chain: int
    length: int
    hash: str


@dataclass(frozen=True, slots=True)
class Signed:
    """The heads of all chains at one moment, by one site."""

    site: str
    at: datetime
    chains: list[Head]
    key: str  # the public key, hexadecimal
    signature: str = field(default="", repr=False)

    def content(self) -> dict[str, object]:
        """What is signed."""
        chains = [[each.chain, each.length, each.hash] for each in self.chains]
        return {"format": FORMAT, "site": self.site, "at": self.at.isoformat(timespec="seconds"), "chains": chains, "key": self.key}

    def line(self) -> str:
        """One line of JSON."""
        return _canonical(self.content() | {"signature": self.signature})


class Unsigned(Exception):
    """A line that is no signed head of this site."""


def sign() -> Signed:
    """The heads as they stand now, of chains that have entries."""
    chains = [Head(chain.pk, chain.length, chain.head) for chain in AuditChain.objects.filter(length__gt=0).order_by("pk")]
    key = _key()
    heads = Signed(settings.SITE_ORIGIN, now().replace(microsecond=0), chains, key.public_key().public_bytes_raw().hex())
    signature = key.sign(_canonical(heads.content()).encode()).hex()
    return Signed(heads.site, heads.at, heads.chains, heads.key, signature)


def read_signed(line: str, key: str = "") -> Signed:
    """A line that was signed with `key`, a public key; without one, with this site's.  Raises Unsigned."""
    try:
        raw = json.loads(line)
        chains = [Head(int(chain), int(length), str(hashed)) for chain, length, hashed in raw["chains"]]
        heads = Signed(str(raw["site"]), datetime.fromisoformat(raw["at"]), chains, str(raw["key"]), str(raw["signature"]))
    except (ValueError, TypeError, KeyError):
        raise Unsigned("This line is no signed head.") from None
    if heads.key != (key or public_key()):
        raise Unsigned("This head was signed with another key than the one expected.")
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(heads.key)).verify(
            bytes.fromhex(heads.signature), _canonical(heads.content()).encode()
        )
    except (InvalidSignature, ValueError):
        raise Unsigned("The signature does not fit: this head was changed.") from None
    return heads


def public_key() -> str:
    """What this site's heads are checked with, hexadecimal.  It follows from SECRET_KEY, and changes with it."""
    return _key().public_key().public_bytes_raw().hex()


def witness() -> bool:
    """Once a day (UTC), send a signed head to AUDIT_WITNESS; whether this call did.  Safe in several workers at once.

    The row is written with the mail, in one transaction; a file that cannot be written takes the row back, and the next round tries again.
    """
    today: date = now().date()
    if not settings.AUDIT_WITNESS or AuditHead.objects.filter(day=today).exists():
        return False
    with transaction.atomic():
        heads = sign()
        _, mine = AuditHead.objects.get_or_create(day=today, defaults={"line": heads.line()})
        if mine:
            send(heads, settings.AUDIT_WITNESS)
    return mine


def send(heads: Signed, to: str) -> None:
    """To a mail address, or appended to a file (anything with a slash).  Raises OSError."""
    if "/" in to:
        with Path(to).open("a", encoding="utf-8") as file:
            file.write(heads.line() + "\n")
        return
    subject = f"Audit heads of {heads.site}, {heads.at:%Y-%m-%d}"
    words = f"Keep this line. It proves later that nothing in the record up to this moment was changed:\n\n{heads.line()}\n"
    send_mail(subject, words, None, [to])


def _key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(sha256(b"collab.audit:" + force_bytes(settings.SECRET_KEY)).digest())


def _canonical(content: dict[str, object]) -> str:
    return json.dumps(content, sort_keys=True, separators=(",", ":"))
