"""Asking for the name behind a sealed post, and what each sees of it: never the name, which the asker's browser alone opens."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from collab.api.request import Request
from discussions.bridges.custody.roles import UnsealingState
from discussions.bridges.custody.shapes import PublicKey
from discussions.spaces.shapes import GroupRef
from groups.badges import Badge

Words = Annotated[str, Field(min_length=1, max_length=1000)]
Base64 = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$", max_length=400)]


class UnsealDraft(Request):
    """A request for the name: why, and the key to which custodians are to seal their shares.  `group`: for which side one asks."""

    reason: Words
    public_key: PublicKey
    group: int | None = None


class LetterDraft(Request):
    """A share, sealed by a custodian's browser to the asker's key."""

    half: PublicKey
    nonce: Base64
    sealed: Base64


class CustodianAnswer(Request):
    """What a custodian says: with a `letter` she grants, without one she refuses."""

    reason: Words
    letter: LetterDraft | None = None


class AnsweredShape(BaseModel):
    """What the custodian of a side has said."""

    group: GroupRef
    granted: bool
    reason: str


class UnsealingShape(BaseModel):
    """A request as everybody in the thread and all moderators of its sides see it."""

    number: int
    place: int  # of the message
    group: GroupRef  # that asks
    reason: str
    state: UnsealingState
    answers: list[AnsweredShape]
    needed: int
    custodians: int
    at: datetime
    until: datetime  # past it nobody answers any more
    ended_at: datetime | None
    fingerprint: str  # of the asker's key, to be compared with the one on the custodian's screen
    mine: bool  # the reader has asked, and may open the name once it is granted


class RequestShape(BaseModel):
    """A request before one of the custodians: with her share, which her private key opens."""

    number: int
    crossing: int
    thread: str
    group: GroupRef  # that asks
    asked_by: Badge
    reason: str
    public_key: str  # of the asker
    fingerprint: str  # of it
    at: datetime
    until: datetime
    share: int
    key: str  # the custodian's own, to which the share is sealed
    half: str
    nonce: str
    sealed: str


class GrantedLetter(BaseModel):
    """A share as a custodian sealed it to the asker."""

    share: int
    half: str
    nonce: str
    sealed: str


class OpenedShape(BaseModel):
    """All that the asker's browser needs: the sealed name, and the shares that were granted."""

    number: int
    crossing: int
    needed: int
    public_key: str
    nonce: str
    name: str
    letters: list[GrantedLetter]
