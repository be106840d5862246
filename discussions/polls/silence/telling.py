"""Telling how a silence ended: to whoever called it, and to everybody who could have broken it.  The worker's part.

One transaction for each person, who is asked again whether they were told; so a round may be cut off, or run in two workers.
"""

import logging

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from collab.accounts.models import Person
from collab.clock import now
from collab.labels import Label
from collab.streams.counter import lock
from discussions.personal.actions import notify
from discussions.personal.models import Notice
from discussions.polls.models import Silence
from discussions.polls.roles import PollState
from discussions.polls.silence.reads import designated
from discussions.spaces.reads import admissions_of

log = logging.getLogger("collab.polls")


def tell_ends() -> None:
    """Tell of every silence that has ended since the last round."""
    ended = Silence.objects.filter(told_at__isnull=True, poll__state=PollState.CLOSED)
    for silence in ended.select_related("poll__entry", "poll__author", "broken").order_by("poll__closed_at"):
        try:
            tell_end(silence)
        except Exception:
            log.exception("the end of silence %s was not told to everybody", silence.pk)


def tell_end(silence: Silence) -> None:
    """Tell of one end, and note that it is done."""
    what = "silence_broken" if hasattr(silence, "broken") else "silence_adopted"
    people = {seat.person_id for seat in designated(silence.poll, now()).values()} | {silence.poll.author.person_id}
    for person_id in sorted(people):
        tell_person(silence, what, person_id)
    Silence.objects.filter(pk=silence.pk, told_at__isnull=True).update(told_at=now())


@transaction.atomic
def tell_person(silence: Silence, what: str, person_id: int) -> None:
    """A notice and a letter, once.  The letter names neither text nor space; of a TLP:RED exchange there is none at all."""
    person, poll = Person.objects.get(pk=person_id), silence.poll
    counter = lock(person.stream_id)
    told = Notice.objects.filter(person=person, about=poll.entry, what=what)
    if told.exists() or not admissions_of(person_id).filter(space_id=poll.space_id, floor__lt=poll.entry.place).exists():
        return
    notify(counter, person_id, what, poll.entry)
    counter.save()
    if poll.entry.label == Label.RED:
        return
    with translation.override(person.language):
        if what == "silence_broken":
            ended, subject = _("A silence in which you have a say was broken. Nothing is adopted."), _("A silence was broken")
        else:
            ended, subject = _("Nobody broke a silence in which you have a say. The text is adopted."), _("A text is adopted by silence")
        send_mail(subject, f"{ended}\n\n{settings.SITE_ORIGIN}/s/{poll.space_id}/p/{poll.entry.place}\n", None, [person.email])
