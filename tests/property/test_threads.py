"""Programs of hands on a thread, held against a small oracle: who may do what, how it stands, and who is inside."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from collab import clock
from collab.clock import now
from collab.errors import DomainError
from discussions.bridges.actions import accept_bridge, decline_bridge
from discussions.bridges.amending import amend_bridge, answer_amendment
from discussions.bridges.ending import archive_bridge, close_bridge, leave_bridge
from discussions.bridges.models import Amendment, Bridge, Side
from discussions.bridges.pausing import pause_bridge, resume_bridge, resume_due
from discussions.bridges.shapes import Answer, Because, CharterChangeDraft, CharterChanges, Consent, PauseDraft
from discussions.spaces.models import Admission
from tests.span import Span, build_span

SIDES = st.sampled_from(["weavers", "potters", "dyers"])
ASKED, TALKING = {"invited", "countered"}, {"open", "paused", "closing"}
HOUR = timedelta(hours=1)


class Thread(RuleBasedStateMachine):
    """A thread of three groups, and beside it what should be."""

    span: Span  # set by the test

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        clock.shift(timedelta())

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)
        clock.shift(timedelta())

    @initialize()
    def propose(self) -> None:
        self.span.proposed()
        self.hours, self.state, self.response = 0, "invited", 5
        self.sides = {"weavers": "accepted", "potters": "invited", "dyers": "invited"}
        self.pauses: dict[str, int] = {}  # the hour of each side's latest
        self.paused: tuple[str, int] | None = None  # by whom, until which hour
        self.changes: dict[str, tuple[int, set[str]]] = {}  # by raiser: to how many hours, and who has agreed

    def hand(self, side: str) -> int:
        people = {"weavers": self.span.world.ada, "potters": self.span.world.eve, "dyers": self.span.gus}
        return people[side].pk

    def tries(self, allowed: bool, work: object, side: str, *args: object) -> bool:
        """Do it; whether it was done, which must be what the oracle says."""
        try:
            with transaction.atomic():
                work(self.hand(side), self.span.bridge, *args)  # type: ignore[operator]  # any of the actions above
        except DomainError:
            done = False
        else:
            done = True
        assert done == allowed
        return done

    @property
    def inside(self) -> set[str]:
        return {side for side, state in self.sides.items() if state == "accepted"}

    @property
    def asking(self) -> bool:
        return self.state in {"invited", "open", "paused"}

    def settle(self) -> None:
        for raiser in list(self.changes):
            if raiser in self.changes and self.inside <= self.changes[raiser][1]:
                self.response = self.changes.pop(raiser)[0]
                if self.sides[raiser] == "countered":
                    self.sides[raiser] = "invited"
                for other, (hours, _) in list(self.changes.items()):
                    self.changes[other] = (hours, {other} & self.inside)

    def close(self) -> None:
        self.state, self.paused, self.changes = "closed", None, {}

    @rule(side=SIDES)
    def accepts(self, side: str) -> None:
        if self.tries(self.sides[side] in ASKED and self.asking, accept_bridge, side, Answer()):
            self.sides[side] = "accepted"
            self.changes.pop(side, None)
            self.state = "open" if self.state == "invited" else self.state

    @rule(side=SIDES)
    def declines(self, side: str) -> None:
        if self.tries(self.sides[side] in ASKED and self.asking, decline_bridge, side, "No."):
            self.sides[side] = "declined"
            self.changes.pop(side, None)
            if self.state == "invited" and not any(state in ASKED for state in self.sides.values()):
                self.close()

    @rule(side=SIDES, response=st.integers(6, 9))
    def asks_for_another_charter(self, side: str, response: int) -> None:
        allowed = self.asking and self.sides[side] in {*ASKED, "accepted"} and side not in self.changes
        if self.tries(allowed, amend_bridge, side, CharterChangeDraft(changes=CharterChanges(response_hours=response))):
            self.changes[side] = (response, {side} & self.inside)
            if self.sides[side] == "invited":
                self.sides[side] = "countered"
            self.settle()

    @rule(side=SIDES, raiser=SIDES, agree=st.booleans())
    def answers_a_change(self, side: str, raiser: str, agree: bool) -> None:
        row = Amendment.objects.filter(state="open", side__group__name=raiser.title()).first()
        assert (row is not None) == (raiser in self.changes)
        takes_back = side == raiser and not agree and self.sides[side] == "countered"
        allowed = row is not None and self.asking and (side in self.inside or takes_back)
        if self.tries(allowed, answer_amendment, side, row.number if row else 1, Consent(agree=agree)):
            if agree:
                self.changes[raiser][1].add(side)
                self.settle()
            else:
                del self.changes[raiser]
                if self.sides[raiser] == "countered":
                    self.sides[raiser] = "invited"

    @rule(side=SIDES, hours=st.integers(1, 72))
    def pauses_it(self, side: str, hours: int) -> None:
        lately = side in self.pauses and self.hours < self.pauses[side] + 7 * 24
        allowed = side in self.inside and self.state == "open" and not lately
        if self.tries(allowed, pause_bridge, side, PauseDraft(reason="Wait.", hours=hours)):
            self.state, self.pauses[side], self.paused = "paused", self.hours, (side, self.hours + hours)

    @rule(side=SIDES)
    def lets_it_go_on(self, side: str) -> None:
        allowed = self.state == "paused" and self.paused is not None and self.paused[0] == side and side in self.inside
        if self.tries(allowed, resume_bridge, side, None):
            self.state, self.paused = "open", None

    @rule(hours=st.sampled_from([1, 24, 60, 7 * 24]))
    def time_passes(self, hours: int) -> None:
        self.hours += hours
        clock.shift(self.hours * HOUR + timedelta(minutes=5))
        resume_due(now())
        if self.paused and self.paused[1] <= self.hours:
            self.state, self.paused = "open", None

    @rule(side=SIDES)
    def leaves(self, side: str) -> None:
        if self.tries(side in self.inside and self.state in TALKING, leave_bridge, side, Because(reason="Enough.")):
            self.sides[side] = "left"
            self.changes.pop(side, None)
            if len(self.inside) < 2:
                self.close()
            else:
                self.settle()

    @rule(side=SIDES)
    def ends(self, side: str) -> None:
        ender = side in self.inside and (side == "weavers" or self.sides["weavers"] == "left")
        allowed = ender and self.state in {"invited", *TALKING}
        if self.tries(allowed, close_bridge, side, "Done."):
            if self.state in {"open", "paused"}:
                self.state, self.paused, self.changes = "closing", None, {}
            else:
                self.close()

    @rule(side=SIDES)
    def puts_away(self, side: str) -> None:
        ender = side in self.inside and (side == "weavers" or self.sides["weavers"] == "left")
        if self.tries(ender and self.state == "closed", archive_bridge, side, None):
            self.state = "archived"

    @invariant()
    def it_stands_as_the_oracle_says(self) -> None:
        bridge = Bridge.objects.get()
        rows = dict(Side.objects.values_list("group__name", "state"))
        assert (bridge.state, bridge.response_hours) == (self.state, self.response)
        assert {name.lower(): state for name, state in rows.items()} == self.sides
        opened = Admission.objects.filter(space_id=bridge.pk, ended_at__isnull=True).values_list("seat__group__name", flat=True)
        was_open = bridge.opened_at is not None
        assert {name.lower() for name in opened} == (self.inside if was_open else set())


@pytest.mark.django_db
def test_a_thread_lives_as_the_oracle_says() -> None:
    Thread.span = build_span()
    calm = settings(
        max_examples=15, stateful_step_count=14, deadline=None, derandomize=True, phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(Thread, settings=calm)  # type: ignore[no-untyped-call]  # without types in hypothesis
