"""Cases, read by safeguarding leads; and whether somebody may send files."""

from django.conf import settings

from collab.accounts.models import Person
from collab.errors import NotFound
from discussions.safeguarding.models import Case, Pause
from discussions.safeguarding.policies import check_lead
from discussions.safeguarding.shapes import CaseShape


def leads() -> list[Person]:
    """The safeguarding leads, as the operator names them by their addresses."""
    named = [address.lower() for address in settings.SAFEGUARDING_LEADS]
    return list(Person.objects.filter(email__in=named, is_active=True).order_by("pk"))


def is_lead(person_id: int) -> bool:
    """Whether the person is one of them."""
    return any(lead.pk == person_id for lead in leads())


def is_paused(person_id: int) -> bool:
    """Whether the person sends no files for now."""
    return Pause.objects.filter(person_id=person_id).exists()


def cases(person_id: int) -> list[CaseShape]:
    """All cases, the newest first.  Raises NotFound to all but the leads."""
    check_lead(is_lead(person_id))
    return [case_shape(case) for case in Case.objects.select_related("person")]


def case_of(person_id: int, case_id: int) -> Case:
    """One case, locked for the caller's transaction.  Raises NotFound."""
    check_lead(is_lead(person_id))
    case = Case.objects.select_for_update(of=("self",)).select_related("person").filter(pk=case_id).first()
    if case is None:
        raise NotFound
    return case


def case_shape(case: Case) -> CaseShape:
    """The shape of a case."""
    return CaseShape(
        id=case.pk, at=case.at, person=case.person.name, email=case.person.email, list=case.list, digest_kind=case.kind,
        digest=case.digest, embedded=case.embedded, sha256=case.sha256, size=case.size, paused=is_paused(case.person_id),
        referred_at=case.referred_at, authority=case.authority, reference=case.reference, purged_at=case.purged_at,
    )  # fmt: skip
