"""A small alliance that several threads see."""

from collections.abc import AsyncIterator

import pytest

from collab.realtime.hub import hub
from collab.realtime.lanes import writing
from collab.realtime.sweep import asleep
from tests.world import World, build


@pytest.fixture
async def world(transactional_db: None) -> World:
    """Ada moderates, Ben belongs, Eve is outside."""
    return await writing(build)


@pytest.fixture(autouse=True)
async def _asleep(transactional_db: None) -> AsyncIterator[None]:
    """What the live side keeps running ends with the test whose loop it ran on, and before the database is emptied: it may be reading."""
    yield
    await asleep(hub)
