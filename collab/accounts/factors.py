"""Whether a person has a second factor, kept beside the account so that one query can ask it."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, get_totp_secret
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.utils.module_loading import import_string

from collab.accounts.models import Person
from collab.accounts.shapes import TotpOffer

STEP_SECONDS = 30
CODE_COUNTS_SECONDS = STEP_SECONDS * (2 * settings.MFA_TOTP_TOLERANCE + 1)


def connect() -> None:
    """Listen to the rows themselves: allauth's own signal comes after commit, when a crash could lose it."""
    TOTP._mark_code_used = _use_once
    for signal in (post_save, post_delete):
        signal.connect(_changed, sender=Authenticator, dispatch_uid="collab.accounts.factors")


def _use_once(factor: TOTP, code: str) -> bool:
    """Note that a code was used; False when it was used before.

    Kept for as long as the code counts.  Allauth forgets it after one step, and with a tolerance it would count again (S61).
    """
    return cache.add(factor._get_used_cache_key(code), True, timeout=CODE_COUNTS_SECONDS)


def _changed(instance: Authenticator, **_: object) -> None:
    keep_in_step(instance.user_id)


@transaction.atomic
def keep_in_step(person_id: int) -> None:
    """Set `second_factor` to what is true; open screens follow.  Recovery codes alone are none."""
    person = Person.objects.select_for_update(no_key=True).filter(pk=person_id).first()
    if person is None:
        return
    factors = Authenticator.objects.filter(user=person).exclude(type=Authenticator.Type.RECOVERY_CODES)
    if factors.exists() != person.second_factor:
        person.second_factor = not person.second_factor
        person.save(update_fields=["second_factor"])
        import_string(settings.WHEN_RIGHTS_CHANGE)(person_id)


def totp_offer(person_id: int) -> TotpOffer:
    """A new secret for an app, kept in the session until the app's first code comes; an earlier one no longer counts."""
    secret, adapter = get_totp_secret(regenerate=True), get_adapter()
    address = adapter.build_totp_url(Person.objects.get(pk=person_id), secret)
    return TotpOffer(secret=secret, svg=adapter.build_totp_svg(address))
