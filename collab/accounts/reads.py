"""People as they see themselves."""

from typing import Literal

from pydantic import BaseModel

from collab.accounts.models import Person
from collab.accounts.sessions import Limits, person_of
from collab.accounts.shapes import SessionShape
from collab.clock import now


class MeShape(BaseModel):
    """One's own account and preferences.  Sent to oneself alone."""

    id: int
    email: str
    name: str
    language: str
    time_zone: str
    theme: Literal["system", "light", "dark"]
    more_contrast: bool
    less_motion: bool
    enter_sends: bool
    single_keys: bool
    shows_presence: bool
    second_factor: bool


def me_shape(person_id: int) -> MeShape:
    """The person's own account."""
    person = person_of(person_id)
    if person is None:
        raise Person.DoesNotExist
    return MeShape.model_validate(person, from_attributes=True)


def session_shape(limits: Limits) -> SessionShape:
    """How long a session still lasts."""
    left = [max(0, int((moment - now()).total_seconds())) for moment in (limits.end, limits.idle_end)]
    return SessionShape(expires_in_seconds=left[0], idle_in_seconds=left[1])
