"""The whole example alliance in one transaction: it is there, or nothing is."""

from datetime import timedelta

from django.db import transaction

from collab.accounts.models import Person
from collab.demo.arrivals import come_and_go
from collab.demo.bridges import bridges
from collab.demo.collections import collections
from collab.demo.desk import reports
from collab.demo.inquiries import inquiries
from collab.demo.papers import papers
from collab.demo.past import past
from collab.demo.play import Play
from collab.demo.readers import read, write
from collab.demo.script import talks
from collab.demo.silences import silences
from collab.demo.stage import build
from collab.demo.votes import votes

FOUNDED = timedelta(days=45)  # before loading


class NotEmpty(Exception):
    """There are people in this database already."""


@transaction.atomic
def seed() -> None:
    """Found, seat and let talk.  Raises NotEmpty, and changes nothing, where there are people already."""
    if Person.objects.exists():
        raise NotEmpty
    with past() as then:
        then.go(FOUNDED)
        stage = build()
        play = Play(stage, talks())
        then.live(
            [
                *play.events(),
                *papers(stage, play),
                *votes(stage, play, then),
                *inquiries(stage, play, then),
                *silences(stage, then),
                *bridges(stage),
                *reports(stage, play),
                *collections(stage),
            ]
        )
    read(stage, play.topics)
    write(stage, play.topics)
    come_and_go(stage)
