"""What clients send: the base of every body."""

from pydantic import BaseModel, ConfigDict


class Request(BaseModel):
    """A body from a client.  A field that is not declared is refused (S07)."""

    model_config = ConfigDict(extra="forbid")
