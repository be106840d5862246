"""A small alliance that several threads see."""

import pytest

from collab.realtime.lanes import writing
from tests.world import World, build


@pytest.fixture
async def world(transactional_db: None) -> World:
    """Ada moderates, Ben belongs, Eve is outside."""
    return await writing(build)
