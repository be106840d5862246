"""Label × outlet × actor: one published paper under each label, and what each person gets of it through each way out (governance 2.3)."""

from typing import Any

import pytest
from pytest_django import Settings

from collab.accounts.models import Person
from collab.labels import Label
from collab.streams.models import Entry
from discussions.documents.actions import approve_document, submit_document
from discussions.documents.models import Document
from discussions.documents.publishing import publish_document
from discussions.documents.shapes import Publishing
from discussions.spaces.seating import open_seat
from groups.roles import Role
from tests.api.ask import ask
from tests.papers import pdf, share
from tests.world import build, person

pytestmark = pytest.mark.django_db
EXACT = pdf("Larkspur wool")
YES, NO, HIDDEN = "yes", "no", "hidden"
# What each actor gets under each label, way by way: the lists, then in the space, then in the centre: read, painted, taken.
OPEN = {
    "source": (YES, YES, YES, YES, YES, "exact", YES, YES, "exact"),
    "moderator": (YES, YES, YES, YES, YES, "exact", YES, YES, "exact"),
    "member": (YES, YES, YES, YES, YES, "exact", YES, YES, "exact"),
    "elsewhere": (NO, NO, YES, HIDDEN, HIDDEN, HIDDEN, YES, YES, "exact"),
    "no seat": (NO, NO, NO, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN),
}
SHUT = (NO, NO, NO, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN)
NEAR = {
    "source": (YES, YES, YES, YES, YES, "exact", YES, YES, "marked"),
    "moderator": (YES, YES, YES, YES, YES, "exact", YES, YES, "marked"),
    "member": (YES, YES, YES, YES, YES, "marked", YES, YES, "marked"),
    "elsewhere": SHUT,
    "no seat": SHUT,
}
ALONE = {
    who: SHUT if cells == SHUT else (YES, YES, NO, YES, YES, "refused", HIDDEN, HIDDEN, HIDDEN) for who, cells in NEAR.items()
}  # fmt: skip
MATRIX = {Label.CLEAR: OPEN, Label.GREEN: OPEN, Label.AMBER: NEAR, Label.AMBER_STRICT: NEAR, Label.RED: ALONE}


def got(who: Person, path: str) -> str:
    """What a way gives: nothing, a refusal, a copy (exact or marked), or what was asked for."""
    response = ask(who).raw("GET", path)
    if response.status_code != 200:
        return {404: HIDDEN, 403: "refused"}[response.status_code]
    if not path.endswith("/file"):
        return YES
    return "exact" if b"".join(response) == EXACT else "marked"


def listed(who: Person, path: str, name: str) -> str:
    """Whether the paper is in a list."""
    found: dict[str, Any] = ask(who).get(path)[1]
    return YES if any(name in str(each) for each in found["hits" if "hits" in found else "items"]) else NO


def test_every_cell(settings: Settings) -> None:
    settings.APPROVERS_FROM_AMBER = 1
    world = build()
    cleo, nils = person("Cleo"), person("Nils")
    open_seat(by=world.olga.pk, group_id=world.weavers.pk, person_id=cleo.pk, organisation_id=world.kiln.pk, role=Role.MEMBER)
    paper = share(world, world.ben, EXACT, name="menu.pdf", label="green", title="Larkspur")
    at = (paper.space, paper.place)
    submit_document(world.ben.pk, *at)
    approve_document(world.ada.pk, *at, 1)
    publish_document(world.ada.pk, *at, Publishing(version=1))
    here, there = f"/api/spaces/{at[0]}/documents/{at[1]}/versions/1", f"/api/centre/{Document.objects.get().number}/versions/1"
    actors = {"source": world.ben, "moderator": world.ada, "member": cleo, "elsewhere": world.eve, "no seat": nils}
    differs = []
    for label, rows in MATRIX.items():
        Entry.objects.filter(document__isnull=False).update(label=label)  # also TLP:RED, which is never published: what if?
        for who, expected in rows.items():
            one = actors[who]
            lists = [listed(one, path, "Larkspur") for path in ("/api/library", "/api/find?q=larkspur", "/api/centre")]
            ways = [got(one, f"{base}{way}") for base in (here, there) for way in ("/pages/1", "/pages/1/picture", "/file")]
            if (*lists, *ways) != expected:
                differs.append((label, who, (*lists, *ways), expected))
    assert differs == []
