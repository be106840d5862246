"""A small alliance for each test."""

import pytest

from tests.world import World, build


@pytest.fixture
def world(db: None) -> World:
    """Ada moderates, Ben belongs, Eve is outside."""
    return build()
