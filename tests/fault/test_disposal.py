"""Disposal when two hands meet: one tombstone, one entry in the record, and no version without its file."""

from datetime import timedelta

import pytest

from collab import clock
from collab.audit.models import AuditEntry
from collab.clock import now
from collab.files.store import store
from discussions.documents.actions import withdraw_document
from discussions.documents.disposing import SETTLED, destroy_leftovers, dispose_document, see_to_what_is_due
from discussions.documents.keeping import hold_document
from discussions.documents.models import Document, Version
from discussions.documents.publishing import archive_document
from discussions.documents.retention.actions import set_retention
from discussions.documents.retention.models import Leftover
from discussions.documents.retention.shapes import RetentionRule
from discussions.documents.roles import DocumentType
from discussions.documents.shapes import DocumentShape
from tests.fault.test_documents import at_once
from tests.papers import share
from tests.world import World, build

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]


@pytest.fixture
def world() -> World:
    return build()


def due(world: World, *, automatic: bool = False) -> DocumentShape:
    """A document whose time is over, and of which the moderators were told long ago."""
    menu = share(world, world.ben, label="green")
    set_retention(world.ada.pk, world.weavers.pk, RetentionRule(type=DocumentType.PAPER, days=1, automatic=automatic))
    withdraw_document(world.ada.pk, menu.space, menu.place, "Wrong.")
    clock.shift(timedelta(days=2))
    see_to_what_is_due(now())
    clock.shift(timedelta(days=12))
    return menu


def disposals() -> int:
    return AuditEntry.objects.filter(verb="document.dispose").count()


def test_two_disposals_at_once_are_one(world: World) -> None:
    menu = due(world, automatic=True)

    def by_hand() -> object:
        return dispose_document(world.ada.pk, menu.space, menu.place, "Over.").state

    assert at_once(by_hand, by_hand, lambda: see_to_what_is_due(now())) == ["disposed", "disposed", None]
    assert (Document.objects.get().state, disposals(), Leftover.objects.count()) == ("disposed", 1, 1)


def test_a_hold_comes_before_it_or_is_refused(world: World) -> None:
    menu = due(world)
    answers = at_once(
        lambda: dispose_document(world.ada.pk, menu.space, menu.place, "Over.").state,
        lambda: hold_document(world.ada.pk, menu.space, menu.place, "A court asks."),
    )
    document = Document.objects.get()
    assert (answers, document.state, document.held_at is None) in [
        (["disposed", "already_gone"], "disposed", True),
        (["held", None], "withdrawn", False),
    ]


def test_a_rule_that_changes_while_a_document_is_archived_misses_none(world: World) -> None:
    menu = share(world, world.ben, label="green")
    withdraw_document(world.ada.pk, menu.space, menu.place, "Wrong.")
    at_once(
        lambda: archive_document(world.ada.pk, menu.space, menu.place),
        lambda: set_retention(world.ada.pk, world.weavers.pk, RetentionRule(type=DocumentType.PAPER, days=1)),
    )
    document = Document.objects.get()
    assert document.archived_at is not None
    assert document.keep_until == document.archived_at + timedelta(days=1)


@pytest.mark.parametrize("_attempt", range(5))
def test_bytes_that_come_again_while_they_are_swept_are_there(world: World, _attempt: int) -> None:
    menu = due(world)
    dispose_document(world.ada.pk, menu.space, menu.place, "Over.")
    clock.shift(timedelta(days=12) + SETTLED + timedelta(seconds=1))
    at_once(destroy_leftovers, lambda: share(world, world.ben, title="The same", label="green"))
    [sha256] = Version.objects.exclude(sha256="").values_list("sha256", flat=True)
    clock.shift(timedelta(days=13))
    assert (destroy_leftovers(), store().has(sha256), Leftover.objects.count()) == (0, True, 0)
