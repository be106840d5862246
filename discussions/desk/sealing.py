"""The words of a redacted message while an appeal may give them back: under a key that is not in the database.

Whoever takes the files of the database away finds no word of what was redacted.
"""

import json
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils.encoding import force_bytes


def seal(content: dict[str, Any]) -> bytes:
    """What `unseal` reads again."""
    return _key().encrypt(json.dumps(content).encode())


def unseal(sealed: bytes | memoryview | None) -> dict[str, Any] | None:
    """What was sealed; None: there is nothing any more, or it was sealed with a key that this site no longer has."""
    if sealed is None:
        return None
    try:
        found: dict[str, Any] = json.loads(_key().decrypt(bytes(sealed)))
    except InvalidToken:
        return None
    return found


def _key() -> Fernet:
    return Fernet(urlsafe_b64encode(sha256(b"collab.rulings:" + force_bytes(settings.SEALING_KEY)).digest()))
