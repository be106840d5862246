"""`python -m bench.ask SPACE SECONDS`: a poll of everybody in a seeded space, in which all have voted, closing in so many seconds.

Prints the moment of closing, in seconds since 1970.  The poll is opened by the action that people use; the votes are
written row by row, because a thousand of them cast one after the other would take half a minute.
"""
# ruff: noqa: E402 - the environment comes before Django, and Django before what needs it

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "collab.settings")

import django

django.setup()

from datetime import timedelta
from uuid import uuid4

from collab.accounts.models import Person
from collab.clock import now
from discussions.polls.actions import open_poll
from discussions.polls.models import Ballot, Poll, Voter
from discussions.polls.shapes import PollDraft

AT_ONCE = 2000  # rows of one statement
COLOURS = ("Red", "Green", "Blue")


def main(space: int, seconds: float) -> float:
    """See the module."""
    ada = Person.objects.get(email__startswith="ada")
    closes_at = now() + timedelta(seconds=seconds)
    draft = PollDraft.model_validate(
        {
            "client_id": uuid4(),
            "unit": "person",
            "question": "Which colour shall the flag have?",
            "options": [{"text": each} for each in COLOURS],
            "closes_at": closes_at,
        }
    )
    place = open_poll(ada.pk, space, draft).poll.place
    poll = Poll.objects.get(space_id=space, entry__place=place)
    voters = Voter.objects.filter(poll=poll).select_related("seat").order_by("pk")
    ballots = [
        Ballot(voter=each, poll=poll, content={"choices": [f"o{number % len(COLOURS) + 1}"]}, cast_by=each.seat, cast_at=now())
        for number, each in enumerate(voters)
    ]
    Ballot.objects.bulk_create(ballots, batch_size=AT_ONCE)
    Poll.objects.filter(pk=poll.pk).update(cast=len(ballots))
    return closes_at.timestamp()


if __name__ == "__main__":
    print(main(int(sys.argv[1]), float(sys.argv[2])))
