"""The frameworks whose capabilities tag topics, documents and polls: versioned data, keyed on slugs, never on numbers."""

import json
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

FOLDER = Path(__file__).parent
FILES = ("gsr.json", "mnr.json")


class CapabilityShape(BaseModel):
    """One capability; its slug is what things are tagged with."""

    slug: str
    number: int
    title: str
    gist: str


class ThemeShape(BaseModel):
    """A theme (a domain, in the national model) and its capabilities."""

    slug: str
    title: str
    capabilities: list[CapabilityShape]
    outcomes: list[str]
    partners: list[str]


class FrameworkShape(BaseModel):
    """One edition of a framework."""

    slug: str
    title: str
    edition: str
    themes: list[ThemeShape]


@cache
def frameworks() -> list[FrameworkShape]:
    """Every framework of the site, in the order in which they are shown."""
    return [FrameworkShape.model_validate(json.loads((FOLDER / name).read_text(encoding="utf-8"))) for name in FILES]


@cache
def capability_slugs() -> frozenset[str]:
    """Every slug that something may be tagged with."""
    return frozenset(each.slug for framework in frameworks() for theme in framework.themes for each in theme.capabilities)


def capabilities_under(slug: str) -> frozenset[str]:
    """The slugs behind a capability, a theme or a framework; empty for an unknown one."""
    if slug in capability_slugs():
        return frozenset({slug})
    return frozenset(
        each.slug for framework in frameworks() for theme in framework.themes if slug in {framework.slug, theme.slug}
        for each in theme.capabilities
    )  # fmt: skip


def known(slug: str) -> str:
    """The slug, or ValueError: answered as `invalid`."""
    if slug not in capability_slugs():
        raise ValueError("there is no such capability")
    return slug


def once(slugs: list[str]) -> list[str]:
    """The slugs in the order given, each once."""
    return list(dict.fromkeys(slugs))


Capabilities = Annotated[list[Annotated[str, AfterValidator(known)]], Field(max_length=10), AfterValidator(once)]
