"""Whether a file, or a part of one, is on a list of hashes that the operator brought (hashlists.py)."""

import hashlib
import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Unavailable
from collab.files import clamd
from collab.files.bounded import Overrun, run_bounded
from collab.files.hashlists import Digests, find, paths
from collab.files.kinds import CSV, MARKDOWN, PDF, TXT, FileKind, refusal
from collab.files.picturelists import find_near, picture_lists
from collab.files.store import PIECE_BYTES

log = logging.getLogger("collab.files")
SECONDS = 60.0
HASHER = Path(__file__).with_name("media_hasher.py")
PICTURES = Path(__file__).with_name("picture_hasher.py")


@dataclass(frozen=True, slots=True)
class Found:
    """Which list knew it, by which digest."""

    list: str
    kind: str
    digest: str  # hexadecimal; of a picture, the one on the list
    embedded: bool  # a part of the file, not the file as a whole


def check_malware(path: Path) -> None:
    """Refuse what the ClamAV daemon of the site calls malware, and everything while it does not answer.

    Raises Invalid (file_type_refused, `malware`), Unavailable (unchecked).
    """
    try:
        found = clamd.scan(path)
    except clamd.Unanswered as error:
        log.warning("a file could not be looked at for malware, and was not taken in: %s", error)
        raise Unavailable(Code.UNCHECKED, _("Files cannot be checked for malware just now. Try again in a few minutes.")) from None
    if found:
        log.warning("a file was refused as malware: %s", found)
        raise refusal("malware")


def screen(path: Path) -> Found | None:
    """Whether a list knows the file as a whole.  Its kind does not matter: a file that would be refused is screened as well."""
    if not paths():
        return None
    sums = [hashlib.new(name, usedforsecurity=False) for name in ("md5", "sha1", "sha256")]
    with path.open("rb") as file:
        while piece := file.read(PIECE_BYTES):
            for each in sums:
                each.update(piece)
    return _known(Digests(*(each.digest() for each in sums)), embedded=False)


def screen_parts(path: Path, kind: FileKind) -> Found | None:
    """Whether a list knows a part of it, a member of an Office file or a stream of a PDF; or a picture like one in it.

    Raises Invalid (file_type_refused, `unreadable`) for a file whose parts cannot all be hashed within the hasher's time and
    memory: nothing enters unscreened.
    """
    if kind in (TXT, MARKDOWN, CSV):
        return None
    for digests in _told(HASHER, path, kind) if paths() else []:
        if found := _known(Digests(*map(bytes.fromhex, digests)), embedded=True):
            return found
    for digest in _told(PICTURES, path, kind) if picture_lists() else []:
        if near := find_near(digest):
            return Found(near.list, "pdq", near.digest, embedded=True)
    return None


def _told(program: Path, path: Path, kind: FileKind) -> list[Any]:
    """What a hasher prints of a file.  Raises Invalid."""
    try:
        told = json.loads(run_bounded(program, str(path), "pdf" if kind is PDF else "office", seconds=SECONDS))
    except (Overrun, ValueError):
        raise refusal("unreadable") from None
    assert isinstance(told, list), "a hasher prints a list"
    return told


def _known(digests: Digests, *, embedded: bool) -> Found | None:
    match = find(digests)
    return None if match is None else Found(match.list, match.kind, getattr(digests, match.kind).hex(), embedded)
