"""Defining a group's attributes.  Leads, moderators and the secretariat."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from collab.audit.record import record
from collab.clock import now
from collab.errors import Code, Conflict, Invalid, NotFound
from collab.text.plain import tidy
from discussions.documents.attributes.models import Attribute
from discussions.documents.attributes.reads import own_attributes
from discussions.documents.attributes.roles import AttributeKind
from discussions.documents.attributes.shapes import AttributeDraft, AttributeEdit, AttributeShape
from groups.models import Group
from groups.policies import check_keep_group
from groups.reads import place_in_group

MOST = 20  # of one group, not counting retired ones (governance 2.2)


def attributes_to_keep(person_id: int, group_id: int) -> list[AttributeShape]:
    """A group's own attributes, for those who keep it.  Raises NotFound, Refused (not_allowed, second_factor_needed)."""
    check_keep_group(place_in_group(person_id, group_id))
    return own_attributes(group_id)


@transaction.atomic
def define_attribute(person_id: int, group_id: int, draft: AttributeDraft) -> list[AttributeShape]:
    """Define an attribute, last in order; all of the group then.

    Raises NotFound, Refused (not_allowed, second_factor_needed), Conflict (too_many), Invalid (empty, invalid: `fields`).
    """
    rows = locked(person_id, group_id)
    made = Attribute(group_id=group_id, kind=draft.kind, types=sorted(set(draft.types)), needed=draft.needed, order=len(rows) + 1)
    made.name, made.options = named(draft.name, rows), options(draft.kind, draft.options)
    check_room(rows)
    made.save()
    note("attribute.define", made, person_id, name=made.name)
    return own_attributes(group_id)


@transaction.atomic
def change_attribute(person_id: int, group_id: int, attribute_id: int, edit: AttributeEdit) -> list[AttributeShape]:
    """Change an attribute, retire it or take it up again; all of the group then.  The same again changes nothing.

    Documents keep what they said: also under an option that is gone.  Raises what `define_attribute` raises.
    """
    rows = locked(person_id, group_id)
    row = next((each for each in rows if each.pk == attribute_id), None)
    if row is None:
        raise NotFound
    others = [each for each in rows if each.pk != row.pk]
    wanted: dict[str, object] = {"needed": row.needed if edit.needed is None else edit.needed}
    if edit.name is not None:
        wanted["name"] = named(edit.name, others)
    if edit.options is not None:
        wanted["options"] = options(AttributeKind(row.kind), edit.options)
    if edit.types is not None:
        wanted["types"] = sorted(set(edit.types))
    if edit.retired is not None and edit.retired != (row.retired_at is not None):
        if not edit.retired:
            check_room(others)
        wanted["retired_at"] = now() if edit.retired else None
    changed = {name: value for name, value in wanted.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    if changed:
        row.save()
        verb = "attribute.change" if "retired_at" not in changed else "attribute.retire" if row.retired_at else "attribute.revive"
        note(verb, row, person_id, name=row.name)
    if edit.before is not None:
        place(row, others, edit.before)
    return own_attributes(group_id)


def locked(person_id: int, group_id: int) -> list[Attribute]:
    """All attributes of the group, which is locked, so that no two people add the twentieth.  Raises NotFound, Refused."""
    check_keep_group(place_in_group(person_id, group_id))
    Group.objects.select_for_update().get(pk=group_id)
    return list(Attribute.objects.filter(group_id=group_id))


def check_room(rows: list[Attribute]) -> None:
    """Raise Conflict (too_many) where no other attribute fits."""
    if sum(each.retired_at is None for each in rows) >= MOST:
        raise Conflict(Code.TOO_MANY, _("A group has at most %(most)d attributes. Retire one first.") % {"most": MOST}, most=MOST)


def named(name: str, others: list[Attribute]) -> str:
    """A name on one line that no other has.  Raises Invalid (empty, invalid)."""
    words = " ".join(tidy(name).split())
    if not words:
        raise Invalid(Code.EMPTY, _("Give the attribute a name."), fields=["name"])
    if words.casefold() in [each.name.casefold() for each in others]:
        raise Invalid(Code.INVALID, _("There is an attribute of this name already."), fields=["name"])
    return words


def options(kind: AttributeKind, words: list[str]) -> list[str]:
    """The options of an attribute: two or more of a choice, none of another kind.  Raises Invalid."""
    tidied = [tidy(each) for each in words]
    if kind.chooses and (len(tidied) < 2 or "" in tidied):
        raise Invalid(Code.INVALID, _("Give two options or more."), fields=["options"])
    return tidied if kind.chooses else []


def place(row: Attribute, others: list[Attribute], before: int) -> None:
    """Put it before another one of the group, or last.  Raises NotFound for one that is none of theirs."""
    at = next((n for n, each in enumerate(others) if each.pk == before), None)
    if at is None and before != 0:
        raise NotFound
    others.insert(len(others) if at is None else at, row)
    for number, each in enumerate(others, 1):
        each.order = number
    Attribute.objects.bulk_update(others, ["order"])


def note(verb: str, row: Attribute, person_id: int, **facts: str) -> None:
    """Append to the group's audit chain; the last write."""
    record(verb, group_id=row.group_id, actor_id=person_id, subject=("attribute", row.pk), **facts)
