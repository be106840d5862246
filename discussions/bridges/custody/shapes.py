"""Custodians and their keys as they travel."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from collab.api.request import Request
from discussions.spaces.shapes import GroupRef
from groups.badges import Badge

PublicKey = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{87}$")]  # 65 bytes in base64url


class CustodyKeyDraft(Request):
    """The public half of a pair that was made in the sender's browser."""

    public_key: PublicKey


class CustodyKeyShape(BaseModel):
    """One of one's own seats, and its key.  `fingerprint` is empty as long as there is none."""

    seat: int
    group: GroupRef
    fingerprint: str
    made_at: datetime | None


class ReadyShape(BaseModel):
    """Somebody of a group who has made a key, and could be named."""

    by: Badge
    fingerprint: str


class CustodianShape(BaseModel):
    """Somebody whom a side has named, with the key that all sides agreed to."""

    group: GroupRef
    by: Badge
    fingerprint: str


class CustodyShape(BaseModel):
    """What a charter says of custody: whose keys names are sealed to, and how many of them open one."""

    custodians: list[CustodianShape]
    needed: int
    least: int  # custodians, before a post can be sealed
