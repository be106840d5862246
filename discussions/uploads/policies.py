"""Who may send a file, and how much at once.  Pure."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from collab.errors import Code, Conflict, DomainError, Invalid, Refused
from discussions.spaces.policies import Standing, check_write

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What a site lets one person have under way."""

    file_bytes: int  # of one file
    unfinished: int  # uploads that are not used yet
    unfinished_bytes: int  # that these announce, together


def check_send(standing: Standing) -> None:
    """Whoever may write may send a file; not between groups, where everything goes through a moderator."""
    check_write(standing)
    if standing.bridge:
        raise Refused(Code.NOT_ALLOWED, _("Between groups, a post goes through your moderator."))


class BeingChecked(DomainError):
    """Neither shared nor refused: received, and being checked.  Why it takes long is said to nobody."""

    status = HTTPStatus.ACCEPTED

    def __init__(self) -> None:
        super().__init__(Code.BEING_CHECKED, _("Received; being checked"))


def check_room(size: int, limits: Limits, unfinished: int, unfinished_bytes: int) -> None:
    """Raise Invalid (empty, too_large) for a file that never enters, Refused (too_many) while too much is under way."""
    if size < 1:
        raise Invalid(Code.EMPTY, _("This file is empty."))
    if size > limits.file_bytes:
        raise Invalid(
            Code.TOO_LARGE,
            _("This file is larger than %(limit)d MB. Shorten or split it.") % {"limit": limits.file_bytes // MIB},
            limit_bytes=limits.file_bytes,
        )
    if unfinished >= limits.unfinished:
        said: Any = ngettext_lazy(
            "You have %(n)d unfinished upload. Finish or discard it first.",
            "You have %(n)d unfinished uploads. Finish or discard some of them first.",
            "n",
        )
        raise Refused(Code.TOO_MANY, said % {"n": unfinished}, limit=limits.unfinished)
    if unfinished_bytes + size > limits.unfinished_bytes:
        said = _("Your unfinished uploads take %(limit)d MB together at most. Finish or discard some of them first.")
        raise Refused(Code.TOO_MANY, said % {"limit": limits.unfinished_bytes // MIB}, limit_bytes=limits.unfinished_bytes)


def check_start(start: int, received: int) -> None:
    """Raise Conflict (stale) for a part that does not go on where the last one ended: another tab was faster, or an answer was lost."""
    if start != received:
        raise Conflict(Code.STALE, _("This part does not fit where the upload stands. Ask how far it came, and go on from there."),
                       received=received)  # fmt: skip


def check_whole(size: int, received: int) -> None:
    """Raise Conflict (wrong_state) while parts are missing."""
    if received < size:
        raise Conflict(Code.WRONG_STATE, _("This upload is not whole yet. Go on with it first."), received=received)
