"""`python -m bench.gate MANY`: a thread between the two groups of a seeded site, with so many posts that wait for a moderator.

Prints as JSON on which desk they wait, and a session of who reads it.  All of it is done by the actions that people use.
"""
# ruff: noqa: E402 - the environment comes before Django, and Django before what needs it

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "collab.settings")

import django

django.setup()

from typing import Any
from uuid import uuid4

from django.db import transaction

from bench.seed import BODY, sessions_of
from collab.accounts.models import Person
from discussions.bridges.actions import accept_bridge, propose_bridge
from discussions.bridges.roles import Attribution
from discussions.bridges.shapes import Answer, BridgeDraft, CrossingDraft
from discussions.bridges.submitting import submit_crossing
from discussions.chat.models import Topic
from groups.models import Seat
from groups.roles import Role


def main(many: int) -> dict[str, Any]:
    """See the module."""
    ada, ben, eve = (Person.objects.get(email__startswith=name) for name in ("ada", "ben", "eve"))
    ours, theirs = Seat.objects.get(person=ada, role=Role.LEAD), Seat.objects.get(person=eve, role=Role.LEAD)
    writer = Seat.objects.get(person=ben, group=ours.group)
    draft = BridgeDraft(group=ours.group_id, groups=[theirs.group_id], title="Gate", seats=[ours.pk, writer.pk])
    bridge = propose_bridge(ada.pk, draft).bridge
    accept_bridge(eve.pk, bridge, Answer())
    topic = Topic.objects.filter(space=bridge).values_list("entry__place", flat=True)[0]
    with transaction.atomic():
        for number in range(many):
            words = f"{number}. {BODY}"
            submit_crossing(ben.pk, bridge, CrossingDraft(client_id=uuid4(), body=words, attribution=Attribution.NAME, topic=topic))
    return {"group": ours.group_id, "session": sessions_of([ada])[0]}


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
