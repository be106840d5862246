"""Groups, seats and organisations as they travel."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from pydantic import AfterValidator, BaseModel, Field

from collab.api.request import Request
from collab.labels import Label
from groups.badges import Badge
from groups.roles import GroupKind, OfficeKind, Post, Role


def one_address(value: str) -> str:
    """A mail address in lower case; ASCII alone, so that no letter passes for another (S59)."""
    value = value.strip().lower()
    if not value.isascii():
        raise ValueError("not an address that can be compared")
    try:
        validate_email(value)
    except ValidationError:
        raise ValueError("not a mail address") from None
    return value


Address = Annotated[str, Field(max_length=254), AfterValidator(one_address)]


class ConstituencyShape(BaseModel):
    """A kind of organisation, with the mark that stands beside its name."""

    slug: str
    name: str
    mark: str


class OrganisationShape(BaseModel):
    """An organisation."""

    id: int
    name: str
    constituency: str
    country: str


class GroupShape(BaseModel):
    """A group, as its members and those who may know of it see it."""

    id: int
    name: str
    kind: GroupKind
    constituency: str | None
    purpose: str
    rules: str
    default_label: Label
    second_factor: bool
    pseudonyms: bool
    listed: bool
    people: int
    organisations: int
    seat: int | None  # the reader's own
    role: Role | None
    may_keep: bool  # change it, invite, seat
    locked: bool  # the reader lacks the second factor that the group demands


class SeatRow(BaseModel):
    """A seat on the group's page."""

    by: Badge
    post: Post
    since: datetime | None  # None in a circle, which tells no times
    until: datetime | None
    mine: bool
    active: bool  # False: the account is switched off; shown to the secretariat alone


class OfficeShape(BaseModel):
    """Chair or vice-chair, from one UTC day to another, the last included."""

    id: int
    kind: OfficeKind
    by: Badge
    from_on: date
    until_on: date | None


class InvitationShape(BaseModel):
    """An invitation, as those who may invite see it."""

    id: int
    email: str
    organisation: OrganisationShape
    role: Role
    post: Post
    expires_at: datetime
    state: Literal["open", "used", "expired", "revoked"]


class GroupPage(BaseModel):
    """A group with its seats; invitations only for those who may invite."""

    group: GroupShape
    rules_html: str  # of `group.rules`, which are Markdown
    seats: list[SeatRow]
    offices: list[OfficeShape]
    invitations: list[InvitationShape]


class OrganisationDraft(Request):
    """A new organisation."""

    name: Annotated[str, Field(min_length=1, max_length=160)]
    constituency: Annotated[str, Field(max_length=24)]
    country: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = ""


class GroupDraft(Request):
    """A new group."""

    name: Annotated[str, Field(min_length=1, max_length=160)]
    kind: GroupKind
    constituency: Annotated[str, Field(max_length=24)] | None = None
    purpose: Annotated[str, Field(max_length=4000)] = ""
    rules: Annotated[str, Field(max_length=8000)] = ""
    default_label: Label = Label.AMBER
    second_factor: bool = False
    pseudonyms: bool = False
    listed: bool = True


class GroupEdit(Request):
    """What its moderators may change of a group."""

    purpose: Annotated[str, Field(max_length=4000)] | None = None
    rules: Annotated[str, Field(max_length=8000)] | None = None
    default_label: Label | None = None
    second_factor: bool | None = None


class InvitationDraft(Request):
    """Whom to invite, for which organisation, in which role."""

    email: Address
    organisation: int
    role: Role = Role.MEMBER
    post: Post = Post.NONE


class SeatDraft(Request):
    """A seat for somebody who has an account already."""

    email: Address
    organisation: int
    role: Role = Role.MEMBER
    post: Post = Post.NONE
    until: datetime | None = None


class SeatEdit(Request):
    """What may change of a seat."""

    role: Role | None = None
    post: Post | None = None
    pseudonym: Annotated[str, Field(max_length=80)] | None = None


class OfficeDraft(Request):
    """Who holds an office, from which UTC day until which."""

    seat: int
    kind: OfficeKind
    from_on: date
    until_on: date | None = None


class OfficeEnd(Request):
    """Why an office ends before its last day; the audit keeps it."""

    reason: Annotated[str, Field(min_length=1, max_length=1000)]


class AccountSwitch(Request):
    """Whether the account behind a seat may sign in, and why that changes."""

    active: bool
    reason: Annotated[str, Field(min_length=1, max_length=1000)]


class SeatEnd(Request):
    """Why a seat ends; the audit keeps it."""

    reason: Annotated[str, Field(min_length=1, max_length=1000)]


class AuditShape(BaseModel):
    """One privileged act in a group.  `by` is None for the site's clock, and for people who never sat in the group."""

    number: int
    at: datetime
    verb: str
    subject: str
    subject_id: str
    reason: str
    facts: dict[str, Any]
    by: Badge | None
    clock: bool
    previous_hash: str
    hash: str


class AuditPage(BaseModel):
    """Acts, newest first; whether there are older ones; and who has acted in this group."""

    entries: list[AuditShape]
    more: bool
    actors: list[Badge]
