"""The example accounts, as a script or a person needs them to sign in."""

import json
from collections.abc import Iterable
from typing import Any

from collab.accounts.models import Person
from collab.clock import now
from collab.demo.cast import Someone
from collab.demo.content.delegations import DELEGATES
from collab.demo.content.people import PEOPLE
from groups.models import Seat

PASSWORD = "example-alliance-2026"  # noqa: S105 - printed for everybody: it opens example data alone
EVERYBODY = (*PEOPLE, *DELEGATES)
FIRST = ("ines", "sunita", "ruth", "wanjiru", "noor", "petra")  # the most useful ones
PARTS = ("member", "moderator", "task-force lead", "head of delegation", "secretariat", "private sector")


def mail_of(someone: Someone) -> str:
    """The address with which they sign in."""
    return f"{someone.mail}@example.org"


def listed() -> list[dict[str, Any]]:
    """`{mail, password, name, language, groups: [{group, kind, role, organisation, post}], totp_secret?}`, the most useful first.

    Only accounts that exist; groups in which they hold a seat now, by name.  Three queries.
    """
    people = {person.email: person for person in Person.objects.filter(email__in=[mail_of(each) for each in EVERYBODY])}
    seats: dict[int, list[Seat]] = {}
    rows = Seat.objects.open_at(now()).filter(person__in=people.values()).select_related("group", "organisation")
    for seat in rows.order_by("group__name"):
        seats.setdefault(seat.person_id, []).append(seat)
    found = [(each, people[mail_of(each)]) for each in in_order(EVERYBODY) if mail_of(each) in people]
    return [account(someone, person, seats.get(person.pk, [])) for someone, person in found]


def in_order(people: Iterable[Someone]) -> list[Someone]:
    """The most useful accounts first, then the others as they are listed."""
    return sorted(people, key=lambda each: FIRST.index(each.key) if each.key in FIRST else len(FIRST))


def account(someone: Someone, person: Person, seats: list[Seat]) -> dict[str, Any]:
    """One account."""
    secret = {"totp_secret": someone.totp_secret} if someone.totp_secret else {}
    groups = [
        {
            "group": seat.group.name,
            "kind": seat.group.kind,
            "role": seat.role,
            "organisation": seat.organisation.name,
            "post": seat.post,
        }
        for seat in seats
    ]
    return {"mail": person.email, "password": PASSWORD, "name": person.name, "language": person.language, "groups": groups, **secret}


def as_json() -> str:
    """All accounts, for scripts."""
    return json.dumps(listed(), ensure_ascii=False, indent=1)


def as_table() -> str:
    """The most useful accounts, for people.  Empty where there is no example alliance."""
    rows = listed()[: len(FIRST)]
    if not rows:
        return ""
    width = max(len(row["mail"]) for row in rows)
    lines = [f"  {row['mail']:<{width}}  {part:<18}  {row['name']}" for row, part in zip(rows, PARTS, strict=True)]
    return "\n".join([f"Password of every example account: {PASSWORD}", *lines])
