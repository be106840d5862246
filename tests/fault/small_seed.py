"""`python -m tests.fault.small_seed N`: one space with N people, each with a signed-in session.  Prints where and who as JSON."""
# ruff: noqa: E402 - the environment comes before Django, and Django before what needs it

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "collab.settings")

import django

django.setup()

from django.conf import settings
from django.core.management import call_command

from discussions.spaces.seating import open_seat
from groups.roles import Role
from tests import world
from tests.live import session_for


def main(people: int) -> None:
    """Fill an empty database."""
    call_command("migrate", verbosity=0)
    here = world.build()
    sessions = [session_for(here.ben)]
    for number in range(1, people):
        person = world.person(f"Listener{number}")
        open_seat(by=here.olga.pk, group_id=here.weavers.pk, person_id=person.pk, organisation_id=here.lantern.pk, role=Role.MEMBER)
        sessions.append(session_for(person))
    print(json.dumps({"space": here.loom.pk, "topic": here.yarn, "cookie": settings.SESSION_COOKIE_NAME, "sessions": sessions}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
