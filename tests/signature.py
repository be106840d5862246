"""A signed link as an S3 store checks it (AWS Signature Version 4, query), by the letter of its description: moto checks none."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, quote, urlsplit


def holds(link: str, secret: str, moment: datetime) -> bool:
    """Whether a store would give what lies behind the link at this moment (UTC)."""
    parts = urlsplit(link)
    asked = dict(parse_qsl(parts.query, keep_blank_values=True))
    signature = asked.pop("X-Amz-Signature")
    signed_at = datetime.strptime(asked["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    if not signed_at <= moment <= signed_at + timedelta(seconds=int(asked["X-Amz-Expires"])):
        return False
    query = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in sorted(asked.items()))
    request = "\n".join(["GET", quote(parts.path), query, f"host:{parts.netloc}", "", asked["X-Amz-SignedHeaders"], "UNSIGNED-PAYLOAD"])
    scope = asked["X-Amz-Credential"].partition("/")[2]
    words = "\n".join(["AWS4-HMAC-SHA256", asked["X-Amz-Date"], scope, hashlib.sha256(request.encode()).hexdigest()])
    key = f"AWS4{secret}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.compare_digest(hmac.digest(key, words.encode(), "sha256").hex(), signature)
