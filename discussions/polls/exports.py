"""A closed poll to take away: a spreadsheet, a BLT file, or the bundle from which anybody counts it again."""

import json
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from django.db import transaction
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from discussions.polls.life import tell_audit
from discussions.polls.models import Option, Poll, Result
from discussions.polls.policies import check_ranked
from discussions.polls.proxies.listing import proxies_used, proxy_tables
from discussions.polls.reads import poll_shape
from discussions.polls.result_shapes import Form
from discussions.polls.results import counted_poll
from discussions.polls.roles import FIXED_WORDS, PollKind
from discussions.polls.rules import Rule
from discussions.polls.shapes import PollShape
from discussions.polls.sheets import csv_of, xlsx_of
from discussions.polls.silence.recording import silence_json, silence_lines
from discussions.polls.tables import Cell, Table, rule_lines, tables_of
from discussions.polls.tally.blt import write_blt
from discussions.polls.tally.bundle import FORMAT, read_vote
from discussions.spaces.policies import check_leave
from groups.models import Constituency

MIME: Mapping[Form, str] = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "blt": "text/plain",
    "json": "application/json",
}


@transaction.atomic
def export_result(person_id: int, space_id: int, place: int, form: Form) -> tuple[BytesIO, int, str]:
    """A result as a file, its size in bytes and its name.  The audit keeps who took it, and in which form.

    Raises NotFound, Conflict (wrong_state), Refused (not_allowed: TLP:RED).
    """
    _standing, poll, found = counted_poll(person_id, space_id, place)
    check_leave(poll.entry.label)
    if form == "blt":
        check_ranked(ranked=found.brief["method"] in {"irv", "schulze", "stv", "meek"}, withheld=found.withheld)
    content = _WRITERS[form](poll, found)
    tell_audit("poll.export", poll, actor_id=person_id, reason=form)
    return BytesIO(content), len(content), f"poll-{space_id}-{place}.{form}"


@transaction.atomic
def printed_result(person_id: int, space_id: int, place: int) -> tuple[PollShape, list[Table]]:
    """A poll and its result as tables, to be printed; the audit keeps who did.

    Raises NotFound, Conflict (wrong_state), Refused (not_allowed: TLP:RED).
    """
    standing, poll, found = counted_poll(person_id, space_id, place)
    check_leave(poll.entry.label)
    tell_audit("poll.export", poll, actor_id=person_id, reason="print")
    return poll_shape(poll, standing.now), tables_for(poll, found)


def text_of(option: Option) -> str:
    """The words of an option, in the reader's language where the kind brings them; of a slot its times in UTC."""
    if option.starts_at and option.ends_at:
        return f"{option.starts_at:%Y-%m-%d %H:%M} – {option.ends_at:%Y-%m-%d %H:%M} UTC"
    return option.text or str(FIXED_WORDS.get(option.key, option.key))


def bundle_of(poll: Poll, found: Result) -> dict[str, Any]:
    """The decision bundle: what tally.bundle.read_bundle reads.  No unit is in it, no time of a vote, and no order of votes."""
    return {
        "format": FORMAT,
        "poll": {
            "question": found.question, "kind": poll.kind, "unit": poll.unit, "secrecy": poll.secrecy, "version": found.version,
            "options": [{"key": each.key, "text": text_of(each)} for each in poll.options.all()], "quorum": poll.quorum,
            "rule": found.rule, "roll_hash": poll.roll_hash, "opened_at": poll.opens_at.isoformat(),
            "closed_at": poll.closed_at.isoformat() if poll.closed_at else None,
        },
        **({"silence": silence_json(poll)} if poll.kind == PollKind.SILENCE else {}),
        "eligible": found.eligible, "votes": found.votes, "lot": found.lot or None, "withheld": found.withheld,
        "proxies": [{"unit": unit, "by": by} for unit, by in proxies_used(poll)], "result": found.outcome, "digest": found.digest,
    }  # fmt: skip


def _json(poll: Poll, found: Result) -> bytes:
    return json.dumps(bundle_of(poll, found), ensure_ascii=False, indent=1).encode()


def _blt(poll: Poll, found: Result) -> bytes:
    options = [(each.key, text_of(each)) for each in poll.options.all()]
    return write_blt(found.question, found.rule.get("seats", 1), options, map(read_vote, found.votes)).encode()


def tables_for(poll: Poll, found: Result) -> list[Table]:
    """A result as tables, the poll and its rule first."""
    names = {each.slug: each.name for each in Constituency.objects.all()} | {each.key: text_of(each) for each in poll.options.all()}
    silent = poll.kind == PollKind.SILENCE
    facts: list[tuple[str, Cell]] = [
        (_("Question"), found.question),
        *(silence_lines(poll) if silent else rule_lines(Rule.model_validate(found.rule).model_dump(mode="json"), poll.quorum)),
        (_("Opened"), f"{poll.opens_at:%Y-%m-%d %H:%M:%S} UTC"),
        (_("Closed"), f"{poll.closed_at:%Y-%m-%d %H:%M:%S} UTC" if poll.closed_at else ""),
        (_("On the roll"), found.brief["eligible"]),
        *([] if silent else [(_("Cast"), found.brief["cast"]), (_("Abstentions"), found.brief["abstained"])]),
        (_("Roll hash"), poll.roll_hash),
        (_("Result hash"), found.digest),
    ]
    if found.lot:
        facts.append((_("Number of the lot"), found.lot))
    return [*tables_of(facts, found.outcome, names), *proxy_tables(poll)]


def _csv(poll: Poll, found: Result) -> bytes:
    return csv_of(tables_for(poll, found))


def _xlsx(poll: Poll, found: Result) -> bytes:
    return xlsx_of(tables_for(poll, found), right_to_left=get_language_bidi())


_WRITERS = {"csv": _csv, "xlsx": _xlsx, "blt": _blt, "json": _json}
