"""Opening, changing and archiving spaces."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from collab.audit.record import record
from collab.clock import now
from collab.errors import Code, Invalid, Refused
from collab.labels import Label
from collab.streams.counter import lock_all
from collab.streams.models import Stream, StreamKind
from collab.text.plain import tidy
from discussions.spaces.entering import entered
from discussions.spaces.models import Admission, Space
from discussions.spaces.policies import check_levels, check_moderate
from discussions.spaces.seating import admit, lasting
from discussions.spaces.shapes import SpaceDraft, SpaceEdit
from groups.models import Group
from groups.policies import check_sits
from groups.reads import place_in_group
from groups.roles import Role


@transaction.atomic
def open_space(person_id: int, draft: SpaceDraft) -> Space:
    """Open a space in a group.

    An open space (no `seats`): moderators of the group.  A closed space: any member, with people of the same
    group, at least one other; not observers.  One that carries TLP:RED is an exchange: its readers are these for ever.
    Raises NotFound, Refused (not_allowed, reads_only, second_factor_needed), Invalid (label_above_ceiling, invalid, empty).
    """
    group = Group.objects.select_for_update(no_key=True).filter(pk=draft.group).first()
    standing = place_in_group(person_id, draft.group)
    check_sits(standing)
    assert group is not None, "check_sits refuses a missing group"
    if standing.role is Role.OBSERVER:
        raise Refused(Code.READS_ONLY, _("Observers read here; they do not post."))
    closed = draft.seats is not None
    if not closed and not standing.moderates:
        raise Refused(Code.NOT_ALLOWED, _("Only a moderator of this group can do that."))
    label = draft.label or Label(group.default_label)
    ceiling = draft.ceiling or max(label, Label.AMBER_STRICT if closed else label, key=lambda each: each.rank)
    check_levels(label, ceiling, closed=closed)
    readers = list(lasting().filter(group=group).select_related("person"))  # who is switched off for now reads it later
    if closed:
        wanted = set(draft.seats or ())
        readers = [seat for seat in readers if seat.pk in wanted or seat.person_id == person_id]
        if len(readers) < 2 or not wanted <= {seat.pk for seat in readers}:
            raise Invalid(Code.INVALID, _("A closed space needs at least one other person of this group."), fields=["seats"])
    space = Space.objects.create(
        stream=Stream.objects.create(kind=StreamKind.SPACE), group=group, title=title_of(draft.title), purpose=tidy(draft.purpose),
        closed=closed, label=label, ceiling=ceiling, history=draft.history, observers_post=draft.observers_post, created_at=now(),
    )  # fmt: skip
    admit([(space, seat) for seat in readers])
    record("space.open", group_id=group.pk, actor_id=person_id, subject=("space", space.pk), closed=closed)
    return space


@transaction.atomic
def change_space(person_id: int, space_id: int, edit: SpaceEdit) -> Space:
    """Rename, describe, archive or reopen a space.  Moderators.  Raises NotFound, Refused (not_allowed)."""
    _counter, standing = entered(person_id, space_id)
    check_moderate(standing)
    space = Space.objects.get(pk=space_id)
    if edit.title is not None:
        space.title = title_of(edit.title)
    if edit.purpose is not None:
        space.purpose = tidy(edit.purpose)
    if edit.archived is not None:
        space.archived_at = (space.archived_at or now()) if edit.archived else None
    space.save(update_fields=["title", "purpose", "archived_at"])
    tell_doors(space)
    record("space.change", group_id=space.group_id, actor_id=person_id, subject=("space", space.pk))
    return space


def title_of(text: str) -> str:
    """A title on one line, without signs that nobody means to write.  Raises Invalid (empty)."""
    title = " ".join(tidy(text).split())
    if not title:
        raise Invalid(Code.EMPTY, _("Write something first."), fields=["title"])
    return title


def tell_doors(space: Space) -> None:
    """Show a changed space anew to everyone who reads it.  Inside a transaction."""
    rows = list(Admission.objects.filter(space=space, ended_at__isnull=True).select_related("door", "seat__person"))
    counters = lock_all(row.seat.person.stream_id for row in rows)
    for row in rows:
        counters[row.seat.person.stream_id].touch(row.door)
    for counter in counters.values():
        counter.save()
