"""Reminders to those whose unit has not voted, before a poll closes.  The worker's part.

One transaction for each person, and each is asked again whether they were reminded: so a round may be cut off, or run in two
workers, and nobody is reminded twice.  Nobody is told who else has not voted.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from collab.accounts.models import Person
from collab.clock import now
from collab.labels import Label
from collab.mail.backend import useful_for
from collab.streams.counter import lock
from discussions.personal.actions import notify
from discussions.personal.models import Notice
from discussions.polls.models import Poll
from discussions.polls.roles import UNLINKED, PollKind, PollState
from discussions.polls.silence.reads import designated
from discussions.polls.units import full_voters, key_of, voted_in, voting_seats
from discussions.spaces.reads import admissions_of

log = logging.getLogger("collab.polls")
REMINDERS = (timedelta(hours=72), timedelta(hours=24))  # before closing, of polls that ran at least so long before


def remind_voters() -> None:
    """Send every reminder whose time has come."""
    moment = now()
    for number, before in enumerate(REMINDERS, 1):
        due = Poll.objects.filter(
            state=PollState.OPEN, reminded__lt=number, closes_at__gt=moment, closes_at__lte=moment + before,
            opens_at__lte=F("closes_at") - before,
        )  # fmt: skip
        for poll in due.select_related("entry").order_by("closes_at"):
            try:
                remind_of(poll, number, moment)
            except Exception:
                log.exception("the reminders of poll %s stopped on the way", poll.pk)


def remind_of(poll: Poll, number: int, moment: datetime) -> None:
    """Send one reminder of one poll, and note that it is done."""
    if number == len(REMINDERS) or poll.closes_at - moment > REMINDERS[number]:  # after an outage only the later one
        for person_id in undecided(poll, moment):
            remind_person(poll, number, person_id)
    Poll.objects.filter(pk=poll.pk, reminded__lt=number).update(reminded=number)


def undecided(poll: Poll, moment: datetime) -> list[int]:
    """The people who vote for units without a vote.  Of a secret poll all voters: who was left out would be known to have voted.

    Under silence whoever may break it.
    """
    if poll.kind == PollKind.SILENCE:
        return sorted({seat.person_id for seat in designated(poll, moment).values()})
    open_units = {voter.key for voter in full_voters().filter(poll=poll) if poll.secrecy in UNLINKED or not voted_in(voter)}
    seats = (row.seat for row in voting_seats(poll, moment).select_related("seat__organisation"))
    return sorted({seat.person_id for seat in seats if key_of(poll, seat) in open_units})


@transaction.atomic
def remind_person(poll: Poll, number: int, person_id: int) -> None:
    """A notice and a letter, once.  The letter names neither question nor space; of a TLP:RED exchange there is none at all."""
    person = Person.objects.get(pk=person_id)
    counter = lock(person.stream_id)
    told = Notice.objects.filter(person=person, about=poll.entry, what__in=["vote_due", "silence_due"], facts__number=number)
    if told.exists() or not admissions_of(person_id).filter(space_id=poll.space_id, floor__lt=poll.entry.place).exists():
        return
    silent = poll.kind == PollKind.SILENCE
    notify(counter, person_id, "silence_due" if silent else "vote_due", poll.entry, number=number, due=poll.closes_at.isoformat())
    counter.save()
    if poll.entry.label == Label.RED:
        return
    address = f"{settings.SITE_ORIGIN}/s/{poll.space_id}/p/{poll.entry.place}"
    with translation.override(person.language), useful_for(poll.closes_at - now()):
        if silent:
            closes = _("A silence that you may break ends on %(time)s UTC.") % {"time": f"{poll.closes_at:%Y-%m-%d %H:%M:%S}"}
            nothing, subject = _("If you have nothing to object, there is nothing to do."), _("A silence ends soon")
        else:
            closes = _("A poll in which you vote closes on %(time)s UTC.") % {"time": f"{poll.closes_at:%Y-%m-%d %H:%M}"}
            nothing, subject = _("If you have voted already, there is nothing to do."), _("A poll closes soon")
        send_mail(subject, f"{closes}\n\n{address}\n\n{nothing}\n", None, [person.email])
