"""The words for what a seat may do.  No ORM here: policies and shapes read these."""

from enum import StrEnum


class Role(StrEnum):
    """What a seat may do in its group."""

    LEAD = "lead"
    MODERATOR = "moderator"
    MEMBER = "member"
    OBSERVER = "observer"

    @property
    def moderates(self) -> bool:
        """Leads and moderators answer for the group."""
        return self in {Role.LEAD, Role.MODERATOR}


class GroupKind(StrEnum):
    """What a group is."""

    REFERENCE_GROUP = "reference_group"
    TASK_FORCE = "task_force"
    WORKING_GROUP = "working_group"
    CIRCLE = "circle"
    PLENARY = "plenary"
    SECRETARIAT = "secretariat"


class Post(StrEnum):
    """A part that a seat plays in its delegation."""

    NONE = ""
    HEAD = "head"
    ALTERNATE = "alternate"
    FOCAL_POINT = "focal_point"


class OfficeKind(StrEnum):
    """An office of a group, held from one day to another."""

    CHAIR = "chair"
    VICE_CHAIR = "vice_chair"


def choices(words: type[StrEnum]) -> list[tuple[str, str]]:
    """A StrEnum as Django's choices."""
    return [(word.value, word.value) for word in words]
