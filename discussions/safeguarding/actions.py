"""Sealing what a list of hashes knew, and what a safeguarding lead does about it."""

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as translated

from collab.audit.record import record
from collab.clock import now
from collab.files.screening import Found
from collab.files.store import Arrival, store
from collab.ids import random_id
from discussions.safeguarding.models import Case, Pause
from discussions.safeguarding.policies import check_purge
from discussions.safeguarding.reads import case_of, case_shape, leads
from discussions.safeguarding.shapes import CaseShape, Referral


def seal(person_id: int, arrival: Arrival, found: Found) -> None:
    """Seal a file that a list knew, open a case, pause the person's uploads, and write to the leads that something waits.

    The bytes are sealed first: a fall between the two leaves sealed bytes without a case, never bytes that lie open.  Neither the
    letter nor the audit nor the log says whose file it was, what it was called or what it holds.
    """
    case_id = random_id()
    store().seal(case_id, arrival)
    with transaction.atomic():
        Case.objects.create(
            pk=case_id, person_id=person_id, at=now(), list=found.list, kind=found.kind, digest=found.digest, embedded=found.embedded,
            sha256=arrival.sha256, size=arrival.size,
        )  # fmt: skip
        Pause.objects.get_or_create(person_id=person_id, defaults={"since": now()})
        for lead in leads():
            with translation.override(lead.language):
                words = translated("A safeguarding case waits for you. Sign in to read it.")
                send_mail(translated("Something waits for you"), f"{words}\n\n{settings.SITE_ORIGIN}/safeguarding\n", None, [lead.email])
        record("safeguarding.seal", group_id=None, actor_id=None, subject=("case", case_id), list=found.list)


@transaction.atomic
def refer(person_id: int, case_id: int, referral: Referral) -> CaseShape:
    """Record to whom a case was referred; again: another referral takes its place.  A lead.  Raises NotFound."""
    case = case_of(person_id, case_id)
    case.referred_at, case.referred_by_id = now(), person_id
    case.authority, case.reference = referral.authority, referral.reference
    case.save(update_fields=["referred_at", "referred_by", "authority", "reference"])
    record("safeguarding.refer", group_id=None, actor_id=person_id, subject=("case", case_id))
    return case_shape(case)


@transaction.atomic
def purge(person_id: int, case_id: int) -> CaseShape:
    """Destroy what was sealed, once it was referred; what is known of it stays.  A lead.  Raises NotFound, Conflict (wrong_state)."""
    case = case_of(person_id, case_id)
    check_purge(referred=case.referred_at is not None, purged=case.purged_at is not None)
    case.purged_at = now()
    case.save(update_fields=["purged_at"])
    record("safeguarding.purge", group_id=None, actor_id=person_id, subject=("case", case_id))
    store().destroy_sealed(case_id)
    return case_shape(case)


@transaction.atomic
def resume(person_id: int, case_id: int, reason: str) -> CaseShape:
    """Let the person of a case send files again.  A lead.  Repeating changes nothing.  Raises NotFound."""
    case = case_of(person_id, case_id)
    if Pause.objects.filter(person_id=case.person_id).delete()[0]:
        record("safeguarding.resume", group_id=None, actor_id=person_id, subject=("case", case_id), reason=reason)
    return case_shape(case)
