"""The words of summaries.  No ORM here."""

from enum import StrEnum


class SummaryState(StrEnum):
    """Where a summary stands."""

    OPEN = "open"  # being written, and signed
    SETTLED = "settled"  # signed by all that it takes: it is a document
    WITHDRAWN = "withdrawn"


class SummaryAct(StrEnum):
    """What may be done with a summary, as its screen offers it."""

    EDIT = "edit"
    DISSENT = "dissent"
    SIGN = "sign"
    WITHDRAW = "withdraw"
