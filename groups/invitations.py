"""Invitations: a way in for one address, into one group, for one organisation, in one role; used once."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from collab.audit.record import record
from collab.clock import now
from collab.errors import Code, Conflict, DomainError, Invalid, NotFound, Refused
from collab.mail.backend import useful_for
from groups.models import Invitation, Organisation, Seat
from groups.policies import check_keep_group, check_seats
from groups.reads import of_groups, open_seats, place_in_group, reading_seats
from groups.roles import GroupKind, Post, Role
from groups.shapes import InvitationDraft, InvitationShape, OrganisationShape

LIFE = timedelta(days=7)
TOKEN_BYTES = 32  # 256 bits
A_DAY = 200  # invitations by one seat: enough for a summit, too few for a nuisance


@transaction.atomic
def invite(by: int, group_id: int, draft: InvitationDraft) -> tuple[Invitation, str]:
    """Invite an address; an earlier open invitation of it to this group is void from now on.  The mail is written with it.

    The token is in the mail (sealed while it waits) and in this answer, nowhere else.  Whether the address has an account
    or a seat already makes no difference here, so that nobody learns it by inviting.
    Raises NotFound, Refused (not_allowed, second_factor_needed), Invalid (organisation), Conflict (too_many).
    """
    check_seats(place_in_group(by, group_id), draft.role)
    organisation = Organisation.objects.filter(pk=draft.organisation).first()
    if organisation is None:
        raise Invalid(Code.INVALID, _("There is no such organisation."), fields=["organisation"])
    seat = inviting_seat(by, group_id)
    if Invitation.objects.filter(invited_by=seat, created_at__gt=now() - timedelta(days=1)).count() >= A_DAY:
        raise Conflict(Code.TOO_MANY, _("You have sent many invitations today. Go on tomorrow."), limit=A_DAY)
    earlier = Invitation.objects.filter(group_id=group_id, email=draft.email, used_at__isnull=True, revoked_at__isnull=True)
    earlier.update(revoked_at=now())
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invitation = Invitation.objects.create(
        token_hash=hash_of(token), email=draft.email, group_id=group_id, organisation=organisation, role=draft.role, post=draft.post,
        invited_by=seat, created_at=now(), expires_at=now() + LIFE,
    )  # fmt: skip
    send_invitation(draft.email, token)
    record("invitation.send", group_id=group_id, actor_id=by, subject=("invitation", invitation.pk), role=draft.role)
    return invitation, token


def inviting_seat(person_id: int, group_id: int) -> Seat:
    """The seat by whose right somebody invites: one's own in the group if it moderates, else the secretariat's."""
    seats = list(open_seats(person_id).filter(Q(group_id=group_id) | Q(group__kind=GroupKind.SECRETARIAT)).order_by("pk"))
    by_right = [seat for seat in seats if seat.group_id == group_id and Role(seat.role).moderates]
    return (by_right or [seat for seat in seats if seat.group_id != group_id] or seats)[0]


def hash_of(token: str) -> str:
    """SHA-256 of a token: all that is stored of it."""
    return hashlib.sha256(token.encode()).hexdigest()


def send_invitation(email: str, token: str) -> None:
    """The mail: a link under the site's own address, and nothing about who invites whom to what (S55, S27)."""
    link = f"{settings.SITE_ORIGIN}/account/invitation/{token}/"
    words = render_to_string("mail/invitation.txt", {"link": link, "days": LIFE.days})
    with useful_for(LIFE):
        send_mail(translated("An invitation to Collab"), words, None, [email])


@transaction.atomic
def revoke(by: int, invitation_id: int) -> None:
    """Make an invitation void.  Repeating changes nothing.  Raises NotFound to all who do not keep its group."""
    keeping = reading_seats(by).filter(role__in=[Role.LEAD, Role.MODERATOR])
    invitation = Invitation.objects.filter(of_groups(by, keeping), pk=invitation_id).first()
    if invitation is None:
        raise NotFound
    check_keep_group(place_in_group(by, invitation.group_id))
    if Invitation.objects.filter(pk=invitation.pk, used_at__isnull=True, revoked_at__isnull=True).update(revoked_at=now()):
        record("invitation.revoke", group_id=invitation.group_id, actor_id=by, subject=("invitation", invitation.pk))


def open_invitation(token: str, *, lock: bool = False) -> Invitation:
    """The invitation behind a token, if it can be used now.  `lock`: its row stays locked until the transaction ends.

    Raises NotFound for a token that was never given out, Conflict (invitation_spent) for one that is used, revoked or
    expired, or whose inviter could not invite like this any more.
    """
    rows = Invitation.objects.select_related("group", "organisation", "invited_by")
    if lock:
        rows = rows.select_for_update(of=("self",), no_key=True)
    invitation = rows.filter(token_hash=hash_of(token)).first()
    if invitation is None:
        raise NotFound
    if state_of(invitation) != "open" or not still_backed(invitation):
        raise spent()
    return invitation


def still_backed(invitation: Invitation) -> bool:
    """Whether the seat that invited still counts, and its person may still give this role."""
    seat = invitation.invited_by
    if seat is None or not Seat.objects.reading_at(now()).filter(pk=seat.pk).exists():
        return False
    try:
        check_seats(place_in_group(seat.person_id, invitation.group_id), Role(invitation.role))
    except DomainError:
        return False
    return True


def take(token: str, email: str) -> Invitation:
    """Use an invitation, once, for this address.  Inside the transaction that opens the seat.

    Of many at the same moment exactly one comes back; the others are told that it is spent.
    Raises NotFound, Conflict (invitation_spent), Refused (address_differs).
    """
    invitation = open_invitation(token)
    if email.lower() != invitation.email:
        raise Refused(Code.ADDRESS_DIFFERS, _("This invitation is for another mail address. Sign in with that one."))
    fresh = Invitation.objects.filter(pk=invitation.pk, used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now())
    if fresh.update(used_at=now()) != 1:
        raise spent()
    return invitation


def spent() -> Conflict:
    """One answer for every way in which an invitation can be over."""
    return Conflict(Code.INVITATION_SPENT, _("This invitation cannot be used any more. Ask whoever invited you for a new one."))


def state_of(invitation: Invitation) -> str:
    """open, used, expired or revoked."""
    if invitation.used_at is not None:
        return "used"
    if invitation.revoked_at is not None:
        return "revoked"
    return "expired" if invitation.expires_at <= now() else "open"


def organisation_shape(row: Organisation) -> OrganisationShape:
    """An organisation as it travels."""
    return OrganisationShape(id=row.pk, name=row.name, constituency=row.constituency_id, country=row.country)


def shape_of(row: Invitation) -> InvitationShape:
    """An invitation as those who may invite see it.  Needs the organisation loaded."""
    return InvitationShape.model_validate(
        {
            "id": row.pk, "email": row.email, "organisation": organisation_shape(row.organisation), "role": Role(row.role),
            "post": Post(row.post), "expires_at": row.expires_at, "state": state_of(row),
        }
    )  # fmt: skip
