"""Two texts beside each other, word by word, in a process of its own."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Invalid
from collab.files.bounded import Overrun, run_bounded

COMPARER = Path(__file__).with_name("comparer.py")
SECONDS = 12.0
Kind = Literal["same", "inserted", "deleted", "skipped"]


@dataclass(frozen=True, slots=True)
class Run:
    """Words that share a fate; of what is skipped, only how many."""

    kind: Kind
    text: str
    words: int


def compare(before: str, after: str, *, whole: bool) -> list[Run]:
    """How `after` came from `before`; unless `whole`, without the middle of what stayed for long.

    Raises Invalid (too_large) for texts that cannot be compared within the time.
    """
    given = json.dumps({"before": before, "after": after, "whole": whole}).encode()
    try:
        found = json.loads(run_bounded(COMPARER, seconds=SECONDS, said=given))
    except Overrun:
        raise Invalid(Code.TOO_LARGE, _("These texts are too long and too different to be compared here. Download both.")) from None
    return [Run(**each) for each in found]
