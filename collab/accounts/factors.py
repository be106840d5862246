"""Whether a person has a second factor, kept beside the account so that one query can ask it."""

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from collab.accounts.models import Person


def connect() -> None:
    """Listen to allauth."""
    for signal in (authenticator_added, authenticator_removed, authenticator_reset):
        signal.connect(_changed, dispatch_uid="collab.accounts.factors")


def _changed(user: Person, **_: object) -> None:
    keep_in_step(user.pk)


@transaction.atomic
def keep_in_step(person_id: int) -> None:
    """Set `second_factor` to what is true; open screens follow.  Recovery codes alone are none."""
    person = Person.objects.select_for_update(no_key=True).get(pk=person_id)
    factors = Authenticator.objects.filter(user=person).exclude(type=Authenticator.Type.RECOVERY_CODES)
    if factors.exists() != person.second_factor:
        person.second_factor = not person.second_factor
        person.save(update_fields=["second_factor"])
        import_string(settings.WHEN_RIGHTS_CHANGE)(person_id)
