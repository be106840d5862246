"""One's own account as it travels."""

from typing import Annotated, Literal
from zoneinfo import available_timezones

from django.conf import settings
from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from collab.api.request import Request

LANGUAGES = {code for code, _ in settings.LANGUAGES}


def known_language(value: str) -> str:
    """The language, if the site has it."""
    if value not in LANGUAGES:
        raise ValueError("not a language of this site")
    return value


def known_zone(value: str) -> str:
    """The zone, if it is an IANA name."""
    if value not in available_timezones():
        raise ValueError("not an IANA time zone")
    return value


class MeEdit(Request):
    """What a person may change of their own account.  Mail, password and factors go through allauth, which asks who it is."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)] | None = None
    language: Annotated[str, AfterValidator(known_language)] | None = None
    time_zone: Annotated[str, Field(max_length=64), AfterValidator(known_zone)] | None = None
    theme: Literal["system", "light", "dark"] | None = None
    more_contrast: bool | None = None
    less_motion: bool | None = None
    enter_sends: bool | None = None
    single_keys: bool | None = None
    shows_presence: bool | None = None


class SessionShape(BaseModel):
    """How long this session lasts: whatever happens, and without activity.  Whole seconds, never negative."""

    expires_in_seconds: int
    idle_in_seconds: int


class TotpOffer(BaseModel):
    """The secret of an app that is not added yet, as text and as a picture (SVG) for its camera.  Sent to oneself alone."""

    secret: str
    svg: str
