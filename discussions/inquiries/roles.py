"""The words for consultations and surveys.  No ORM here: forms, policies, shapes and models read these."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Asks(StrEnum):
    """What a question wants for an answer; how it looks on the wire stands behind."""

    POSITION = "position"  # of a clause: a stance, with reasons and proposed wording
    CHOICE = "choice"  # the key of one option
    SEVERAL = "several"  # keys of options
    SCALE = "scale"  # a whole number from `least` to `most`
    MATRIX = "matrix"  # for each row the key of one option
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"  # YYYY-MM-DD


class Stance(StrEnum):
    """How an organisation stands to a clause."""

    SUPPORT = "support"
    AMEND = "amend"  # support, with the wording that it proposes
    OPPOSE = "oppose"  # with its reasons
    NONE = "none"  # no position


class Shown(StrEnum):
    """When everybody in the space reads what was filed."""

    CLOSING = "closing"  # all at once, after closing
    FILING = "filing"  # each as soon as it is filed


STANCE_WORDS: dict[Stance, Promise] = {
    Stance.SUPPORT: _("Support"),
    Stance.AMEND: _("Support with amendment"),
    Stance.OPPOSE: _("Oppose"),
    Stance.NONE: _("No position"),
}
