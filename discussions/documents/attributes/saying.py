"""What is said of a document under its attributes: taken in, checked, and whether all that is needed is there."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Conflict, Invalid
from collab.text.plain import tidy
from discussions.documents.attributes.reads import is_asked
from discussions.documents.attributes.roles import AttributeKind, Values
from discussions.documents.attributes.shapes import LONGEST, AttributeShape


def said_anew(before: Values, given: Mapping[str, list[str]], type_: str, attributes: Iterable[AttributeShape]) -> Values:
    """What a document of this type says once `given` is said; an empty list silences an attribute.

    What it said already may be said again: an option that is gone, an attribute that is retired or of another type.
    Raises Invalid, whose `fields` name each attribute at fault (`attributes.KEY`).
    """
    by_key = {each.key: each for each in attributes}
    after, wrong = dict(before), dict[str, str]()
    for key, raw in given.items():
        values = [word for each in raw if (word := tidy(each))]
        if values == before.get(key, []):
            continue
        attribute = by_key.get(key)
        if values and (attribute is None or not is_asked(attribute, type_) or not fits(attribute, values, before.get(key, []))):
            wrong[f"attributes.{key}"] = attribute.name if attribute else key
        after[key] = values
    if wrong:
        raise Invalid(
            Code.INVALID, _("This cannot be said of the document: %(names)s.") % {"names": ", ".join(wrong.values())}, fields=list(wrong)
        )
    return {key: values for key, values in after.items() if values}


def fits(attribute: AttributeShape, values: list[str], before: list[str]) -> bool:
    """Whether these values, at least one, can be said under this attribute of a document that said `before`."""
    kind = attribute.kind
    if any(len(value) > LONGEST[kind] for value in values) or len(set(values)) != len(values):
        return False
    if kind is not AttributeKind.CHOICES and len(values) != 1:
        return False
    if kind.chooses:
        return set(values) <= {option.value for option in attribute.options} | set(before)
    if kind is AttributeKind.LINE:
        return "\n" not in values[0]
    return kind is not AttributeKind.DATE or is_day(values[0])


def is_day(text: str) -> bool:
    """Whether it is a day as ISO 8601 writes it."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def check_complete(values: Values, type_: str, attributes: Iterable[AttributeShape]) -> None:
    """Raise Conflict (incomplete) where something is silent that documents of this type need, with the names and the keys of all of it."""
    missing = [each for each in attributes if each.needed and is_asked(each, type_) and each.key not in values]
    if missing:
        names = ", ".join(each.name for each in missing)
        raise Conflict(
            Code.INCOMPLETE, _("Before it is submitted, the document must say: %(names)s.") % {"names": names},
            fields=[f"attributes.{each.key}" for each in missing],
        )  # fmt: skip
