"""Cases as they travel, to safeguarding leads alone."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from collab.api.request import Request

Words = Annotated[str, Field(min_length=1, max_length=200)]


class Referral(Request):
    """To whom a case was referred, and what they call it."""

    authority: Words
    reference: Words


class Resumption(Request):
    """Why somebody may send files again; kept in the audit."""

    reason: Annotated[str, Field(min_length=1, max_length=1000)]


class CaseShape(BaseModel):
    """What is known of a sealed file.  Nobody is shown more, whoever they are."""

    id: int
    at: datetime
    person: str
    email: str
    list: str
    digest_kind: str
    digest: str
    embedded: bool
    sha256: str
    size: int
    paused: bool  # the person sends no files
    referred_at: datetime | None
    authority: str
    reference: str
    purged_at: datetime | None
