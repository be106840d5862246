"""The words for polls.  No ORM here: policies, shapes and models read these."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class PollKind(StrEnum):
    """What voters are asked for.  Those in OFFERED can be opened."""

    CHOOSE = "choose"  # some of the options, from `min_choices` to `max_choices`
    PROPOSAL = "proposal"  # agree, disagree, block with a reason or conditions
    APPROVAL = "approval"  # every option one can live with
    SCORE = "score"  # points for each option, up to `max_points`
    DOTS = "dots"  # a budget of points, spread over the options
    RANKED = "ranked"  # options in an order, the best first
    LADDER = "ladder"  # eight steps from endorsing to blocking
    SENSE_CHECK = "sense_check"
    OPT_IN = "opt_in"
    DATES = "dates"  # each slot: 0 no, 1 if need be, 2 yes
    QUESTIONS = "questions"  # each option is a question, answered in words
    CONSULTATION = "consultation"
    SURVEY = "survey"
    SILENCE = "silence"  # a text that is adopted unless somebody who may breaks the silence; nobody votes


class Secrecy(StrEnum):
    """Who can tell how somebody voted."""

    NAMED = "named"  # everybody, after closing
    NAMES_HIDDEN = "names_hidden"  # the unit itself, and whoever runs the site
    SECRET = "secret"  # noqa: S105 - a mode of voting, no password
    RECEIPT = "receipt"  # secret, with a receipt that the voter alone holds


class Reasons(StrEnum):
    """Whether a ballot says why.  A block always does."""

    NONE = "none"
    OPTIONAL = "optional"
    OBJECTIONS = "objections"  # needed of those who disagree, block or are concerned
    NEEDED = "needed"


# The answers of kinds that bring their own: keys of options, which the reader's language puts into words (see FIXED_WORDS).
FIXED: dict[PollKind, tuple[str, ...]] = {
    PollKind.PROPOSAL: ("agree", "disagree", "block"),
    PollKind.SENSE_CHECK: ("good", "unsure", "concerned"),
    PollKind.OPT_IN: ("accept", "decline"),
    PollKind.LADDER: ("g1", "g2", "g3", "g4", "g5", "g6", "g7", "g8"),  # from endorsing to blocking
    PollKind.SILENCE: (),
}
BLOCKING = frozenset({"block", "g8"})
OBJECTING = BLOCKING | {"disagree", "concerned", "g7"}
FIXED_WORDS: dict[str, Promise] = {
    "agree": _("Agree"),
    "disagree": _("Disagree"),
    "block": _("Block"),
    "good": _("Looks good"),
    "unsure": _("Not sure"),
    "concerned": _("Concerned"),
    "accept": _("Count me in"),
    "decline": _("Not this time"),
    "g1": _("Endorse it wholly"),
    "g2": _("Agree, with small reservations"),
    "g3": _("Support it, with reservations"),
    "g4": _("Stand aside"),
    "g5": _("Needs more discussion"),
    "g6": _("Do not like it, will not stand in the way"),
    "g7": _("Disagree strongly"),
    "g8": _("Block it"),
}
OFFERED = frozenset(
    {
        PollKind.CHOOSE, PollKind.PROPOSAL, PollKind.APPROVAL, PollKind.SCORE, PollKind.DOTS, PollKind.RANKED, PollKind.LADDER,
        PollKind.SENSE_CHECK, PollKind.OPT_IN, PollKind.DATES, PollKind.QUESTIONS, PollKind.SILENCE,
    }
)  # fmt: skip
INQUIRIES = frozenset({PollKind.CONSULTATION, PollKind.SURVEY})  # whose ballot is a form: see discussions.inquiries
ALWAYS_NAMED = frozenset({PollKind.OPT_IN, PollKind.DATES, PollKind.QUESTIONS, PollKind.SILENCE})  # useless without a name
UNLINKED = frozenset({Secrecy.SECRET, Secrecy.RECEIPT})  # nothing joins voter and vote
VOTES_SHOWN = 3  # secret votes, the least of which a result is shown, and by which the turnout moves


class Unit(StrEnum):
    """Who has one vote."""

    PERSON = "person"
    DELEGATION = "delegation"  # one organisation's seats in one group
    ORGANISATION = "organisation"  # however many groups are asked
    CONSTITUENCY = "constituency"  # all organisations of a kind together


class PollState(StrEnum):
    """Where a poll is in its life."""

    SCHEDULED = "scheduled"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"
