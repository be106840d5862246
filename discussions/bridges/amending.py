"""Changing a charter: one side asks, and it is in force once every side that takes part has agreed to exactly that."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from collab.audit.record import record
from collab.clock import now
from collab.errors import Code, Invalid, NotFound
from collab.streams.counter import lock_all
from collab.text.plain import tidy
from discussions.bridges.asking_again import end_unasked
from discussions.bridges.custody.keys import name_custodian, with_key
from discussions.bridges.models import Amendment, Bridge, Side
from discussions.bridges.proposals import charter_of, facts_now, proposals_of
from discussions.bridges.roles import AmendmentState, SideState
from discussions.bridges.shapes import CharterChangeDraft, CharterChanges, Consent, ProposalShape
from discussions.bridges.sides import locked_side, tell_sides
from discussions.bridges.thread import ASKING, UNANSWERED, check_amend, check_charter, check_consent, check_read, check_takes_part
from discussions.spaces.actions import tell_doors
from groups.models import Group, Seat
from groups.policies import check_see_group
from groups.reads import place_in_group


@transaction.atomic
def amend_bridge(person_id: int, bridge_id: int, draft: CharterChangeDraft) -> ProposalShape:
    """Ask the other sides for another charter; asked by a group that was invited, it is a counter.

    Raises NotFound, Conflict (wrong_state), Invalid (invalid, label_above_ceiling, unasked_not_allowed).
    """
    side, moderator = locked_side(person_id, bridge_id, group=draft.group, fits=[SideState.ACCEPTED, *UNANSWERED])
    check_amend(facts_now(side))
    changes = with_key(side, checked_changes(person_id, side.bridge, draft.changes))
    takes_part = side.state == SideState.ACCEPTED
    Amendment.objects.create(
        bridge=side.bridge, side=side, changes=changes.model_dump(mode="json"), words=tidy(draft.words), at=now(),
        agreed=[side.group_id] if takes_part else [],
    )  # fmt: skip
    if not takes_part:
        side.state, side.answered_by, side.answered_at = SideState.COUNTERED, moderator, now()
        side.save(update_fields=["state", "answered_by", "answered_at"])
    in_force = settle(side)  # before a thread opens, the proposing side alone takes part
    tell_sides(side, also=UNANSWERED if in_force else ())
    record("bridge.amend", group_id=side.group_id, actor_id=person_id, subject=("bridge", bridge_id), changes=written(changes))
    return proposals_of([side.pk])[side.pk]


def checked_changes(person_id: int, bridge: Bridge, changes: CharterChanges) -> CharterChanges:
    """The changes, tidied.  Raises Invalid where nothing would change or no charter could hold it, NotFound for a hidden group."""
    space = bridge.space
    unasked = bridge.unasked if changes.unasked is None else changes.unasked
    check_charter(changes.label or space.label, changes.ceiling or space.ceiling, unasked=unasked)
    for group_id in changes.invite:
        check_see_group(place_in_group(person_id, group_id))
    seated = {*Side.objects.filter(bridge=bridge, state__in=[SideState.ACCEPTED, *UNANSWERED]).values_list("group_id", flat=True)}
    listed = set(Group.objects.filter(pk__in=changes.invite, listed=True).values_list("pk", flat=True))
    if set(changes.invite) - (listed - seated):
        raise Invalid(
            Code.INVALID, _("Only groups that everyone may know of, and that are not asked yet, can be invited."), fields=["invite"]
        )
    tidied = changes.model_copy(
        update={
            "purpose": None if changes.purpose is None else tidy(changes.purpose),
            "attributions": None if changes.attributions is None else list(dict.fromkeys(changes.attributions)),
            "invite": list(dict.fromkeys(changes.invite)),
        }
    )
    if not written(tidied):
        raise Invalid(Code.INVALID, _("Nothing would change."), fields=["changes"])
    return tidied


def written(changes: CharterChanges) -> dict[str, object]:
    """What of the changes is to be different."""
    return {name: value for name, value in changes.model_dump(mode="json").items() if value not in (None, [])}


@transaction.atomic
def answer_amendment(person_id: int, bridge_id: int, number: int, answer: Consent) -> ProposalShape:
    """Agree to a change, or refuse it, which ends it; a side's own no takes it back.  With the last yes it is in force.

    Raises NotFound, Conflict (wrong_state, stale).
    """
    side, moderator = locked_side(person_id, bridge_id, group=answer.group, fits=[SideState.ACCEPTED, *UNANSWERED])
    check_consent(facts_now(side))
    row = Amendment.objects.select_related("side").filter(bridge_id=bridge_id, number=number, state=AmendmentState.OPEN).first()
    if row is None or (row.side_id != side.pk and side.state != SideState.ACCEPTED):
        raise NotFound
    in_force = False
    if answer.agree:
        check_takes_part(facts_now(side), ASKING)
        check_read(answer.charter, charter_of(side.bridge))
        row.agreed = sorted({*row.agreed, side.group_id})
        row.save(update_fields=["agreed"])
        in_force = settle(side)
    else:
        own = row.side_id == side.pk
        end(row, AmendmentState.WITHDRAWN if own else AmendmentState.REFUSED, by=moderator, reason=tidy(answer.reason))
    tell_sides(side, also=UNANSWERED if in_force else (), other=row.side)
    verb = "bridge.agree" if answer.agree else "bridge.disagree"
    record(verb, group_id=side.group_id, actor_id=person_id, subject=("bridge", bridge_id), reason=tidy(answer.reason), change=number)
    return proposals_of([side.pk])[side.pk]


def settle(side: Side) -> bool:
    """Put in force what all sides that take part have agreed to, one change after the other; whether there was one.

    Inside a transaction.
    """
    in_force = False
    accepted = set(Side.objects.filter(bridge_id=side.bridge_id, state=SideState.ACCEPTED).values_list("group_id", flat=True))
    for row in Amendment.objects.select_related("side").filter(bridge_id=side.bridge_id, state=AmendmentState.OPEN).order_by("at", "pk"):
        row.refresh_from_db(fields=["agreed"])  # adopting another one has emptied it
        if accepted and accepted <= set(row.agreed):
            adopt(row)
            in_force = True
    return in_force


def adopt(row: Amendment) -> None:
    """Write a change into the charter.  What others ask for was agreed to over another charter, so it is asked anew."""
    end(row, AmendmentState.ADOPTED)
    changes = CharterChanges.model_validate(row.changes)
    bridge = Bridge.objects.select_related("space").get(pk=row.bridge_id)
    for name in ("purpose", "label", "ceiling", "history"):
        if getattr(changes, name) is not None:
            setattr(bridge.space, name, getattr(changes, name))
    for name in ("attributions", "response_hours", "chatham", "unasked", "custody_needed"):
        if getattr(changes, name) is not None:
            setattr(bridge, name, getattr(changes, name))
    bridge.space.save(update_fields=["purpose", "label", "ceiling", "history"])
    bridge.save(update_fields=["attributions", "response_hours", "chatham", "unasked", "custody_needed"])
    if changes.unasked is False:
        end_unasked(bridge.pk)
    for other in Amendment.objects.select_related("side").filter(bridge=bridge, state=AmendmentState.OPEN):
        other.agreed = [other.side.group_id] if other.side.state == SideState.ACCEPTED else []
        other.save(update_fields=["agreed"])
    if changes.gate is not None:
        Side.objects.filter(pk=row.side_id).update(gate=changes.gate)
    name_custodian(row.side, changes)
    invite(bridge, changes.invite)
    tell_doors(bridge.space)
    if row.side.state == SideState.ACCEPTED:
        record_adoption(row, written(changes))


def record_adoption(row: Amendment, changes: dict[str, object]) -> None:
    """Who asked for it stands in the chain of that group."""
    record("bridge.adopt", group_id=row.side.group_id, actor_id=None, subject=("bridge", row.bridge_id), change=row.number, changes=changes)


def invite(bridge: Bridge, group_ids: list[int]) -> None:
    """Ask further groups; one that declined or left before is asked again."""
    desks = dict(Group.objects.filter(pk__in=group_ids).values_list("pk", "desk_id"))
    counters = lock_all(desks.values())
    for group_id in group_ids:
        counter = counters[desks[group_id]]
        side = Side.objects.select_related("entry").filter(bridge=bridge, group_id=group_id).first()
        if side is None:
            Side.objects.create(entry=counter.show("proposal"), bridge=bridge, group_id=group_id)
        elif side.state in {SideState.DECLINED, SideState.LEFT}:
            side.state, side.answered_by, side.answered_at, side.reason = SideState.INVITED, None, None, ""
            side.save(update_fields=["state", "answered_by", "answered_at", "reason"])
            counter.touch(side.entry)
    for counter in counters.values():
        counter.save()


def end(row: Amendment, state: AmendmentState, *, by: Seat | None = None, reason: str = "") -> None:
    """Close a change; the side that countered by it is asked again."""
    row.state, row.ended_at, row.ended_by, row.reason = state, now(), by, reason
    row.save(update_fields=["state", "ended_at", "ended_by", "reason"])
    if row.side.state == SideState.COUNTERED:
        row.side.state = SideState.INVITED
        row.side.save(update_fields=["state"])
