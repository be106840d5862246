"""`python -m tests.fault.filled`: the world of tests in an empty database; Ben can sign in.  Prints where as JSON."""
# ruff: noqa: E402 - the environment comes before Django, and Django before what needs it

import json
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "collab.settings")

import django

django.setup()

from django.conf import settings

from collab.ops.readiness import prepare_database
from tests import world
from tests.api.door import with_password
from tests.live import session_for
from tests.papers import pdf, share

if __name__ == "__main__":
    prepare_database(lambda words: None)
    here = world.build()
    with_password(here.ben)
    menu = share(here, here.ben, pdf("Blue wool first"), name="menu.pdf")
    session = {"name": settings.SESSION_COOKIE_NAME, "value": session_for(here.ben)}
    print(json.dumps({"space": here.loom.pk, "topic": here.yarn, "document": menu.place, "session": session}))
