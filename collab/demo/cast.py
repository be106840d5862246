"""The parts that the example alliance is made of, as its data modules state them."""

from dataclasses import dataclass, field
from typing import Any, Literal

from collab.labels import Label
from discussions.bridges.roles import Attribution
from discussions.desk.roles import Decision, ReportReason
from discussions.documents.roles import DocumentType
from discussions.inquiries.roles import Shown
from discussions.polls.roles import PollKind, Reasons, Secrecy, Unit
from discussions.polls.rules import Rule
from groups.roles import GroupKind, OfficeKind, Post, Role

MARK = " (example)"  # stands behind every invented name, wherever it is shown


def marked(name: str) -> str:
    """A name that says by itself that it is invented."""
    return name + MARK


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation.  `country` is a label."""

    key: str
    name: str
    constituency: str
    country: str = ""


@dataclass(frozen=True, slots=True)
class Someone:
    """An account.  `key` is also the first part of what others call them by in the conversations."""

    key: str
    name: str
    mail: str  # before the @
    body: str  # key of their organisation
    language: str
    time_zone: str
    totp_secret: str = ""  # base32; set where a group of theirs demands a second factor


@dataclass(frozen=True, slots=True)
class Chair:
    """A seat to be opened."""

    who: str
    role: Role = Role.MEMBER
    post: Post = Post.NONE
    pseudonym: str = ""
    office: OfficeKind | None = None


@dataclass(frozen=True, slots=True)
class Room:
    """A space to be opened.  With `only` it is a closed space of these people."""

    title: str
    purpose: str
    by: str
    label: Label | None = None
    ceiling: Label = Label.AMBER_STRICT
    observers_post: bool = False
    only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class House:
    """A group, its seats and its spaces.  The first seat is a lead's."""

    name: str
    kind: GroupKind
    purpose: str
    rules: str
    seats: tuple[Chair, ...]
    rooms: tuple[Room, ...]
    constituency: str | None = None
    label: Label = Label.AMBER
    second_factor: bool = False
    pseudonyms: bool = False
    listed: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """Something that was done with a document: submit, approve, return, version, publish, embargo, expiring.

    `ago` counts back from loading.
    """

    what: str
    ago: str
    who: str
    words: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document.  With `topic`, a message there carries it and says `says`."""

    group: str
    space: str
    by: str
    ago: str
    file: str
    extension: str
    title: str
    abstract: str
    type: DocumentType
    language: str = "en"
    tags: tuple[str, ...] = ()
    attributes: dict[str, list[str]] = field(default_factory=dict)
    label: Label | None = None
    topic: str = ""
    says: str = ""
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Bundle:
    """A collection: `holds` are titles that its curator took in, `asked` what waits for her: who, which title, why."""

    group: str
    by: str  # a moderator
    curator: str
    title: str
    description: str
    ceiling: Label
    is_open: bool = False
    holds: tuple[str, ...] = ()
    asked: tuple[tuple[str, str, str], ...] = ()


# What a ballot says: numbers of options, in the order of a ranking; points or words by number; or an answer of the kind,
# with its reason behind a colon.  Nothing: an abstention.
Said = tuple[int, ...] | dict[int, int] | dict[int, str] | str


@dataclass(frozen=True, slots=True)
class Declared:
    """What followed from a poll.  `review`: so long after loading."""

    ago: str
    by: str
    text: str
    dissent: str = ""
    owner: str = ""
    review: str = ""


@dataclass(frozen=True, slots=True)
class Vote:
    """A poll.  `closes` and `opens`: `-1d` before loading, `in 2d` after it; no `opens`: at once.  Slots begin like that, too."""

    group: str
    space: str
    by: str
    ago: str
    closes: str
    question: str
    options: tuple[str, ...]
    unit: Unit
    most: int = 1
    quorum: int | None = None
    rule: Rule | None = None
    opens: str = ""
    topic: str = ""
    says: str = ""
    tags: tuple[str, ...] = ()
    ballots: tuple[tuple[str, str, Said], ...] = ()  # when, who, what
    kind: PollKind = PollKind.CHOOSE
    secrecy: Secrecy = Secrecy.NAMED
    reasons: Reasons = Reasons.OPTIONAL
    notes: tuple[str, ...] = ()
    slots: tuple[tuple[str, int], ...] = ()  # when it begins, for how many minutes
    least: int = 1
    dots: int = 8
    declared: Declared | None = None
    kept: bool = False  # as a draft


@dataclass(frozen=True, slots=True)
class Text:
    """A text under silence.  `closes` as in Vote; `broken`: when, by whom, why, and what would mend it; `follows`: a title before it."""

    group: str
    space: str
    by: str
    ago: str
    closes: str
    title: str
    text: str
    unit: Unit
    follows: str = ""
    broken: tuple[str, str, str, str] | None = None


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A consultation or survey.  `closes` as in Vote; `answers`: when, who, what, each handed in at once."""

    kind: Literal["consultation", "survey"]
    group: str
    space: str
    by: str
    ago: str
    closes: str
    title: str
    form: dict[str, Any]  # see discussions.inquiries.forms
    unit: Unit
    secrecy: Secrecy = Secrecy.NAMED
    shown: Shown = Shown.CLOSING
    topic: str = ""
    says: str = ""
    answers: tuple[tuple[str, str, dict[str, Any]], ...] = ()


@dataclass(frozen=True, slots=True)
class Passing:
    """A post for another group; `decider` decides on it at `decided`, or nobody yet.  `attached`: the title of a paper in force."""

    ago: str
    group: str
    by: str
    attribution: Attribution
    fate: Literal["released", "returned", "held"]
    decider: str
    decided: str
    body: str
    reason: str = ""
    attached: str = ""


@dataclass(frozen=True, slots=True)
class Crossover:
    """A thread between groups.  `answers`: who accepted, when, with whom; `invited`: who has not answered."""

    title: str
    purpose: str
    group: str
    by: str
    ago: str
    seats: tuple[str, ...]
    attributions: tuple[Attribution, ...]
    label: Label
    answers: tuple[tuple[str, str, str, tuple[str, ...]], ...] = ()
    invited: tuple[str, ...] = ()
    posts: tuple[Passing, ...] = ()


@dataclass(frozen=True, slots=True)
class Complaint:
    """A report on the message of this number in a topic; with `decider`, what was decided."""

    topic: str
    number: int
    by: str
    ago: str
    reason: ReportReason
    words: str
    decider: str = ""
    decided: str = ""
    decision: Decision = Decision.KEPT
    answer: str = ""


@dataclass(slots=True)
class Stage:
    """What has been made of all that, by key: ids of rows."""

    people: dict[str, int] = field(default_factory=dict)  # by key of a person
    bodies: dict[str, int] = field(default_factory=dict)  # by key of an organisation
    groups: dict[str, int] = field(default_factory=dict)  # by name
    spaces: dict[tuple[str, str], int] = field(default_factory=dict)  # by name of the group and title
    seats: dict[tuple[str, str], int] = field(default_factory=dict)  # by name of the group and key of a person
