"""The words of carrying on: where a request stands, who is asked, and what was answered.  No ORM here."""

from enum import StrEnum


class CarryState(StrEnum):
    """Where a request to carry a post on stands (governance 3.2)."""

    REQUESTED = "requested"
    AUTHOR_OK = "author_ok"
    HOME_MOD_OK = "home_mod_ok"  # it quotes somebody, who is asked as well
    AGREED = "agreed"  # by all: the copy goes out, at once or with the next batch
    CARRIED = "carried"
    REFUSED = "refused"
    EXPIRED = "expired"  # fourteen days without an answer
    VOID = "void"  # agreed or not: the post has changed, or whoever asked can no longer say it there
    TAKEN_BACK = "taken_back"  # the copy is gone, by one of those who had agreed


class CarryAct(StrEnum):
    """What moves a request."""

    AUTHOR_YES = "author_yes"
    MODERATOR_YES = "moderator_yes"
    QUOTED_YES = "quoted_yes"
    NO = "no"
    EXPIRE = "expire"
    FAIL = "fail"
    TRAVEL = "travel"
    TAKE_BACK = "take_back"


class Part(StrEnum):
    """As what somebody is asked."""

    AUTHOR = "author"
    MODERATOR = "moderator"
    QUOTED = "quoted"


class Answered(StrEnum):
    """What became of one question."""

    WAITING = "waiting"
    GIVEN = "given"
    REFUSED = "refused"
    OVER = "over"  # its time ran out, or there is nothing to agree to any more
    TAKEN_BACK = "taken_back"
