"""The life of a document, held against a small model: what was tried is done or refused as the model says, and stands as it says.

Hands: Ben is the source, Ada moderates, Dan moderates too, Cleo only reads.
"""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from collab import clock
from collab.accounts.models import Person
from collab.clock import now
from collab.errors import DomainError
from discussions.documents.actions import approve_document, return_document, submit_document, withdraw_document
from discussions.documents.disposing import dispose_document, see_to_what_is_due
from discussions.documents.keeping import hold_document, lift_hold
from discussions.documents.life import keep_time
from discussions.documents.models import Approval, Document, Version
from discussions.documents.publishing import archive_document, publish_document
from discussions.documents.retention.actions import set_retention
from discussions.documents.retention.shapes import RetentionRule
from discussions.documents.roles import DocumentType
from discussions.documents.shapes import Publishing, VersionDraft
from discussions.documents.uploads import add_version
from discussions.spaces.seating import open_seat
from groups.roles import Role
from tests.papers import share
from tests.world import World, build, person

WHO = st.sampled_from(["ben", "ada", "dan", "cleo"])
MODERATORS = {"ada", "dan"}
HANDS = {"ben"}  # of the source
HOUR = timedelta(hours=1)


class Life(RuleBasedStateMachine):
    """One document, and beside it what should be."""

    world: World  # set by the test
    people: dict[str, Person]
    reached: set[str]  # by all of them together

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        clock.shift(timedelta())
        self.hours = 0
        self.menu = share(self.world, self.world.ben, label="amber")
        self.state, self.newest, self.makers, self.submitter = "working", 1, "ben", ""
        self.approved = self.published = self.planned = 0
        self.yes: set[str] = set()
        self.embargo: int | None = None  # hours
        self.expiry: int | None = None
        self.expired = self.withdrawn = self.held = False
        self.kept: int | None = None  # hours, once it is over

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)
        clock.shift(timedelta())

    def tries(self, allowed: bool, work: object, who: str, *args: object) -> bool:
        """Do it; whether it was done, which must be what the model says."""
        try:
            with transaction.atomic():
                work(self.people[who].pk, self.menu.space, self.menu.place, *args)  # type: ignore[operator]  # any of the actions above
        except DomainError:
            done = False
        else:
            done = True
        assert done == allowed
        return done

    @property
    def over(self) -> bool:
        return self.state in {"withdrawn", "archived", "disposed"}

    def may_decide(self, who: str, version: int) -> bool:
        hands = {"ben", self.makers, self.submitter}
        return who in MODERATORS and who not in hands and self.state == "in_review" and version == self.newest

    @initialize(far=st.sampled_from(["shared", "in_review", "approved", "archived", "due", "withdrawn"]))
    def has_come_so_far(self, far: str) -> None:
        """Chance alone seldom gets through a review."""
        if far not in {"shared", "withdrawn"}:
            self.submits("ben")
        if far in {"approved", "archived", "due"}:
            self.approves("ada", 1)
            self.approves("dan", 1)
        if far in {"archived", "due"}:
            self.archives("ada")
        if far == "due":
            self.days_pass(1)
        if far == "withdrawn":
            self.withdraws("ben")

    @rule(who=WHO)
    def submits(self, who: str) -> None:
        allowed = who in MODERATORS | HANDS and self.state in {"working", "changes_requested"}
        if self.tries(allowed, submit_document, who):
            self.state, self.submitter = "in_review", who

    @rule(who=WHO, version=st.integers(1, 3))
    def approves(self, who: str, version: int) -> None:
        if self.tries(self.may_decide(who, version), approve_document, who, version):
            self.yes.add(who)
            if len(self.yes) == 2:
                self.state, self.approved = "approved", version

    @rule(who=WHO, version=st.integers(1, 3))
    def returns(self, who: str, version: int) -> None:
        if self.tries(self.may_decide(who, version), return_document, who, version, "Not yet."):
            self.state, self.yes = "changes_requested", set()

    @rule(who=WHO)
    def changes_a_byte(self, who: str) -> None:
        def work(person_id: int, space: int, place: int) -> None:
            add_version(person_id, space, place, VersionDraft(client_id=uuid4()), name="a.md", pieces=[uuid4().hex.encode()])

        if self.tries(who in MODERATORS | HANDS and not self.over, work, who):
            self.newest, self.makers, self.submitter, self.state, self.yes = self.newest + 1, who, "", "working", set()

    @rule(who=WHO, version=st.integers(1, 3), embargo=st.sampled_from([None, 2, 4]), lasts=st.sampled_from([None, 3, 6]))
    def publishes(self, who: str, version: int, embargo: int | None, lasts: int | None) -> None:
        until = None if embargo is None else now() + embargo * HOUR
        ends = None if lasts is None else now() + lasts * HOUR
        allowed = who in MODERATORS and self.state in {"approved", "embargoed", "expired"} and version == self.newest
        allowed = allowed and not (embargo is not None and lasts is not None and lasts <= embargo)
        plan = Publishing(version=version, embargo_until=until, expires_at=ends)
        if self.tries(allowed, publish_document, who, plan):
            self.expiry = None if lasts is None else self.hours + lasts
            self.expired = False
            if embargo is None:
                self.state, self.published, self.planned, self.embargo = "published", version, 0, None
            else:
                self.state, self.planned, self.embargo = "embargoed", version, self.hours + embargo

    @rule(hours=st.integers(1, 3))
    def time_passes(self, hours: int) -> None:
        self.hours += hours
        clock.shift(self.hours * HOUR + timedelta(seconds=30))
        keep_time(now())
        see_to_what_is_due(now())
        if self.embargo is not None and self.embargo <= self.hours:
            if self.planned == self.newest:
                self.state = "published"
            self.published, self.planned, self.embargo, self.expired = self.planned, 0, None, False
        if self.published and not self.expired and self.expiry is not None and self.expiry <= self.hours:
            self.expired = True
            if self.state == "published":
                self.state = "expired"

    @rule(who=WHO)
    def archives(self, who: str) -> None:
        allowed = who in MODERATORS and self.state in {"approved", "published", "expired", "withdrawn"}
        if self.tries(allowed, archive_document, who):
            self.state, self.published, self.planned, self.embargo = "archived", 0, 0, None
            self.kept = self.hours + 24

    @rule(who=WHO)
    def withdraws(self, who: str) -> None:
        allowed = who in MODERATORS or (who in HANDS and not self.approved)
        if self.state == "disposed" or (self.state == "archived" and not self.withdrawn):
            allowed = False
        if self.tries(allowed, withdraw_document, who, "Wrong.") and not self.withdrawn:  # again: it stays as it is
            self.state, self.approved, self.published, self.planned, self.embargo = "withdrawn", 0, 0, 0, None
            self.withdrawn, self.kept = True, self.hours + 24

    @rule(who=WHO, on=st.booleans())
    def holds(self, who: str, on: bool) -> None:
        if self.tries(who in MODERATORS and self.state != "disposed", hold_document if on else lift_hold, who, "A court asks."):
            self.held = on

    @rule(days=st.integers(1, 2))
    def days_pass(self, days: int) -> None:
        self.time_passes(days * 24)

    @rule(who=WHO)
    def disposes(self, who: str) -> None:
        is_due = self.kept is not None and self.kept <= self.hours and not self.held
        if self.tries(who in MODERATORS and (is_due or self.state == "disposed"), dispose_document, who, "It is over."):
            self.state, self.approved, self.kept = "disposed", 0, None

    @invariant()
    def stands_as_the_model_says(self) -> None:
        """And what is in force was approved by two others, in exactly these bytes."""
        row = Document.objects.get(space_id=self.menu.space, entry__place=self.menu.place)
        number = dict(Version.objects.filter(document=row).values_list("pk", "number"))
        in_force = [row.approved_id, row.published_id, row.planned_id]
        assert (row.state, max(number.values())) == (self.state, self.newest)
        self.reached.add(row.state)
        bytes_named = Version.objects.filter(document=row).exclude(sha256="").count()
        assert bytes_named == (0 if self.state == "disposed" else self.newest)
        assert row.held_at is None or self.state != "disposed"
        assert [number.get(each, 0) if each else 0 for each in in_force] == [self.approved, self.published, self.planned]
        for version in set(filter(None, in_force)):
            yes = Approval.objects.filter(version=version).values_list("approver__person", "sha256", "version__sha256")
            assert len({person for person, _, _ in yes}) == 2
            assert all(said == bytes_ for _, said, bytes_ in yes)


@pytest.mark.django_db
def test_a_document_lives_as_the_model_says() -> None:
    world = build()
    people = {"ben": world.ben, "ada": world.ada, "dan": person("Dan"), "cleo": person("Cleo")}
    for name, role in (("dan", Role.MODERATOR), ("cleo", Role.MEMBER)):
        open_seat(by=world.olga.pk, group_id=world.weavers.pk, person_id=people[name].pk, organisation_id=world.kiln.pk, role=role)
    set_retention(world.ada.pk, world.weavers.pk, RetentionRule(type=DocumentType.PAPER, days=1))
    machine = type("OfThisWorld", (Life,), {"world": world, "people": people, "reached": set()})
    run_state_machine_as_test(  # type: ignore[no-untyped-call]  # hypothesis declares no types here
        machine,
        settings=settings(
            max_examples=16,
            stateful_step_count=16,
            deadline=None,
            derandomize=True,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert machine.reached >= {"in_review", "withdrawn", "archived", "disposed"}  # type: ignore[attr-defined]  # made above
