"""Results as they travel: in brief with their poll, whole on its page."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from collab.api.request import Request
from discussions.polls.rules import Rule
from discussions.polls.tally import Method

Exact = int | str  # whole, or a decimal or a fraction as text: see tally.numbers.plain


class CountShape(BaseModel):
    """How many units chose an option, or put it first; of points also their sum and their mean."""

    key: str
    count: int
    points: int | None
    mean: Exact | None


class ConditionShape(BaseModel):
    """One test of the rule with its numbers: `reached` of `of`, where `needed` were enough, or, of blocks, the most that may be."""

    test: Literal["quorum", "constituency_quorum", "blocks", "threshold", "double_majority"]
    option: str | None  # that is tested; None: all together
    constituency: str | None
    reached: int
    of: int
    needed: int
    met: bool


class TieShape(BaseModel):
    """Options with equally many votes where one had to be picked (`purpose`), and what picked it (`by`).

    `same`: whichever is picked, the same win.  `open`: nothing picks, and `leading` has all who could win.
    """

    round: int
    among: list[str]
    purpose: Literal["exclude", "surplus", "lead"]
    by: Literal["earlier_round", "lot", "same", "open"]
    picked: str | None


class ResultShape(BaseModel):
    """What came out.  Several leading options are elected, or tie where `ties` has an open one; none: nobody chose any.

    `passed`: the options that passed every test.  `withheld`: so few voted in secret that nothing but the turnout is told.
    """

    question: str
    rule: Rule
    version: int
    method: Method
    withheld: bool
    eligible: int
    cast: int
    abstained: int
    counts: list[CountShape]
    leading: list[str]
    passed: list[str]
    tests: list[ConditionShape]
    ties: list[TieShape]


class SpreadShape(BaseModel):
    """How often an option got each number of points, the most first, and the median."""

    key: str
    median: Exact | None
    spread: list[tuple[int, int]]


class RoundVotes(BaseModel):
    """An option in a round."""

    key: str
    votes: Exact


class RoundShape(BaseModel):
    """The votes after a step, and what follows from them."""

    round: int
    step: Literal["first", "surplus", "exclude"]
    of: str | None  # whose votes moved
    votes: list[RoundVotes]
    exhausted: Exact
    residual: Exact
    quota: Exact | None
    elected: list[str]
    excluded: list[str]


class KeyCount(BaseModel):
    """Votes for an option; of points, those who gave some."""

    key: str
    count: int


class PartShape(BaseModel):
    """One constituency, or several joined ("a+b") where single ones would tell how few people voted."""

    key: str
    eligible: int
    cast: int
    abstained: int
    counts: list[KeyCount]
    carried: list[str]


class AgreementShape(BaseModel):
    """Group-informed agreement on an option; `key` None: on the proposal.  Between 0 and 1."""

    key: str | None
    product: Exact
    mean: Exact


class VoiceShape(BaseModel):
    """What a ballot says in words, beside what it chose.  Without a unit where votes are not named."""

    unit_name: str
    constituency: str
    choices: list[str] = []
    reason: str = ""
    conditions: str = ""
    texts: dict[str, str] = {}  # by question


class ResultPage(BaseModel):
    """The whole of a result."""

    result: ResultShape
    spreads: list[SpreadShape]
    rounds: list[RoundShape]
    order: list[list[str]]  # best first, where the method orders all options
    pairs: list[list[int]]  # how many prefer each option (row) to each other (column)
    paths: list[list[int]]
    constituencies: list[PartShape]
    agreement: list[AgreementShape]
    voices: list[VoiceShape]
    lot: str  # the number that was read out; "": none
    may_draw: bool  # an open tie waits for a number, and the reader may enter it
    digest: str


class LotDraft(Request):
    """The number that the chair read out after closing, as it was said."""

    number: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[0-9A-Za-z -]+$")]


Form = Literal["csv", "xlsx", "blt", "json"]
