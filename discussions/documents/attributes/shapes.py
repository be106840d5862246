"""Attributes as they travel."""

import json
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field

from collab.api.request import Request
from discussions.documents.attributes.roles import AttributeKind
from discussions.documents.roles import DocumentType

LONGEST = {AttributeKind.LINE: 300, AttributeKind.TEXT: 2000, AttributeKind.DATE: 10, AttributeKind.CHOICE: 80, AttributeKind.CHOICES: 80}
OPTIONS = 50  # of one attribute


def apart(words: list[str]) -> list[str]:
    """The words, none blank and none twice.  ValueError: answered as `invalid`."""
    tidied = [" ".join(each.split()) for each in words]
    if "" in tidied or len(set(tidied)) != len(tidied):
        raise ValueError("options are different words")
    return tidied


def from_form(said: object) -> object:
    """What is said, out of a form, which knows no dictionaries: there it is JSON."""
    try:
        return json.loads(said) if isinstance(said, str) else said
    except ValueError:
        raise ValueError("not JSON") from None


Name = Annotated[str, Field(min_length=1, max_length=80)]
Options = Annotated[list[Name], Field(max_length=OPTIONS), AfterValidator(apart)]
Types = Annotated[list[DocumentType], Field(max_length=len(DocumentType))]
Said = Annotated[
    dict[Annotated[str, Field(max_length=24)], Annotated[list[Annotated[str, Field(max_length=2000)]], Field(max_length=OPTIONS)]],
    Field(max_length=60),
    BeforeValidator(from_form),
]


class AttributeDraft(Request):
    """An attribute that a group defines for its documents."""

    name: Name
    kind: AttributeKind
    options: Options = []
    types: Types = []  # empty: of every type
    needed: bool = False


class AttributeEdit(Request):
    """What may change of an attribute; its kind stays."""

    name: Name | None = None
    options: Options | None = None
    types: Types | None = None
    needed: bool | None = None
    retired: bool | None = None
    before: Annotated[int, Field(ge=0)] | None = None  # its place in the order: the id of the one that follows, 0 for last


class AttributeOption(BaseModel):
    """One value of a choice, and what it is called in the reader's language."""

    value: str
    name: str


class AttributeShape(BaseModel):
    """An attribute of documents.  `id` is that of a group's own; a built-in one has none, and its name comes in the reader's language."""

    key: str
    id: int | None
    name: str
    kind: AttributeKind
    options: list[AttributeOption]
    types: list[DocumentType]  # empty: of every type
    needed: bool
    retired: bool


class SaidShape(BaseModel):
    """What a document says under one attribute, ready to be read; `missing`: nothing, though it is needed."""

    key: str
    name: str
    kind: AttributeKind
    words: list[str]
    missing: bool
