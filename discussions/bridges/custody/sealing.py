"""What is done to the name of an author before it is stored: a box that custodians open together, and a mark that only a question finds.

`Box`: the name under a key of its own (AES-256-GCM), the key shared out (shamir.py), each share under one custodian's public key
(ECDH on P-256, HKDF-SHA256, AES-256-GCM).  P-256 is what both this library and every browser's WebCrypto have; X25519 is too
young there, and an RSA key too long to be compared in a charter.  Browsers open it: frontend/src/custody.

`mark`: HMAC under a key that is not in the database.  It answers "did this person write this?" for the person who asks, and nothing else.
"""

import hmac
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TypedDict
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ec import ECDH, SECP256R1, EllipticCurvePublicKey, generate_private_key
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from discussions.bridges.custody.shamir import split

NAME_BYTES = 4096  # every name fills as many, so that a box does not tell how long it is
INFO = b"collab custody 1"
POINT_BYTES = 65  # of an uncompressed public key


class Letter(TypedDict):
    """Bytes that one public key can open: the other half of the agreement, a nonce, and what was sealed, all in base64url."""

    half: str
    nonce: str
    sealed: str


class Share(Letter):
    """One custodian's share: its number, and the public key that it was sealed to."""

    number: int
    key: str


@dataclass(frozen=True, slots=True)
class Box:
    """A sealed name."""

    nonce: str
    sealed: str
    needed: int
    shares: list[Share]


def text_of(data: bytes) -> str:
    """Bytes as base64url without padding."""
    return urlsafe_b64encode(data).decode().rstrip("=")


def bytes_of(text: str) -> bytes:
    """The bytes of base64url.  Raises ValueError."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def is_key(text: str) -> bool:
    """Whether the text is a point of the curve: a public key that something can be sealed to."""
    try:
        point = bytes_of(text)
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), point)
    except ValueError:
        return False
    return len(point) == POINT_BYTES and text_of(point) == text


def fingerprint(key: str) -> str:
    """What people compare: the first 16 bytes of the key's SHA-256, in hexadecimal."""
    return sha256(bytes_of(key)).hexdigest()[:32]


def letter(data: bytes, key: str, about: str) -> Letter:
    """`data` sealed to a public key; `about` must be said again to open it."""
    theirs = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), bytes_of(key))
    ours = generate_private_key(SECP256R1())
    half = ours.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    derived = HKDF(SHA256(), 32, salt=half + bytes_of(key), info=INFO).derive(ours.exchange(ECDH(), theirs))
    nonce = secrets.token_bytes(12)
    sealed = AESGCM(derived).encrypt(nonce, data, about.encode())
    return {"half": text_of(half), "nonce": text_of(nonce), "sealed": text_of(sealed)}


def about_share(number: int, share: int) -> str:
    """What a share is about: the post, and which share."""
    return f"share|{number}|{share}"


def boxed(name: dict[str, str | int], number: int, keys: Sequence[str], needed: int) -> Box:
    """Seal the name of the author of post `number` to these custodians, of whom `needed` open it."""
    written = json.dumps(name, ensure_ascii=False).encode()
    if len(written) > NAME_BYTES:
        raise ValueError("a name is shorter than this")
    key, nonce = AESGCM.generate_key(256), secrets.token_bytes(12)
    sealed = AESGCM(key).encrypt(nonce, written.ljust(NAME_BYTES), f"name|{number}".encode())
    parts = split(key, needed=needed, shares=len(keys))
    shares: list[Share] = []
    for (share, part), to in zip(parts.items(), keys, strict=True):
        shares.append({**letter(part, to, about_share(number, share)), "number": share, "key": to})
    return Box(text_of(nonce), text_of(sealed), needed, shares)


def _keyed(purpose: str, *parts: object) -> bytes:
    """HMAC-SHA256 under the sealing key."""
    return hmac.digest(settings.SEALING_KEY.encode(), "|".join([purpose, *map(str, parts)]).encode(), sha256)


def mark(salt: str, person_id: int) -> str:
    """What a sealed post keeps of its author."""
    return text_of(_keyed("author", salt, person_id))


def is_mark(found: str, salt: str, person_id: int) -> bool:
    """Whether the person who asks left this mark."""
    return hmac.compare_digest(found, mark(salt, person_id))


def repeat_id(person_id: int, client_id: UUID) -> UUID:
    """Under which a request is known again: the browser's own id would link what else it was sent with."""
    return UUID(bytes=_keyed("repeat", person_id, client_id)[:16])


def request_mark(person_id: int, request: str) -> str:
    """The hash of a request, which nobody can try seats against without the key."""
    return _keyed("request", person_id, request).hex()
