"""Settings from the environment, typed, with secrets that may live in files."""

import os
import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True, slots=True)
class Bucket:
    """Where an object store keeps the files of a site, and how it knows the site."""

    endpoint: str  # http(s)://host:port
    name: str
    region: str
    key: str
    secret: str = field(repr=False)


def text(name: str, default: str = "") -> str:
    """The variable, or `default` when it is unset or empty."""
    return os.environ.get(name) or default


def flag(name: str, default: bool = False) -> bool:
    """True for 1, true, yes, on; False for 0, false, no, off; anything else stops the start."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")


def number(name: str, default: int) -> int:
    """The variable as a whole number; anything else stops the start."""
    value = os.environ.get(name, "").strip()
    try:
        return int(value) if value else default
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from None


def up_to(name: str, default: int, *, most: int) -> int:
    """The variable as a whole number from 0 to `most`; anything else stops the start."""
    value = number(name, default)
    if not 0 <= value <= most:
        raise ImproperlyConfigured(f"{name} must be a number from 0 to {most}, not {value}.")
    return value


def choice(name: str, default: str, allowed: Collection[str]) -> str:
    """The variable in capitals; anything but one of `allowed` stops the start."""
    value = text(name, default).strip().upper()
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(allowed)}, not {value!r}.")
    return value


def words(name: str, default: str = "") -> list[str]:
    """The variable split at commas, without empty parts."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def hidden(name: str, default: str = "") -> str:
    """NAME, or the contents of the file that NAME_FILE names, or `default`: an address with a password in it.

    A NAME_FILE that cannot be read, or is empty, stops the start: a site must never fall back to another place by accident.
    """
    if value := os.environ.get(name):
        return value
    path = os.environ.get(f"{name}_FILE")
    if not path:
        return default
    try:
        value = Path(path).read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE cannot be read: {error}.") from error
    if not value:
        raise ImproperlyConfigured(f"{name}_FILE is empty: {path}.")
    return value


def location(name: str) -> str:
    """NAME as a path of a proxy, `/…/`, or empty; anything else stops the start."""
    value = text(name)
    if value and not (len(value) > 2 and value.isascii() and value.startswith("/") and value.endswith("/") and " " not in value):
        raise ImproperlyConfigured(f"{name} must begin and end with a slash, like /-/files/, not {value!r}.")
    return value


def daemon(name: str) -> str | tuple[str, int] | None:
    """NAME as `unix:///path` or `tcp://host:port`: a path, or host and port; None when it is unset.  Anything else stops the start."""
    address = text(name)
    if not address:
        return None
    try:
        parts = urlsplit(address)
        if parts.scheme == "unix" and parts.path.startswith("/") and not parts.netloc:
            return parts.path
        if parts.scheme == "tcp" and parts.hostname and parts.port and parts.path in {"", "/"}:
            return parts.hostname, parts.port
    except ValueError:
        pass
    raise ImproperlyConfigured(f"{name} must look like unix:///run/clamav/clamd.ctl or tcp://host:3310, not {address!r}.")


def bucket(name: str) -> Bucket | None:
    """NAME or NAME_FILE as `s3://key:secret@host:port/bucket?region=…`, or None when it is unset; anything else stops the start."""
    address = hidden(name)
    if not address:
        return None
    try:
        parts = urlsplit(address)
        _ = parts.port  # it is checked only when it is read
        scheme, place = {"s3": "https", "s3+http": "http"}[parts.scheme], parts.netloc.rpartition("@")[2]
        region = parse_qs(parts.query).get("region", ["us-east-1"])[0]
        key, password = unquote(parts.username or ""), unquote(parts.password or "")
        found = Bucket(f"{scheme}://{place}", parts.path.strip("/"), region, key, password)
    except (KeyError, ValueError):
        found = None
    if found is None or not (parts.hostname and found.key and found.secret and found.name) or "/" in found.name:
        raise ImproperlyConfigured(f"{name} must look like s3://key:secret@host:port/bucket?region=here.")  # never with what it was
    return found


def secret(name: str, keep_in: Path) -> str:
    """NAME, or the contents of NAME_FILE, or a key made once and kept in `keep_in` (mode 0600).

    Raises what `hidden` raises.
    """
    if value := hidden(name):
        return value
    kept = keep_in / name.lower()
    try:
        # O_EXCL: of two processes that start at once, one writes and the other reads.
        handle = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return kept.read_text().strip()
    with os.fdopen(handle, "w") as file:
        value = secrets.token_urlsafe(48)
        file.write(value)
    return value
