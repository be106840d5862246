"""Switching accounts off and on: the secretariat's, by a seat, since nobody else's account has a name on the wire."""

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from collab.accounts.models import Person
from collab.accounts.sessions import end_sessions
from collab.audit.record import record
from collab.errors import Code, NotFound, Refused
from collab.realtime.hub import close_person
from groups.models import Seat
from groups.policies import check_officer
from groups.reads import is_officer


@transaction.atomic
def switch_account(by: int, seat_id: int, *, active: bool, reason: str) -> None:
    """Switch the account behind a seat off or on.  Off: its sessions, sockets and rights end at once, its words stay.

    Repeating changes nothing.  Secretariat.  Raises NotFound, Refused (not_allowed) for one's own account.
    """
    check_officer(is_officer(by))
    seat = Seat.objects.filter(pk=seat_id).first()
    if seat is None:
        raise NotFound
    if seat.person_id == by:
        raise Refused(Code.NOT_ALLOWED, _("Nobody switches off their own account. Ask another officer."))
    person = Person.objects.select_for_update(no_key=True).get(pk=seat.person_id)
    if person.is_active == active:
        return
    person.is_active = active
    person.save(update_fields=["is_active"])
    if not active:
        end_sessions(person.pk)

        def close() -> None:  # a def: Django logs its __qualname__ when it fails
            close_person(person.pk)

        transaction.on_commit(close, robust=True)
    import_string(settings.WHEN_RIGHTS_CHANGE)(person.pk)
    verb = "account.activate" if active else "account.deactivate"
    record(verb, group_id=None, actor_id=by, subject=("seat", seat.pk), reason=reason)
