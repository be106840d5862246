"""The words for attributes.  No ORM here: shapes and the built-in ones read these."""

from enum import StrEnum


class AttributeKind(StrEnum):
    """What may be said under an attribute."""

    LINE = "line"
    TEXT = "text"
    DATE = "date"  # a day, ISO 8601
    CHOICE = "choice"  # one of its options
    CHOICES = "choices"  # any of its options

    @property
    def chooses(self) -> bool:
        """Whether its values are options."""
        return self in {AttributeKind.CHOICE, AttributeKind.CHOICES}


Values = dict[str, list[str]]  # what a document says, by the key of the attribute; of one that is silent there is no key
