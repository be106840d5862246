"""Who may do what about the name behind a sealed post, cell by cell, over HTTP.

Columns: Fay belongs to Weavers and does not sit; Ben wrote the post, and nobody knows; Dora is the custodian of Weavers; Mia moderates
Weavers and Ada leads them; Eve leads Potters and has asked; Pam is the custodian of Potters; Gus leads Dyers and is their custodian;
Olga is the secretariat, and keeps the site.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from tests.api.ask import Answer, ask
from tests.api.gate import stored
from tests.sealed import Asked, build_custody
from tests.span import Span

pytestmark = pytest.mark.django_db
WHO = ("fay", "ben", "dora", "mia", "ada", "eve", "pam", "gus", "olga")
Act = Callable[[Asked, Any], Answer]


def thread(case: Asked, who: Any) -> Answer:
    return ask(who).get(f"/api/bridges/{case.span.bridge}")


def keys_of_a_side(case: Asked, who: Any) -> Answer:
    return ask(who).get(f"/api/groups/{case.span.world.weavers.pk}/custody-keys")


def request_anew(case: Asked, who: Any) -> Answer:
    return case.ask(who)


def refuse(case: Asked, who: Any) -> Answer:
    return case.answer(who, grants=False)


def open_it(case: Asked, who: Any) -> Answer:
    return case.open(who)


def give_up(case: Asked, who: Any) -> Answer:
    return ask(who).post(f"/api/custody/requests/{case.number}/withdraw")


# Whether it has been asked by Eve when the row begins, and whether two custodians have granted it.
NOT_YET, WAITS, GRANTED = "not yet", "waits", "granted"
TABLE: dict[tuple[str, str], tuple[Act, tuple[int, ...]]] = {
    #                                          fay  ben  dora mia  ada  eve  pam  gus  olga
    ("see that it was asked", WAITS): (thread, (404, 200, 200, 200, 200, 200, 200, 200, 404)),
    ("see who could be named", WAITS): (keys_of_a_side, (404, 404, 404, 200, 200, 404, 404, 404, 404)),
    ("ask", NOT_YET): (request_anew,           (404, 403, 403, 201, 201, 201, 403, 201, 404)),
    ("ask", WAITS): (request_anew,             (404, 403, 403, 409, 409, 409, 403, 409, 404)),
    ("answer", WAITS): (refuse,                (404, 404, 200, 404, 404, 404, 200, 200, 404)),
    ("answer", GRANTED): (refuse,              (404, 404, 409, 404, 404, 404, 409, 409, 404)),
    ("open", WAITS): (open_it,                 (404, 404, 404, 404, 404, 409, 404, 404, 404)),
    ("open", GRANTED): (open_it,               (404, 404, 404, 404, 404, 200, 404, 404, 404)),
    ("give up", WAITS): (give_up,              (404, 404, 404, 404, 404, 200, 404, 404, 404)),
    ("give up", GRANTED): (give_up,            (404, 404, 404, 404, 404, 409, 404, 404, 404)),
}  # fmt: skip


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row[0]}, {row[1]}")
def test_each_cell(fresh_span: Span, row: tuple[str, str]) -> None:
    """And a refusal leaves everything as it was."""
    case, (run, expected) = Asked(build_custody(fresh_span)), TABLE[row]
    span = case.span
    if row[1] != NOT_YET:
        case.asked()
    if row[1] == GRANTED:
        assert [case.answer(who, grants=True)[0] for who in (span.dora, span.gus)] == [200, 200]
    found = {}
    for name in WHO:
        who = getattr(span.world, name, None) or getattr(span, name)
        before = stored()
        with transaction.atomic():
            found[name] = run(case, who)[0]
            if found[name] >= 400:
                assert stored() == before
            transaction.set_rollback(True)
    assert found == dict(zip(WHO, expected, strict=True))
