"""Choosing when to have a digest."""

from collab.accounts.models import Person
from collab.clock import now
from discussions.digest.models import Digest
from discussions.digest.policies import next_after
from discussions.digest.shapes import DigestChoice, DigestShape


def choose_digest(person_id: int, choice: DigestChoice) -> DigestShape:
    """Keep the choice.  What is new is counted from the last digest, or from now on if there was none."""
    moment, zone = now(), Person.objects.values_list("time_zone", flat=True).get(pk=person_id)
    next_at = next_after(moment, choice.days, choice.hour, zone)
    chosen = {"days": "".join(map(str, choice.days)), "hour": choice.hour, "next_at": next_at}
    Digest.objects.update_or_create(pk=person_id, defaults=chosen, create_defaults={**chosen, "told_at": moment})
    return DigestShape(days=choice.days, hour=choice.hour, next_at=next_at)
