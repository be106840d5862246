"""Programs of hands that carry posts on, held against a small oracle: what goes at once, what is asked for, and what goes nowhere.

After every step each space holds exactly the excerpts that the oracle says were let go, each post shows whether it may be carried
on unasked, and nobody's words stand elsewhere without a yes of theirs, given with the post or when they were asked.
"""

from dataclasses import dataclass, field

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from collab.accounts.models import Person
from collab.errors import DomainError
from discussions.bridges.amending import amend_bridge, answer_amendment
from discussions.bridges.asking_again import ask_again
from discussions.bridges.gate import withdraw_crossing
from discussions.bridges.models import Bridge, Crossing
from discussions.bridges.roles import Attribution, BridgeState
from discussions.bridges.shapes import CharterChangeDraft, CharterChanges
from discussions.bridges.shapes import Consent as Agreement
from discussions.carrying.actions import answer_consent, ask_to_carry
from discussions.carrying.models import Carry, Consent
from discussions.carrying.reads import present_hash
from discussions.carrying.shapes import CarryDraft, ConsentAnswer
from discussions.chat.models import Message
from tests.span import Span, build_span

AUTHORS, ASKERS = st.sampled_from(["ben", "cleo"]), st.sampled_from(["eve", "pam", "mia", "cleo"])
RELEASER = "mia"


@dataclass
class Said:
    """A released post, as the oracle knows it."""

    number: int
    place: int
    unasked: bool
    gone: bool = False
    wishes: dict[str, str] = field(default_factory=dict)  # by who asked: asked, let_go, carried, refused, taken_back


class Carrying(RuleBasedStateMachine):
    """One post of each author, a charter that changes, and those who would say the words elsewhere."""

    span: Span  # set by the test

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.charter, self.paused = True, False
        self.posts: dict[str, Said] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def who(self, name: str) -> Person:
        found: Person = getattr(self.span.world, name, None) or getattr(self.span, name)
        return found

    @initialize(cleo=st.booleans())
    def said(self, cleo: bool) -> None:
        for name, unasked in (("ben", True), ("cleo", cleo)):
            shape = self.span.release(self.span.submit(self.who(name), unasked=unasked).crossing)
            assert shape.message is not None
            self.posts[name] = Said(shape.crossing, shape.message, unasked)

    @rule(author=AUTHORS, asker=ASKERS)
    def carry(self, author: str, asker: str) -> None:
        """Asked again for the same, the first wish is the answer, whatever has changed since."""
        post, world = self.posts[author], self.span.world
        home = asker in {"mia", "cleo"}
        space, topic = (world.loom.pk, world.yarn) if home else (world.oven.pk, world.clay)
        try:
            shape = ask_to_carry(self.who(asker).pk, self.span.bridge, post.place, CarryDraft(space=space, topic=topic))
        except DomainError:
            assert post.gone
            assert asker not in post.wishes
            return
        if asker not in post.wishes:
            assert not post.gone
            goes = self.charter and post.unasked and not self.paused and asker != RELEASER
            post.wishes[asker] = "carried" if goes else "asked"
        assert shape.state == {"let_go": "asked"}.get(post.wishes[asker], post.wishes[asker])

    @rule(author=AUTHORS, asker=ASKERS, agree=st.booleans())
    def answer(self, author: str, asker: str, agree: bool) -> None:
        """The author answers what waits; a no to what has gone out takes it back."""
        post = self.posts[author]
        wish = post.wishes.get(asker, "")
        row = Consent.objects.filter(carry__message__entry__place=post.place, carry__asker__person=self.who(asker), part="author").first()
        assert (row is not None) == bool(wish)
        if row is None:
            return
        reads = present_hash(row.carry, row.part)
        said = ConsentAnswer(agree=agree, hash=reads if agree else None, attribution=Attribution.CONSTITUENCY if agree else None)
        allowed = wish == "asked" or (wish == "carried" and not agree)
        try:
            answer_consent(self.who(author).pk, row.number, said)
        except DomainError:
            assert not allowed
            return
        assert allowed
        post.wishes[asker] = ("let_go" if agree else "refused") if wish == "asked" else "taken_back"

    @rule(author=AUTHORS, asker=ASKERS, hand=st.sampled_from(["mia", "ada", "eve"]))
    def moderate(self, author: str, asker: str, hand: str) -> None:
        """A moderator of the author's group agrees: never to an own wish."""
        post = self.posts[author]
        rows = Consent.objects.filter(carry__message__entry__place=post.place, carry__asker__person=self.who(asker), part="moderator")
        row, wish = rows.first(), post.wishes.get(asker, "")
        if row is None:
            return
        allowed = wish == "let_go" and hand != "eve" and hand != asker
        try:
            answer_consent(self.who(hand).pk, row.number, ConsentAnswer(agree=True, hash=present_hash(row.carry, row.part)))
        except DomainError:
            assert not allowed
            return
        assert allowed
        post.wishes[asker] = "void" if post.gone else "carried"

    @rule(author=AUTHORS, hand=st.sampled_from(["ben", "cleo", "mia", "eve"]))
    def end(self, author: str, hand: str) -> None:
        post = self.posts[author]
        try:
            ask_again(self.who(hand).pk, post.number)
        except DomainError:
            assert post.gone or hand not in {author, "mia"}
            return
        assert hand in {author, "mia"}
        post.unasked = False

    @rule(author=AUTHORS)
    def withdraw(self, author: str) -> None:
        withdraw_crossing(self.who(author).pk, self.posts[author].number)
        self.posts[author].gone, self.posts[author].unasked = True, False

    @rule()
    def amend(self) -> None:
        """All sides agree to the other charter; taken from all, it does not come back with it."""
        self.charter = not self.charter
        draft = CharterChangeDraft(changes=CharterChanges(unasked=self.charter))
        number = amend_bridge(self.who("ada").pk, self.span.bridge, draft).amendments[-1].number
        answer_amendment(self.who("eve").pk, self.span.bridge, number, Agreement(agree=True))
        if not self.charter:
            for post in self.posts.values():
                post.unasked = False

    @rule()
    def pause(self) -> None:
        self.paused = not self.paused
        Bridge.objects.filter(pk=self.span.bridge).update(state=BridgeState.PAUSED if self.paused else BridgeState.OPEN)

    @rule(asker=ASKERS)
    def carry_in_a_pause(self, asker: str) -> None:
        """Single steps meet this too seldom."""
        before = self.paused
        if not before:
            self.pause()
        self.carry("ben", asker)
        if not before:
            self.pause()

    @rule(author=AUTHORS)
    def carry_what_one_has_released(self, author: str) -> None:
        self.carry(author, RELEASER)

    @invariant()
    def what_stands_elsewhere_was_let_go(self) -> None:
        stands = [row for post in self.posts.values() for row in post.wishes.values() if row == "carried"]
        spaces = [self.span.world.loom.pk, self.span.world.oven.pk]
        copies = Message.objects.filter(space__in=spaces, gone="")
        assert len([row for row in copies if row.carried]) == len(stands)
        given = Consent.objects.filter(part="author", answer="given").values("carry")
        assert not Carry.objects.filter(state="carried").exclude(pk__in=given).exists()

    @invariant()
    def each_post_shows_whether_it_may_be_carried_on(self) -> None:
        for post in self.posts.values():
            message = Crossing.objects.get(number=post.number).message
            assert message is not None
            assert message.unasked is post.unasked


@pytest.mark.django_db
def test_carrying_on_agrees_with_the_oracle() -> None:
    Carrying.span = build_span().opened(label="green", unasked=True)
    calm = settings(max_examples=25, stateful_step_count=16, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Carrying, settings=calm)  # type: ignore[no-untyped-call]  # without types in hypothesis
