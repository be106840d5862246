"""Drafting a summary, writing it anew, dissenting.  Signing: see signing.py."""

from django.db import transaction
from django.utils.translation import get_language

from collab.audit.record import record
from collab.clock import now
from collab.errors import NotFound
from collab.labels import Label, highest
from collab.streams.counter import lock_all
from collab.text.plain import tidy
from discussions.bridges.models import Bridge, Side
from discussions.bridges.reads import desk_seats
from discussions.bridges.roles import BridgeState
from discussions.bridges.speaking import own_admissions
from discussions.bridges.submitting import one_line
from discussions.chat.policies import check_body
from discussions.spaces.models import Admission
from discussions.spaces.policies import check_label
from discussions.summaries.models import Dissent, Summary
from discussions.summaries.policies import (
    check_dissent,
    check_draft,
    check_edit,
    check_names,
    check_one_open,
    check_sources,
    check_withdraw,
    sha256_of,
)  # fmt: skip
from discussions.summaries.reads import (
    acting_side,
    constituency_names,
    dissents_of,
    facts_of,
    readable_sources,
    sources_at,
    summaries_known_to,
    summary_shape,
)  # fmt: skip
from discussions.summaries.roles import SummaryState
from discussions.summaries.shapes import DissentDraft, SummaryDraft, SummaryEdit, SummaryShape
from discussions.summaries.text import Source, compose
from groups.roles import Role


@transaction.atomic
def draft_summary(person_id: int, bridge_id: int, draft: SummaryDraft) -> SummaryShape:
    """Sum a thread up from released posts, for one's own group or jointly.  Only one of each is written at a time.

    Safe to repeat by `client_id`.  Raises NotFound, Refused (reads_only), Conflict (wrong_state), Invalid (invalid, empty, too_long,
    label_too_low, label_above_ceiling, attribution_not_allowed).
    """
    row = speaking_for(person_id, bridge_id, draft.group)
    lock_all([bridge_id])  # so that no second one is begun meanwhile
    known = Summary.objects.filter(drafted_by=row.seat, client_id=draft.client_id).first()
    if known is not None:
        return shape_of(person_id, known.pk)
    bridge = Bridge.objects.select_related("space").get(pk=bridge_id)
    check_draft(BridgeState(bridge.state), Role(row.seat.role))
    side = None if draft.joint else Side.objects.get(bridge_id=bridge_id, group_id=row.seat.group_id)
    check_one_open(Summary.objects.filter(bridge=bridge, side=side, state=SummaryState.OPEN).exists())
    language = (get_language() or "en").split("-")[0]
    summary = Summary(
        bridge=bridge, side=side, drafted_by=row.seat, client_id=draft.client_id, language=language, drafted_at=now(),
        sources=sorted(set(draft.sources)),
    )  # fmt: skip
    write(person_id, summary, title=draft.title, body=draft.body, label=draft.label, names=draft.names)
    return shape_of(person_id, summary.pk)


def speaking_for(person_id: int, bridge_id: int, group: int | None) -> Admission:
    """The admission by which the person sits in the thread: for the group named, or the first.  Raises NotFound."""
    for row in own_admissions(person_id, bridge_id):
        if group in {None, row.seat.group_id}:
            return row
    raise NotFound


def write(person_id: int, summary: Summary, *, title: str, body: str, label: Label | None, names: bool) -> None:
    """Check what a summary says and store it; other bytes void every signature.  Inside a transaction."""
    readable = readable_sources(person_id, summary.bridge_id)
    check_sources(summary.sources, readable)
    check_names(names, summary.bridge.chatham)
    summary.title, summary.body, summary.names = one_line(title), tidy(body), names
    check_body(summary.title)
    check_body(summary.body)
    floor = highest(*(readable[place].label for place in summary.sources))
    summary.label = label or floor
    check_label(summary.label, floor, Label.AMBER_STRICT)
    store(summary, [readable[place] for place in summary.sources])


def store(summary: Summary, sources: list[Source]) -> None:
    """Put the text together anew; where its bytes differ, nobody has signed it yet."""
    dissents = [(each.side.group.name, each.body) for each in dissents_of(summary)] if not summary._state.adding else []
    text = compose(
        title=summary.title, thread=summary.bridge.space.title, label=summary.label, body=summary.body, dissents=dissents, sources=sources,
        constituencies=constituency_names(), names=summary.names, language=summary.language,
    )  # fmt: skip
    if text != summary.text:
        summary.text, summary.sha256, summary.changed_at = text, sha256_of(text), now()
        summary.save()
        summary.signatures.all().delete()


def shape_of(person_id: int, number: int) -> SummaryShape:
    """The summary as the person reads it.  Raises NotFound."""
    return summary_shape(person_id, known_summary(person_id, number))


def known_summary(person_id: int, number: int) -> Summary:
    """The summary, for those of its sides: to others there is none.  Raises NotFound."""
    row = summaries_known_to(person_id).filter(pk=number).first()
    if row is None:
        raise NotFound
    return row


def locked_summary(person_id: int, number: int) -> Summary:
    """The same, read again under the lock of the thread's room.  Raises NotFound, before any lock is taken."""
    lock_all([known_summary(person_id, number).bridge_id])
    return known_summary(person_id, number)


@transaction.atomic
def rewrite_summary(person_id: int, number: int, edit: SummaryEdit) -> SummaryShape:
    """Other words, by whoever drafted it: one changed byte voids every signature.  The same words again change nothing.

    Raises NotFound, Refused (not_allowed), Conflict (wrong_state), Invalid as drafting does.
    """
    summary = locked_summary(person_id, number)
    check_edit(facts_of(person_id, summary, None))
    if edit.sources is not None:
        summary.sources = sorted(set(edit.sources))
    write(
        person_id, summary, title=summary.title if edit.title is None else edit.title,
        body=summary.body if edit.body is None else edit.body, label=edit.label or Label(summary.label),
        names=summary.names if edit.names is None else edit.names,
    )  # fmt: skip
    return shape_of(person_id, number)


@transaction.atomic
def dissent(person_id: int, number: int, draft: DissentDraft) -> SummaryShape:
    """Say in a joint summary where one's side does not agree; empty words take that back.  Every signature is void then.

    Moderators of a side that takes part.  Raises NotFound, Refused (not_allowed), Conflict (wrong_state).
    """
    summary = locked_summary(person_id, number)
    side = acting_side(person_id, summary, draft.group)
    check_dissent(facts_of(person_id, summary, side))
    assert side is not None, "check_dissent refuses others"
    body, rows = tidy(draft.body), Dissent.objects.filter(summary=summary, side=side)
    before = rows.values_list("body", flat=True).first() or ""
    if body == before:
        return shape_of(person_id, number)
    rows.delete()
    if body:
        seat = desk_seats(person_id).get(group_id=side.group_id)
        Dissent.objects.create(summary=summary, side=side, body=body, by=seat, at=now())
    found = sources_at(summary.bridge_id, summary.sources)
    store(summary, [found[place] for place in summary.sources if place in found])
    record("summary.dissent", group_id=side.group_id, actor_id=person_id, subject=("summary", number), sha256=summary.sha256)
    return shape_of(person_id, number)


@transaction.atomic
def withdraw_summary(person_id: int, number: int) -> SummaryShape:
    """Take a summary back before it is settled: its words are gone.  Raises NotFound, Refused (not_allowed), Conflict (wrong_state)."""
    summary = locked_summary(person_id, number)
    side = acting_side(person_id, summary, summary.drafted_by.group_id)
    check_withdraw(facts_of(person_id, summary, side))
    summary.state, summary.body, summary.text, summary.sha256, summary.changed_at = SummaryState.WITHDRAWN, "", "", "", now()
    summary.save()
    summary.signatures.all().delete()
    summary.dissents.all().delete()
    if side is not None:
        record("summary.withdraw", group_id=side.group_id, actor_id=person_id, subject=("summary", number))
    return shape_of(person_id, number)
