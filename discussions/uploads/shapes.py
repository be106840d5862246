"""Uploads as they travel."""

from datetime import datetime

from pydantic import BaseModel


class UploadPart(BaseModel):
    """Bytes that have arrived: a file that is chosen again must hold the same at the same place."""

    start: int
    size: int
    sha256: str


class UploadShape(BaseModel):
    """A file that is on its way, as only its sender sees it."""

    id: int
    space: int
    name: str
    size: int
    received: int
    started_at: datetime
    expires_at: datetime
    checking: bool = False  # received; being checked


class UploadPage(UploadShape):
    """The same, with the parts that have come."""

    parts: list[UploadPart]
