"""What clients send: the base of every body, and bodies that several domains ask for."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Request(BaseModel):
    """A body from a client.  A field that is not declared is refused (S07)."""

    model_config = ConfigDict(extra="forbid")


class Reason(Request):
    """Why somebody does something that others will ask about."""

    reason: Annotated[str, Field(min_length=1, max_length=1000)]


class OnOff(Request):
    """A switch."""

    on: bool
