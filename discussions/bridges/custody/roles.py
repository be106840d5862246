"""Who can know the author of a post that does not name them.  No ORM here."""

from enum import StrEnum

LEAST_CUSTODIANS = 3  # of as many sides, before a post can be sealed
APPROVERS = 2  # moderators who release a sealed post


class Custody(StrEnum):
    """Who can know."""

    MODERATOR = "moderator"  # the moderators of the author's own group
    SEALED = "sealed"  # nobody, until so many custodians of different sides have agreed


class UnsealingState(StrEnum):
    """Where a request for a sealed name stands."""

    ASKED = "asked"
    GRANTED = "granted"  # enough shares were sealed to the asker
    REFUSED = "refused"  # too few custodians are left who could grant it
    WITHDRAWN = "withdrawn"  # by the asker
    LAPSED = "lapsed"  # its time is over
