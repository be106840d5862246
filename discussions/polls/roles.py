"""The words for polls.  No ORM here: policies, shapes and models read these."""

from enum import StrEnum


class PollKind(StrEnum):
    """What voters are asked for.  Those in OFFERED can be opened."""

    CHOOSE = "choose"  # some of the options, from `min_choices` to `max_choices`
    PROPOSAL = "proposal"
    APPROVAL = "approval"
    SCORE = "score"
    DOTS = "dots"
    RANKED = "ranked"
    LADDER = "ladder"
    SENSE_CHECK = "sense_check"
    OPT_IN = "opt_in"
    DATES = "dates"
    QUESTIONS = "questions"
    CONSULTATION = "consultation"
    SURVEY = "survey"
    SILENCE = "silence"


class Secrecy(StrEnum):
    """Who can tell how somebody voted.  Those in OFFERED can be opened."""

    NAMED = "named"  # who took part is shown after closing; how a unit voted, to its own members
    NAMES_HIDDEN = "names_hidden"
    SECRET = "secret"  # noqa: S105 - a mode of voting, no password
    RECEIPT = "receipt"  # secret, with a receipt that the voter alone holds


OFFERED = frozenset({PollKind.CHOOSE, Secrecy.NAMED})


class Unit(StrEnum):
    """Who has one vote."""

    PERSON = "person"
    DELEGATION = "delegation"  # one organisation's seats in one group
    ORGANISATION = "organisation"  # however many groups are asked


class PollState(StrEnum):
    """Where a poll is in its life."""

    SCHEDULED = "scheduled"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"
