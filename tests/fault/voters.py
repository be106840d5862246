"""`python -m tests.fault.voters N`: a council with N more people, an open poll of delegations and a secret one of people.

Prints where, and each voter's session, as JSON.  For an empty database.
"""
# ruff: noqa: E402 - the environment comes before Django, and Django before what needs it

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "collab.settings")

import django

django.setup()

from django.conf import settings
from django.core.management import call_command

from collab.accounts.models import Person
from discussions.spaces.seating import open_seat
from groups.roles import Role
from tests.council import Council, convene
from tests.live import session_for
from tests.world import person


def crowd(council: Council, size: int) -> list[Person]:
    """So many more members of the council, of one organisation."""
    world, more = council.world, [person(f"Voter{number}") for number in range(size)]
    for who in more:
        open_seat(by=world.olga.pk, group_id=council.group.pk, person_id=who.pk, organisation_id=world.kiln.pk, role=Role.MEMBER)
    return more


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    council = convene()
    people = crowd(council, int(sys.argv[1]))
    named, secret = council.ask().poll, council.ask(unit="person", secrecy="secret").poll
    print(
        json.dumps(
            {
                "cookie": settings.SESSION_COOKIE_NAME,
                "space": council.hall.pk,
                "named": council.path(named.place, "ballot"),
                "secret": council.path(secret.place, "ballot"),
                "delegation": [session_for(who) for who in (council.alba, council.hugo)],
                "people": [session_for(who) for who in people],
            }
        )
    )
