"""Writing the digests that are due.  The worker's part.

One transaction for each person; whoever moves `next_at` on writes the letter.  So a round may be cut off, or run in two workers,
and nobody has two letters of one day.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import translation

from collab.accounts.models import Person
from collab.clock import now
from collab.mail.backend import useful_for
from collab.work.rounds import leaving
from discussions.digest.letter import write
from discussions.digest.models import MONDAY, MORNING, Digest
from discussions.digest.policies import next_after
from discussions.digest.reads import news_for, weekdays

log = logging.getLogger("collab.digest")
AT_ONCE = 500
LIFE = timedelta(hours=20)  # the next one, a day later, says it all anew


def send_digests() -> None:
    """Write every digest whose time has come."""
    begin()
    moment = now()
    due = Digest.objects.filter(next_at__lte=moment, person__is_active=True).order_by("next_at", "pk")
    for person_id in list(due.values_list("pk", flat=True)):  # all first: the loop moves what it was asked by
        if leaving.is_set():
            return
        try:
            send_digest(person_id, moment)
        except Exception:
            log.exception("a digest could not be written")


def begin() -> None:
    """A choice for everybody who has none yet: Mondays, from now on."""
    moment = now()
    new = Person.objects.filter(is_active=True).exclude(pk__in=Digest.objects.values("pk")).values_list("pk", "time_zone")[:AT_ONCE]
    days = weekdays(MONDAY)
    Digest.objects.bulk_create(
        (Digest(pk=person, told_at=moment, next_at=next_after(moment, days, MORNING, zone)) for person, zone in new),
        ignore_conflicts=True,
    )


def send_digest(person_id: int, moment: datetime) -> bool:
    """Write one person's letter if it is due at `moment` and there is anything to tell; whether it was written."""
    digest = Digest.objects.select_related("person").get(pk=person_id)
    person, days = digest.person, weekdays(digest.days)
    planned = next_after(digest.told_at, days, digest.hour, person.time_zone)
    if planned is None or planned > moment:  # the zone is another since `next_at` was set
        Digest.objects.filter(pk=person_id, next_at=digest.next_at).update(next_at=planned)
        return False
    news = news_for(person_id, digest.told_at)
    following = next_after(moment, days, digest.hour, person.time_zone)
    with transaction.atomic():
        mine = Digest.objects.filter(pk=person_id, next_at=digest.next_at).update(told_at=moment, next_at=following)
        if not mine or not news:
            return False
        with translation.override(person.language), useful_for(LIFE):
            subject, body = write(news, digest.told_at)
            leave = {"List-Unsubscribe": f"<{settings.SITE_ORIGIN}/settings#digest>"}  # RFC 2369: where to change it, after signing in
            EmailMessage(subject, body, None, [person.email], headers=leave).send()
    return True
