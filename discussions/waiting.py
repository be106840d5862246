"""What others need from oneself, gathered from every kind.

An item goes when it is done, not when it is seen.  Nearest deadline first; then what has none, oldest first.
"""

from datetime import UTC, datetime
from typing import Literal

from django.db.models import Count, Min
from pydantic import BaseModel

from collab.text.plain import from_html
from discussions.bridges.custody.reads import own_among
from discussions.bridges.custody.unseal_reads import requests_for
from discussions.bridges.flag_reads import waiting_flags
from discussions.bridges.models import Crossing
from discussions.bridges.proposals import waiting_proposals
from discussions.bridges.reads import returned_crossings, waiting_crossings
from discussions.carrying.reads import waiting_consents
from discussions.collections.reads import waiting_collections
from discussions.desk.appeal_reads import waiting_appeals
from discussions.desk.models import Report
from discussions.desk.reads import waiting_wishes
from discussions.documents.library import waiting_changes, waiting_confirmations, waiting_reviews
from discussions.finding import mentions
from discussions.polls.agenda import waiting_votes
from discussions.spaces.models import Space
from discussions.summaries.reads import waiting_summaries
from groups.badges import Badge
from groups.reads import moderated_groups

NEVER = datetime.max.replace(tzinfo=UTC)


class Waiting(BaseModel):
    """One thing that waits.  Facts, from which the screen makes its sentence."""

    verb: Literal[
        "vote", "position", "survey", "silence", "recorded", "review", "returned", "crossing", "proposal", "report", "appeal", "flag",
        "mention", "confirm", "collection", "consent", "summary", "custody", "wish", "wish_document",
    ]  # fmt: skip
    title: str
    where: str = ""
    space: int | None = None
    place: int | None = None
    topic: int | None = None
    group: int | None = None
    collection: int | None = None
    unit: str = ""  # of a vote: for whom one votes
    count: int = 1  # of reports, and of documents for a collection: how many
    by: str = ""  # who asks, where it is a person
    since: datetime | None = None
    due: datetime | None = None


def waiting_for(person_id: int) -> list[Waiting]:
    """Everything that waits for the person; its number of queries does not grow with what there is."""
    found = [
        *_votes(person_id),
        *_bridges(person_id),
        *_reviews(person_id),
        *_collections(person_id),
        *_requests(person_id),
        *_reports(person_id),
        *_appeals(person_id),
        *_wishes(person_id),
        *_mentions(person_id),
    ]
    return sorted(found, key=lambda each: (each.due or NEVER, each.since or NEVER, each.title))


def _votes(person_id: int) -> list[Waiting]:
    return [Waiting(**each.model_dump()) for each in waiting_votes(person_id)]


def _bridges(person_id: int) -> list[Waiting]:
    crossings = [
        Waiting(verb="crossing", title=each.title, where=each.bridge_title, space=each.bridge, group=each.group, by=each.by.name,
                since=each.submitted_at, due=each.due_at)
        for each in waiting_crossings(person_id)
    ]  # fmt: skip
    returned = [
        Waiting(verb="returned", title=each.title, where=each.bridge_title, space=each.bridge, since=each.decided_at)
        for each in returned_crossings(person_id)
    ]
    proposals = [
        Waiting(verb="proposal", title=each.title, group=each.group, since=each.proposed_at) for each in waiting_proposals(person_id)
    ]
    consents = [
        Waiting(verb="consent", title=each.carry.note or from_html(each.carry.html)[:160], where=each.carry.bridge.space.title,
                group=each.group_id, by=Badge.of(each.carry.asker).name, since=each.carry.asked_at, due=each.carry.expires_at)
        for each in waiting_consents(person_id)
    ]  # fmt: skip
    summaries = [
        Waiting(
            verb="summary", title=each.title, where=each.bridge.space.title, space=each.bridge_id, group=group.pk, since=each.changed_at
        )
        for each, group in waiting_summaries(person_id)
    ]
    flags = [
        Waiting(verb="flag", title="", where=each.flag.message.space.title, group=each.group_id, since=each.flag.at, due=each.flag.until)
        for each in waiting_flags(person_id)
    ]
    return [*crossings, *returned, *proposals, *consents, *summaries, *flags]


def _reviews(person_id: int) -> list[Waiting]:
    given_back = [
        Waiting(
            verb="returned", title=each.title, where=each.space.title, space=each.space_id, place=each.entry.place, since=each.changed_at
        )
        for each in waiting_changes(person_id)
    ]
    unread = [
        Waiting(verb="confirm", title=each.document.title, where=each.document.space.title, space=each.document.space_id,
                place=each.document.entry.place, by=Badge.of(each.by).name, since=each.at, due=each.due_at)
        for each in waiting_confirmations(person_id)
    ]  # fmt: skip
    return given_back + unread + [
        Waiting(verb="review", title=each.title, where=each.space.title, space=each.space_id, place=each.entry.place,
                by=Badge.of(each.submitted_by).name if each.submitted_by else "", since=each.submitted_at)
        for each in waiting_reviews(person_id)
    ]  # fmt: skip


def _collections(person_id: int) -> list[Waiting]:
    return [
        Waiting(verb="collection", title=each.title, where=each.group.name, collection=each.pk, count=count, since=since)
        for each, count, since in waiting_collections(person_id)
    ]


def _requests(person_id: int) -> list[Waiting]:
    return [
        Waiting(verb="custody", title=each.thread, where=each.group.name, since=each.at, due=each.until) for each in requests_for(person_id)
    ]


def _reports(person_id: int) -> list[Waiting]:
    waiting = Report.objects.filter(decided_at__isnull=True, group_id__in=moderated_groups(person_id))
    sealed = own_among(person_id, Crossing.objects.filter(message__in=waiting.values("about")))
    rows = (
        waiting.exclude(about__message__author__person_id=person_id)
        .exclude(about__in=[row.message_id for row in sealed])
        .values("group_id", "group__name")
        .annotate(count=Count("pk"), since=Min("at"))
    )
    return [
        Waiting(verb="report", title="", where=each["group__name"], group=each["group_id"], count=each["count"], since=each["since"])
        for each in rows
    ]


def _appeals(person_id: int) -> list[Waiting]:
    return [
        Waiting(verb="appeal", title="", where=each.group.name, group=each.group_id, by=Badge.of(each.ruling.seat).name, since=each.at,
                due=each.due_at)
        for each in waiting_appeals(person_id)
    ]  # fmt: skip


def _wishes(person_id: int) -> list[Waiting]:
    return [
        Waiting(
            verb="wish" if each.kind == "message" else "wish_document", title="", where=each.title, space=each.space, place=each.place,
            since=each.at,
        )
        for each in waiting_wishes(person_id)
    ]  # fmt: skip


def _mentions(person_id: int) -> list[Waiting]:
    unread = [each.message for each in mentions(person_id, "").items if each.unread]
    titles = dict(Space.objects.filter(pk__in={each.space for each in unread}).values_list("pk", "title"))
    return [
        Waiting(verb="mention", title=each.note or from_html(each.html)[:160], where=titles[each.space], space=each.space, place=each.place,
                topic=each.topic, by=each.by.name if each.by else "", since=each.posted_at)
        for each in unread
    ]  # fmt: skip
