"""Words of collections."""

from enum import StrEnum


class ItemState(StrEnum):
    """How far a document has come into a collection."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    DECLINED = "declined"
