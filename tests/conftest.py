"""What every test stands on: the environment first, then Django, then a clean house for each test."""
# ruff: noqa: E402 - settings read the environment once, so it comes before every import of Django

from tests import environment

DATA_DIR = environment.lay_out()

import django

django.setup()

import os

# A worker inherits this process's environment.  Found there, pytest-django would read the settings before the worker has laid out its own.
os.environ.pop("DJANGO_SETTINGS_MODULE")

import shutil
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.utils import translation
from pytest_django import DjangoDbBlocker

from collab import clock
from collab.realtime.lanes import reading, writing
from tests.server import blank

assert settings.DATA_DIR == DATA_DIR, "the settings were read before the environment was laid out"
ON_ENGINES = "postgresql" in settings.DATABASES["default"]["ENGINE"]


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """SQLite's test database is kept as it is laid out, and goes with its folder."""
    return not ON_ENGINES


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_xdist_suffix: None) -> None:
    """SQLite as in service: a file, in WAL mode, so that threads meet the locks that people would meet.  It is a copy of one made once."""
    if not ON_ENGINES:
        place = DATA_DIR / "test.sqlite3"
        shutil.copyfile(blank(), place)
        connections["default"].settings_dict["TEST"]["NAME"] = str(place)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The test database goes only when the live side's threads have let go of it.

    Between tests SQLite is emptied by DELETE, which the audit refuses: here it may (tests/api/test_audit.py puts the refusal back).
    """
    with django_db_blocker.unblock():
        if not ON_ENGINES:
            connections["default"].cursor().execute("DROP TRIGGER audit_entry_undeleted")
    yield
    reading.close()
    writing.close()


@pytest.fixture(autouse=True)
def _clean_house() -> Iterator[None]:
    """Counters of throttles, the clock and the language of one test do not reach the next."""
    yield
    cache.clear()
    clock.shift(timedelta())
    translation.activate(settings.LANGUAGE_CODE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests under tests/e2e are marked `e2e`, those under tests/realtime `engine`; the slow ones wait for SLOW=1."""
    for item in items:
        for folder, mark in (("e2e", "e2e"), ("realtime", "engine")):
            if folder in item.path.parts:
                item.add_marker(mark)
        if item.get_closest_marker("slow") and os.environ.get("SLOW") != "1":
            item.add_marker(pytest.mark.skip(reason="slow: runs in make test-full"))
