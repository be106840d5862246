"""Programs of hands at the gate, held against a small oracle: one post per author, in plain dictionaries.

After every step the room shows exactly what the oracle says was released and not withdrawn, in the words that the releasing
moderator had read; nobody has released an own post; and what a side holds back is a tombstone to its own people alone.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from pytest_django import Settings

from collab import clock
from collab.accounts.models import Person
from collab.clock import now
from collab.errors import DomainError
from discussions.bridges.batches import depart_due
from discussions.bridges.gate import appeal_crossing, decline_crossing, release_crossing, return_crossing, withdraw_crossing
from discussions.bridges.hold_shapes import HoldDecisionDraft, HoldDraft
from discussions.bridges.holding import decide_held, hold_post
from discussions.bridges.models import Crossing
from discussions.bridges.overdue import escalate_due
from discussions.bridges.reads import crossings_of
from discussions.bridges.roles import HoldDecision
from discussions.bridges.shapes import CrossingEdit
from discussions.bridges.submitting import rewrite_crossing
from discussions.chat.models import Hold
from discussions.kinds import TIMELINE
from tests.span import Span, build_span

AUTHORS, HANDS = st.sampled_from(["ben", "mia"]), st.sampled_from(["ben", "mia", "ada", "eve"])
MODERATORS = {"mia", "ada"}
ANSWERS = {"mia": "weavers", "ada": "weavers", "eve": "potters"}  # for which side
READERS = {"cleo": "weavers", "pam": "potters"}
HOURS = 5  # in which an answer is due
WORDS = st.sampled_from(["One.", "Two.", "Three."])


@dataclass
class Post:
    """A post as the oracle knows it; `read` is what each moderator last read of it: the words and their hash."""

    number: int
    state: str
    body: str
    edits: int
    read: dict[str, tuple[int, str]]
    shown: bool = False  # a message exists in the room
    declined_by: str = ""
    due: int = HOURS  # the hour by which an answer is due
    lapse: int | None = None  # once all were told: the hour at which it goes back
    held: dict[str, int] = field(default_factory=dict)  # by the side that keeps it from its own people: the place on its desk


class Gate(RuleBasedStateMachine):
    """The gate, and beside it what should be."""

    span: Span  # set by the test
    in_batches = False  # what is released goes out with the next batch

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.posts: dict[str, Post] = {}
        self.hour = 0
        clock.shift(timedelta())

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)
        clock.shift(timedelta())

    def who(self, name: str) -> Person:
        found: Person = getattr(self.span.world, name, None) or getattr(self.span, name)
        return found

    def agrees(self, allowed: bool, done: bool) -> bool:
        assert allowed == done
        return done

    def tries(self, work: object, *args: object) -> bool:
        try:
            with transaction.atomic():
                work(*args)  # type: ignore[operator]  # any of the actions above
        except DomainError:
            return False
        return True

    @initialize()
    def submit(self) -> None:
        for author in ("ben", "mia"):
            shape = self.span.submit(self.who(author), body=f"First words of {author}.", client_id=str(uuid4()))
            self.posts[author] = Post(shape.crossing, "held", shape.body, 0, dict.fromkeys(MODERATORS, (0, shape.hash)))

    @rule(author=AUTHORS, reader=st.sampled_from(sorted(MODERATORS)))
    def look(self, author: str, reader: str) -> None:
        post = self.posts[author]
        row = Crossing.objects.get(number=post.number)
        post.read[reader] = (post.edits, crossings_of([row.entry_id])[row.entry_id].hash)

    @rule(author=AUTHORS, hand=HANDS, body=WORDS)
    def edit(self, author: str, hand: str, body: str) -> None:
        post = self.posts[author]
        allowed = hand == author and post.state in {"held", "returned", "passed"}
        if self.agrees(allowed, self.tries(rewrite_crossing, self.who(hand).pk, post.number, CrossingEdit(body=body))):
            if (post.state, post.body) != ("held", body):
                post.edits, post.due, post.lapse = post.edits + 1, self.hour + HOURS, None
            post.state, post.body = "held", body

    def may_decide(self, author: str, hand: str) -> bool:
        post = self.posts[author]
        waits = post.state == "held" or (post.state == "appealed" and hand != post.declined_by)
        return hand in MODERATORS - {author} and waits

    @rule(author=AUTHORS, hand=HANDS, reader=st.sampled_from(sorted(MODERATORS)))
    def release(self, author: str, hand: str, reader: str) -> None:
        post = self.posts[author]
        edits, seen = post.read[reader]
        allowed = self.may_decide(author, hand) and edits == post.edits
        if self.agrees(allowed, self.tries(release_crossing, self.who(hand).pk, post.number, seen or "0" * 64)):
            post.state, post.shown = ("passed", False) if self.in_batches else ("released", True)

    @rule(author=AUTHORS, body=WORDS)
    def edit_while_ada_reads(self, author: str, body: str) -> None:
        """The step that matters most, and that single steps meet too seldom."""
        self.look(author, "ada")
        self.edit(author, author, body)
        self.release(author, "ada", "ada")

    @rule(author=AUTHORS, hand=HANDS, final=st.booleans())
    def turn_down(self, author: str, hand: str, final: bool) -> None:
        post = self.posts[author]
        called_back = post.state == "passed" and not final and hand in MODERATORS - {author}
        allowed = self.may_decide(author, hand) or called_back
        work = decline_crossing if final else return_crossing
        if self.agrees(allowed, self.tries(work, self.who(hand).pk, post.number, "So.")):
            second = post.state == "appealed"
            post.state = ("refused" if second else "declined") if final else "returned"
            post.declined_by = hand if final and not second else post.declined_by

    @rule(author=AUTHORS, hand=HANDS)
    def appeal(self, author: str, hand: str) -> None:
        post = self.posts[author]
        if self.agrees(hand == author and post.state == "declined", self.tries(appeal_crossing, self.who(hand).pk, post.number, "Please.")):
            post.state, post.due, post.lapse = "appealed", self.hour + HOURS, None

    @rule(hours=st.sampled_from([1, 5, 11]))
    def time_passes(self, hours: int) -> None:
        """What a moderator has released goes out; what nobody did is told, and given back.  Time never releases any."""
        self.hour += hours
        clock.shift(timedelta(hours=self.hour))
        depart_due(now())
        for post in self.posts.values():
            if post.state == "passed":
                post.state, post.shown = "released", True
        escalate_due(now())
        for post in self.posts.values():
            if post.state == "held" and post.lapse is not None and post.lapse <= self.hour:
                post.state = "returned"
            if post.state in {"held", "appealed"} and post.lapse is None and post.due <= self.hour:
                post.lapse = self.hour + HOURS

    @rule(author=AUTHORS, hand=HANDS)
    def withdraw(self, author: str, hand: str) -> None:
        post = self.posts[author]
        allowed = hand == author or (hand in MODERATORS and post.state in {"released", "withdrawn"})
        if self.agrees(allowed, self.tries(withdraw_crossing, self.who(hand).pk, post.number)):
            post.state, post.body = "withdrawn", ""

    @rule(author=AUTHORS, hand=HANDS)
    def hold(self, author: str, hand: str) -> None:
        """Whoever answers for a side keeps an arrived post from its people; once more changes nothing."""
        post, side = self.posts[author], ANSWERS.get(hand, "")
        allowed = side in post.held or (bool(side) and post.shown and post.state != "withdrawn")
        if self.agrees(allowed, self.tries(hold_post, self.who(hand).pk, self.span.bridge, self.place(post), HoldDraft(reason="No."))):
            post.held[side] = Hold.objects.get(message__entry__place=self.place(post), group=self.group(side), ended_at=None).entry.place

    @rule(author=AUTHORS, hand=st.sampled_from(sorted(ANSWERS)))
    def hold_on_arrival(self, author: str, hand: str) -> None:
        """As with editing while somebody reads, single steps meet this too seldom."""
        self.look(author, "ada")
        self.release(author, "ada", "ada")
        self.time_passes(1)
        self.hold(author, hand)

    @rule(author=AUTHORS, hand=HANDS, side=st.sampled_from(["weavers", "potters"]))
    def give_back(self, author: str, hand: str, side: str) -> None:
        post, draft = self.posts[author], HoldDecisionDraft(decision=HoldDecision.RELEASED, words="We looked.")
        allowed = side in post.held and ANSWERS.get(hand) == side
        if self.agrees(allowed, self.tries(decide_held, self.who(hand).pk, self.group(side), post.held.get(side, 0), draft)):
            del post.held[side]

    def group(self, side: str) -> int:
        """The id of the group."""
        found: int = getattr(self.span.world, side).pk
        return found

    def place(self, post: Post) -> int:
        """Where a post stands in the room; 0: nowhere yet."""
        message = Crossing.objects.get(number=post.number).message
        return message.entry.place if message else 0

    @invariant()
    def each_side_reads_what_was_released_and_not_held_from_it(self) -> None:
        for reader, side in READERS.items():
            shown = TIMELINE.history(self.who(reader).pk, self.span.bridge, limit=100)
            found = sorted((each.body, each.gone) for each in shown)  # type: ignore[attr-defined]  # all are messages
            assert found == sorted(self.expected(post, side) for post in self.posts.values() if post.shown)

    def expected(self, post: Post, side: str) -> tuple[str, str]:
        """What stands there for somebody of this side: the words, and what became of them."""
        if post.state == "withdrawn":
            return "", "withdrawn"
        return ("", "held") if side in post.held else (post.body, "")

    @invariant()
    def the_table_agrees(self) -> None:
        rows = dict(Crossing.objects.values_list("number", "state"))
        assert rows == {post.number: post.state for post in self.posts.values()}


@pytest.fixture
def site(settings: Settings) -> Settings:
    """The site's settings, beside those of hypothesis."""
    return settings


@pytest.mark.django_db
@pytest.mark.parametrize("minutes", [0, 15])
def test_the_gate_agrees_with_the_oracle(minutes: int, site: Settings) -> None:
    site.RELEASE_BATCH_MINUTES = minutes
    Gate.span, Gate.in_batches = build_span().opened(), minutes > 0
    calm = settings(max_examples=12, stateful_step_count=14, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Gate, settings=calm)  # type: ignore[no-untyped-call]  # without types in hypothesis
