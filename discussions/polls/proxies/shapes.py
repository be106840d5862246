"""Proxies as they travel: to those whom they concern."""

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field

from collab.api.request import Request
from discussions.polls.ballots import Content
from groups.badges import Badge


class ProxyDraft(Request):
    """A unit's vote for the seat `holder`: for the poll at that place, or for every poll of the space until a date."""

    client_id: UUID
    holder: int
    poll: int | None = None  # its place
    until: AwareDatetime | None = None


class CarriedDraft(Content, Request):
    """A vote cast by proxy.  `unit`: key on the roll of the unit that gave it."""

    client_id: UUID
    version: int | None = None
    unit: Annotated[str, Field(max_length=64)]


class ProxyShape(BaseModel):
    """A proxy that holds."""

    id: int
    giver: Badge
    holder: Badge
    poll: int | None  # place of the one poll
    until: AwareDatetime | None
    given_at: AwareDatetime
    may_revoke: bool


class HolderShape(BaseModel):
    """A seat to which a unit's vote can be given."""

    seat: int
    name: str
    unit_name: str


class CarriedShape(BaseModel):
    """A unit whose vote the reader carries."""

    unit: str  # key on the roll
    unit_name: str
    ballot: Content | None  # as the reader cast it; None too where the unit cast its own
    own_vote: bool  # the unit has cast its own, which stands


class ProxiesShape(BaseModel):
    """What proxies mean for one reader of one poll."""

    given: ProxyShape | None  # by the reader's unit
    may_give: bool
    holders: list[HolderShape]  # to whom, where the reader may
    carried: list[CarriedShape]
