"""What is known of the author of a sealed post, in place of a seat."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unknown:
    """Somebody of a group, as far as anybody can tell."""

    group_id: int
    constituency: str  # where readers see it; else ""
