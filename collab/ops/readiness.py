"""Bringing a site's database up to date before it is served."""

import json
from collections.abc import Callable
from io import StringIO

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from collab.accounts.models import Person
from collab.files.store import store

Say = Callable[[str], object]


def prepare_database(say: Say) -> None:
    """Make the place for files and apply what migrations are due.

    Fill a database without people with the example alliance, where the site wants one.
    """
    store().prepare()
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("· Bringing the database up to date")
        call_command("migrate", verbosity=0)
    if settings.EXAMPLE_DATA and not Person.objects.exists():
        say("· Filling it with the example alliance")
        call_command("demo", "seed", stdout=StringIO())


def let_go_of_database() -> None:
    """Close this thread's connection, and with PostgreSQL those that are kept for requests: this process may go on to serve none."""
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()  # type: ignore[attr-defined]  # of this back end alone


def how_to_sign_in() -> str:
    """A few lines for the terminal: the first example accounts, and where the others are listed."""
    listed = StringIO()
    call_command("demo", "accounts", "--json", stdout=listed)
    accounts = json.loads(listed.getvalue())
    if not accounts:
        return ""
    width = max(len(each["mail"]) for each in accounts[:4])
    lines = [f"  {each['mail']:<{width}}  {each['password']}   {each['name']}" for each in accounts[:4]]
    return "\n".join(["Sign in as one of these (all of them: .venv/bin/python manage.py demo accounts):", *lines])
