"""What a waiting letter looks like in the database: sealed with the site's key.

A letter holds codes and the links of invitations, and a database is copied: into backups, its own log, a colleague's
laptop.  None of these copies opens a letter.
"""

import json
from base64 import b64decode, b64encode, urlsafe_b64encode
from hashlib import sha256
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.utils.encoding import force_bytes

Unreadable = InvalidToken  # sealed with a key that this site no longer has


def seal(letter: EmailMessage, recipient: str) -> bytes:
    """A letter to one of its recipients.  Raises TypeError for an attachment that was built by hand (MIMEBase)."""
    content: dict[str, object] = {
        "subject": str(letter.subject),
        "body": str(letter.body),
        "from_email": letter.from_email,
        "to": [recipient],
        "reply_to": list(letter.reply_to),
        "headers": {name: str(value) for name, value in letter.extra_headers.items()},
        "subtype": letter.content_subtype,
        "alternatives": [[str(words), kind] for words, kind in getattr(letter, "alternatives", [])],
        "attachments": [_packed(each) for each in letter.attachments],
    }
    return _keys().encrypt(json.dumps(content).encode())


def unseal(sealed: bytes) -> EmailMessage:
    """The letter.  Raises Unreadable."""
    content = json.loads(_keys().decrypt(sealed))
    subtype = content.pop("subtype")
    attachments = [(name, b64decode(body), kind) for name, body, kind in content.pop("attachments")]
    letter = EmailMultiAlternatives(**content, attachments=attachments)
    letter.content_subtype = subtype
    return letter


def _packed(attachment: Any) -> tuple[str, str, str]:
    if not isinstance(attachment, tuple):
        raise TypeError("attach files by name, content and kind")
    name, body, kind = attachment
    return name, b64encode(body.encode() if isinstance(body, str) else body).decode(), kind


def _keys() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(Fernet(urlsafe_b64encode(sha256(b"collab.mail:" + force_bytes(each)).digest())) for each in secrets)
