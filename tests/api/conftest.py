"""A small alliance for each test.

What a file starts with is made once, in a transaction around those of its tests (`floor`); each test gets a copy of its own and
leaves nothing behind.  A file that starts with more overrides `laid_world` or `laid_span`.
"""

from collections.abc import Iterator
from copy import deepcopy

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.span import Span, build_span
from tests.world import World, build


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that commits sees no open transaction around it: such tests have a file of their own, or build what they need."""
    laid = {item.path for item in items if "floor" in getattr(item, "fixturenames", ())}
    for item in items:
        marker = item.get_closest_marker("django_db")
        assert not (marker and marker.kwargs.get("transaction") and item.path in laid), f"{item.nodeid} commits on a floor"


@pytest.fixture(scope="module")
def floor(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """What is made on it stands for all tests of the file."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def laid_world(floor: None) -> World:
    """Ada moderates, Ben belongs, Eve is outside."""
    return build()


@pytest.fixture
def world(laid_world: World, db: None) -> World:
    """A copy of what the file starts with."""
    return deepcopy(laid_world)


@pytest.fixture(scope="module")
def laid_span(floor: None) -> Span:
    """Three groups, no thread between them."""
    return build_span()


@pytest.fixture
def fresh_span(laid_span: Span, db: None) -> Span:
    """A copy of what the file starts with."""
    return deepcopy(laid_span)


@pytest.fixture
def span(fresh_span: Span) -> Span:
    """The same; a file whose tests open the thread in more than one way says here in which most of them do."""
    return fresh_span
