"""People as they see themselves."""

from typing import Literal

from pydantic import BaseModel

from collab.accounts.models import Person


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
    person = Person.objects.get(pk=person_id)
    return MeShape.model_validate(person, from_attributes=True)
