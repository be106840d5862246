"""Changing what only oneself sees."""

from django.db import transaction

from collab.accounts.models import Person
from collab.clock import now
from collab.errors import NotFound
from collab.streams.counter import Counter, lock
from collab.streams.models import Entry
from collab.text.plain import tidy
from discussions.personal.models import Draft, Hidden, Notice, ReadMark, Reshown
from discussions.personal.reads import drafts_of, marks_of, notices_of
from discussions.personal.shapes import DraftShape, DraftText, MarkShape, NoticeShape
from discussions.spaces.models import MutedTopic
from discussions.spaces.policies import check_view
from discussions.spaces.reads import standing_in


def own_counter(person_id: int) -> Counter:
    """The counter of the person's own stream, locked."""
    return lock(Person.objects.values_list("stream_id", flat=True).get(pk=person_id))


def seen_topic(person_id: int, space_id: int, place: int) -> Entry:
    """The entry of a topic that the person may read.  Raises NotFound."""
    check_view(standing_in(person_id, space_id))
    entry = Entry.objects.filter(stream_id=space_id, place=place, kind="topic").first()
    if entry is None:
        raise NotFound
    return entry


@transaction.atomic
def mark_read(person_id: int, space_id: int, topic: int, upto: int) -> MarkShape:
    """Note up to which place a topic has been read; smaller than before marks unread from there.

    Every tab of the person is told.  Repeating changes nothing.  Raises NotFound.
    """
    entry = seen_topic(person_id, space_id, topic)
    counter = own_counter(person_id)
    mark = ReadMark.objects.select_related("entry").filter(person_id=person_id, topic=entry).first()
    if mark is None:
        mark = ReadMark.objects.create(entry=counter.show("mark"), person_id=person_id, topic=entry, upto=upto)
        counter.save()
    elif mark.upto != upto:
        mark.upto = upto
        mark.save(update_fields=["upto"])
        counter.touch(mark.entry)
        counter.save()
    return marks_of([mark.pk])[mark.pk]


@transaction.atomic
def keep_draft(person_id: int, space_id: int, topic: int, text: DraftText) -> DraftShape:
    """Keep an unsent text for a topic; the last one wins, on every tab.  Raises NotFound."""
    entry = seen_topic(person_id, space_id, topic)
    counter = own_counter(person_id)
    draft = Draft.objects.select_related("entry").filter(person_id=person_id, topic=entry).first()
    fields = {"body": text.body if text.body.strip() else "", "label": text.label, "note": tidy(text.note), "quoted": text.quote}
    if draft is None:
        draft = Draft.objects.create(entry=counter.show("draft"), person_id=person_id, topic=entry, changed_at=now(), **fields)
        counter.save()
    elif any(getattr(draft, name) != value for name, value in fields.items()):
        for name, value in {**fields, "changed_at": now()}.items():
            setattr(draft, name, value)
        draft.save()
        counter.touch(draft.entry)
        counter.save()
    return drafts_of([draft.pk])[draft.pk]


@transaction.atomic
def mute_topic(person_id: int, space_id: int, topic: int, on: bool) -> None:
    """Leave a topic out of one's counts, or take it in again.  Raises NotFound."""
    entry = seen_topic(person_id, space_id, topic)
    if on:
        MutedTopic.objects.get_or_create(person_id=person_id, topic=entry)
    else:
        MutedTopic.objects.filter(person_id=person_id, topic=entry).delete()


def hide(person_id: int, about: Entry) -> None:
    """Hide a message from oneself.  Inside a transaction; the caller has checked that the person sees it."""
    if not Hidden.objects.filter(person_id=person_id, about=about).exists():
        counter = own_counter(person_id)
        Hidden.objects.create(entry=counter.show("hidden"), person_id=person_id, about=about)
        counter.save()


def show_anew(person_id: int, about: Entry, counter: Counter) -> None:
    """Tell a person's own pages that a message reads differently to them now.  The caller has locked the counter and will save it."""
    known = Reshown.objects.select_related("entry").filter(person_id=person_id, about=about).first()
    if known is None:
        Reshown.objects.create(entry=counter.show("reshown"), person_id=person_id, about=about)
    else:
        counter.touch(known.entry)


def notify(counter: Counter, person_id: int, what: str, about: Entry | None = None, **facts: object) -> None:
    """Put a notice into a person's stream, whose counter the caller has locked and will save."""
    Notice.objects.create(entry=counter.show("notice"), person_id=person_id, what=what, about=about, facts=facts, at=now())


def forget_reasons(about: Entry) -> None:
    """Erase the reasons that notices on a thing carry: what people wrote of it is to be gone.  That there was a notice stays."""
    for row in Notice.objects.filter(about=about, facts__has_key="reason"):
        row.facts.pop("reason")
        row.save(update_fields=["facts"])


@transaction.atomic
def see_notices(person_id: int, places: list[int]) -> list[NoticeShape]:
    """Mark notices as seen; unknown places are passed over."""
    counter = own_counter(person_id)
    rows = list(Notice.objects.select_related("entry").filter(person_id=person_id, entry__place__in=places, seen_at__isnull=True))
    for row in rows:
        row.seen_at = now()
        row.save(update_fields=["seen_at"])
        counter.touch(row.entry)
    if rows:
        counter.save()
    return list(notices_of(row.pk for row in rows).values())
