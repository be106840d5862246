"""Attributes, read as shapes.  Callers have checked who may see the document or the group; `attributes_for` checks itself."""

from collections.abc import Iterable, Sequence

from discussions.documents.attributes.built_in import BUILT_IN
from discussions.documents.attributes.models import Attribute
from discussions.documents.attributes.roles import AttributeKind, Values
from discussions.documents.attributes.shapes import AttributeOption, AttributeShape, SaidShape
from discussions.documents.roles import DocumentType
from discussions.spaces.policies import check_view
from discussions.spaces.reads import standing_in


def built_in_attributes() -> list[AttributeShape]:
    """Those that every group has, in their order and in the reader's language."""
    return [
        AttributeShape(
            key=each.key, id=None, name=str(each.name), kind=each.kind, types=sorted(each.types), needed=each.needed, retired=False,
            options=[AttributeOption(value=value, name=str(name)) for value, name in each.options.items()],
        )
        for each in BUILT_IN.values()
    ]  # fmt: skip


def own_attributes(group_id: int) -> list[AttributeShape]:
    """Those that a group has defined, in their order, the retired ones last; one query."""
    return sorted((attribute_shape(row) for row in Attribute.objects.filter(group_id=group_id)), key=lambda each: each.retired)


def attribute_shape(row: Attribute) -> AttributeShape:
    """One of a group's own."""
    return AttributeShape(
        key=row.key,
        id=row.pk,
        name=row.name,
        kind=AttributeKind(row.kind),
        options=[AttributeOption(value=word, name=word) for word in row.options],
        types=[DocumentType(each) for each in row.types],
        needed=row.needed,
        retired=row.retired_at is not None,
    )


def attributes_for(person_id: int, space_id: int) -> list[AttributeShape]:
    """All that may be said of documents of this space; empty between groups, where none lie.  Raises NotFound."""
    standing = standing_in(person_id, space_id)
    check_view(standing)
    return attributes_in(standing.group_id) if standing.group_id is not None else []


def attributes_in(group_id: int) -> list[AttributeShape]:
    """All that may be said of a document of this group, of whatever type; its own ones first.  One query."""
    return [*(each for each in own_attributes(group_id) if not each.retired), *built_in_attributes()]


def is_asked(attribute: AttributeShape, type_: str) -> bool:
    """Whether documents of this type are asked for it."""
    return not attribute.retired and (not attribute.types or type_ in attribute.types)


def said_of(values: Values, type_: str, attributes: Iterable[AttributeShape]) -> list[SaidShape]:
    """What a document says, in the order of the attributes, and what it needs and is silent about."""
    return [
        SaidShape(
            key=each.key, name=each.name, kind=each.kind, words=words_for(each, values.get(each.key, [])), missing=each.key not in values
        )
        for each in attributes
        if each.key in values or (each.needed and is_asked(each, type_))
    ]


def words_for(attribute: AttributeShape, values: Sequence[str]) -> list[str]:
    """The values as they are read: options by their names."""
    names = {option.value: option.name for option in attribute.options}
    return [names.get(value, value) for value in values]


def words_to_find(values: Values, *, own: bool = True) -> str:
    """What a search finds a document by; `own`: with what its group asked for.  Options of built-in choices are filters, not words."""
    said = [
        each
        for key, each in values.items()
        if (key not in BUILT_IN and own) or (key in BUILT_IN and not BUILT_IN[key].kind.chooses)
    ]  # fmt: skip
    return "\n".join(word for each in said for word in each)
