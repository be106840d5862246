"""Who works on a document alone, who owns it, and what may not be erased."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Invalid, NotFound
from collab.realtime.deadlines import ring_clock_after_commit
from discussions.documents.actions import erase
from discussions.documents.changes import Change, told
from discussions.documents.models import Owner
from discussions.documents.policies import check_break, check_hold, check_own, check_work
from discussions.documents.reads import owning_groups
from discussions.documents.shapes import DocumentShape
from groups.models import Group
from groups.reads import place_in_group

CO_OWNERS = 6  # of one document


@transaction.atomic
def check_out(person_id: int, space_id: int, place: int, hours: int) -> DocumentShape:
    """Work on a document alone for some hours: nobody else adds a version or submits it meanwhile.

    Who works on it already gets the hours from now.  Raises NotFound, Refused, Conflict (checked_out, wrong_state, already_gone).
    """
    change = Change(person_id, space_id, place)
    check_work(change.standing, change.facts)
    document = change.document
    document.checked_out_by_id, document.checked_out_until = change.standing.seat, change.standing.now + timedelta(hours=hours)
    shape = change.finish("checked_out_by", "checked_out_until")
    change.record("document.check_out", until=document.checked_out_until.isoformat())
    return shape


@transaction.atomic
def end_check_out(person_id: int, space_id: int, place: int, reason: str) -> DocumentShape:
    """Let others work on a document again; a moderator who ends somebody else's check-out says why, and they are told.

    Raises NotFound, Refused (not_allowed), Conflict (wrong_state), Invalid (empty).
    """
    change = Change(person_id, space_id, place)
    check_break(change.standing, change.facts)
    document, own = change.document, change.facts.mine_until is not None
    words = "" if own else told(reason)
    holder = document.checked_out_by
    document.checked_out_by = document.checked_out_until = None
    if holder is not None and not own:
        change.tell("document_freed", {holder.person_id}, reason=words)
    shape = change.finish("checked_out_by", "checked_out_until")
    change.record("document.check_in" if own else "document.break_check_out", reason=words)
    return shape


@transaction.atomic
def hold_document(person_id: int, space_id: int, place: int, reason: str) -> None:
    """Lay a legal hold on a document: nothing of it is erased until it is lifted.  Only its moderators know; repeating changes nothing.

    Raises NotFound, Refused (not_allowed), Invalid (empty).
    """
    change = Change(person_id, space_id, place)
    check_hold(change.standing, change.facts)
    words = told(reason)
    if change.facts.held:
        return
    change.document.held_at, change.document.due_told_at = change.standing.now, None  # once it is lifted, they are told anew
    change.document.save(update_fields=["held_at", "due_told_at"])  # nothing is shown: that a hold lies on it is not for its readers
    change.record("document.hold", reason=words)


@transaction.atomic
def lift_hold(person_id: int, space_id: int, place: int, reason: str) -> None:
    """Lift a legal hold; what was withdrawn meanwhile is erased now.  Repeating changes nothing.

    Raises NotFound, Refused (not_allowed), Invalid (empty).
    """
    change = Change(person_id, space_id, place)
    check_hold(change.standing, change.facts)
    words = told(reason)
    if not change.facts.held:
        return
    change.document.held_at = None
    change.document.save(update_fields=["held_at"])
    if change.facts.gone and not change.facts.wished:
        erase(change.document)
    change.record("document.lift_hold", reason=words)
    ring_clock_after_commit()


@transaction.atomic
def add_owner(person_id: int, space_id: int, place: int, group_id: int) -> DocumentShape:
    """Let a further group own a document: its moderators read it from now on, and one of them must approve it.

    Raises NotFound (no group that the person may know of), Refused (not_allowed), Conflict, Invalid (too many, or an owner already).
    """
    change = Change(person_id, space_id, place, tell_group=group_id)
    check_own(change.standing, change.facts, change.document.entry.label)
    standing = place_in_group(person_id, group_id)
    if not standing.exists or (standing.role is None and not standing.listed):
        raise NotFound
    owners = owning_groups(change.document)
    if group_id in {group.pk for group in owners} or len(owners) > CO_OWNERS:
        raise Invalid(Code.INVALID, _("This group cannot be added."), fields=["group"])
    Owner.objects.create(
        document=change.document, group=Group.objects.get(pk=group_id), by_id=change.standing.seat, since=change.standing.now
    )  # fmt: skip
    change.tell("document_co_owned", set(change.listeners))
    shape = change.finish()
    change.record("document.add_owner", group=group_id)
    return shape


@transaction.atomic
def end_owner(person_id: int, space_id: int, place: int, group_id: int) -> DocumentShape | None:
    """A further group owns the document no longer: by whoever may add one, or by a moderator of that group; repeating changes nothing.

    None to who can no longer see it.  Raises NotFound, Refused (not_allowed).
    """
    change = Change(person_id, space_id, place)
    own = not change.facts.home and change.standing.group_id == group_id
    if not own:
        check_work(change.standing, change.facts)
    gone, _rows = change.document.owners.filter(group_id=group_id).delete()
    if not gone:
        return change.shape()
    shape = change.finish()
    change.record("document.end_owner", group=group_id)
    return None if own else shape
