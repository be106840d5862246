"""Asking to carry a post on, and answering.  How it ends: see settling.py."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from collab.audit.record import record
from collab.clock import now
from collab.errors import Code, Conflict, Invalid, NotFound
from collab.labels import Label, highest
from collab.streams.counter import lock_all
from collab.streams.models import Entry
from collab.text.plain import tidy
from collab.text.render import render
from discussions.bridges.audience import audience_of, shown_as
from discussions.bridges.held import check_crowd
from discussions.bridges.models import Bridge, Crossing
from discussions.bridges.roles import Attribution, BridgeState
from discussions.carrying.locks import Counters, known_consent, locked_carry, save_all_changed, streams_to_ask, touch, writer_quoted
from discussions.carrying.models import OPEN, Carry, Consent
from discussions.carrying.policies import (
    ANSWERED_WITHIN,
    check_answer,
    check_author_known,
    check_open_at_once,
    check_passage,
    check_reason,
    check_shown,
    check_source,
    check_target,
    goes_unasked,
    source_hash,
)  # fmt: skip
from discussions.carrying.reads import carries_of, consent_facts, consents_of, present_hash
from discussions.carrying.roles import Answered, CarryState, Part
from discussions.carrying.settling import end
from discussions.carrying.shapes import CarryDraft, CarryShape, ConsentAnswer, ConsentShape
from discussions.carrying.taking_back import take_back
from discussions.carrying.unasked import carry_unasked, shown_to_others, unasked_facts
from discussions.chat.actions import seen_message
from discussions.chat.holds import is_kept
from discussions.chat.models import Topic
from discussions.chat.policies import check_body
from discussions.personal.actions import notify
from discussions.spaces.policies import check_label
from discussions.spaces.reads import standing_in
from groups.badges import WITH_BADGE
from groups.models import Seat


@transaction.atomic
def ask_to_carry(person_id: int, bridge_id: int, place: int, draft: CarryDraft) -> CarryShape:
    """Ask to say a released post elsewhere.  Its author is asked, then the author's moderators, then whom it quotes; nobody else is told.

    Where they have all agreed beforehand (unasked.py) it is carried on at once.

    What can be refused is refused by what the person sees; afterwards every request looks alike, whoever is asked.  Asked again for
    the same space, the first request is the answer.  Raises NotFound, Conflict (already_gone, wrong_state), Refused (as posting there
    does, too_many), Invalid (invalid, empty, label_above_ceiling, crowd_too_small, attribution_not_allowed).
    """
    source = standing_in(person_id, bridge_id)
    check_source(source)
    message = seen_message(source, place)
    counters = lock_all(streams_to_ask(source, standing_in(person_id, draft.space), message))
    message.refresh_from_db()
    known = Carry.objects.filter(message=message, asker_id=source.seat, space_id=draft.space).first()
    if known is not None:
        return carries_of([known.pk])[known.pk]
    if message.gone or is_kept(source, message.pk):
        raise Conflict(Code.ALREADY_GONE, _("This message is no longer there."))
    wrote = Crossing.objects.select_related("author__person", "author__group", "bridge__space", "decided_by").get(message=message)
    check_author_known(sealed=wrote.author is None)
    assert wrote.author is not None, "check_author_known refuses what is sealed"
    target = standing_in(person_id, draft.space)
    bridge = Bridge.objects.filter(pk=draft.space).first() if target.inside else None
    topic = Topic.objects.select_related("entry").filter(space_id=draft.space, entry__place=draft.topic).first()
    check_target(source, target, bridge=BridgeState(bridge.state) if bridge else None, topic_locked=bool(topic and topic.locked_at))
    if topic is None:
        raise NotFound
    check_open_at_once(Carry.objects.filter(bridge_id=bridge_id, asker_id=source.seat, state__in=OPEN).count())
    poster = Seat.objects.select_related(*WITH_BADGE).get(pk=target.seat)
    if bridge is not None:
        check_crowd(bridge, poster, draft.attribution, audience_of(bridge.pk))
    body = tidy(draft.body) or message.body
    check_body(body)
    check_passage(body, message.body)
    label = highest(message.entry.label, topic.entry.label)
    check_label(label, label, target.ceiling)
    said = Carry.objects.filter(number=message.carried["number"]).first() if message.carried else None
    own = counters[stream_of(source.seat)]
    carry = Carry.objects.create(
        entry=own.show("carry", label=label), bridge_id=bridge_id, message=message,
        source_hash=source_hash(message.body, message.note, message.entry.label), asker_id=source.seat, words=tidy(draft.words),
        origin_id=said.origin_id if said else bridge_id, shown_before=said.attribution if said else wrote.attribution,
        space_id=draft.space, topic=topic.entry, poster=poster, poster_shown=draft.attribution if bridge else Attribution.NAME,
        body=body, html=render(body), note=message.note, label=label, asked_at=source.now, expires_at=source.now + ANSWERED_WITHIN,
        unasked=goes_unasked(unasked_facts(person_id, wrote, message), shown_to_others(wrote)),
    )  # fmt: skip
    if carry.unasked:
        carry_unasked(carry, wrote, counters)
    else:
        ask_author(carry, wrote.author, Part.AUTHOR, counters)
    save_all_changed(counters)
    return carries_of([carry.pk])[carry.pk]


def stream_of(seat_id: int) -> int:
    """The stream of the person behind a seat."""
    return Seat.objects.values_list("person__stream_id", flat=True).get(pk=seat_id)


def ask_author(carry: Carry, seat: Seat, part: Part, counters: Counters) -> None:
    """Put the question into the stream of whoever wrote the words, with a notice."""
    own = counters[seat.person.stream_id]
    Consent.objects.create(entry=own.show("consent", label=carry.label), carry=carry, part=part, seat=seat)
    notify(own, seat.person_id, "carry_asked", bridge=carry.bridge_id)


@transaction.atomic
def answer_consent(person_id: int, number: int, answer: ConsentAnswer) -> ConsentShape:
    """Agree to exactly what was read, or refuse; a no after the excerpt has gone out takes it back.

    Whoever asked is told of the end alone, and never whose answer it was.  Raises NotFound, Refused (own_work), Conflict (wrong_state,
    stale), Invalid (invalid, label_too_low, label_above_ceiling, attribution_not_allowed, crowd_too_small).
    """
    consent = known_consent(person_id, number)
    carry, counters = locked_carry(consent.carry.number)
    consent = known_consent(person_id, number)
    if not answer.agree:
        check_reason(Part(consent.part), tidy(answer.reason))
    if not answer.agree and carry.state == CarryState.CARRIED:
        take_back(person_id, consent, carry, counters, answer.reason)
        return consents_of([consent.pk])[consent.pk]
    quotes = bool(carry.message.carried)
    state = check_answer(
        consent_facts(person_id, consent), agree=answer.agree, seen=answer.hash or "", now_reads=present_hash(consent), quotes=quotes
    )
    moment = now()
    if answer.agree and consent.part != Part.MODERATOR:
        choose(carry, consent, answer, quotes=quotes)
    consent.hash, consent.at, consent.by = answer.hash or "" if answer.agree else "", moment, answering(person_id, consent)
    consent.answer, consent.reason = Answered.GIVEN if answer.agree else Answered.REFUSED, tidy(answer.reason)
    consent.save()
    touch(consent, counters)
    carry.state = state
    carry.save()
    go_on(carry, consent, counters, moment)
    save_all_changed(counters)
    if consent.part == Part.MODERATOR:  # an author's own answer is no privileged act, and the log must not name authors
        verb = "carry.agree" if answer.agree else "carry.refuse"
        record(
            verb, group_id=consent.group_id, actor_id=person_id, subject=("carry", carry.number), reason=consent.reason, hash=consent.hash
        )
    return consents_of([consent.pk])[consent.pk]


def answering(person_id: int, consent: Consent) -> Seat:
    """The seat by which the person answers."""
    return consent.seat if consent.group_id is None else Seat.objects.open_at(now()).get(person_id=person_id, group_id=consent.group_id)


def choose(carry: Carry, consent: Consent, answer: ConsentAnswer, *, quotes: bool) -> None:
    """Take over the label, which only rises, and from whoever wrote the words how they are shown to the new readers."""
    label = answer.label or Label(carry.label)
    check_label(label, carry.label, carry.space.ceiling)
    carry.label = label
    if quotes and consent.part == Part.AUTHOR:
        return  # the words are somebody else's, who is asked last
    if answer.attribution is None:
        raise Invalid(Code.INVALID, _("Choose how the new readers see you."), fields=["attribution"])
    audience, wanted = audience_of(carry.origin_id), answer.attribution
    chatham = carry.origin.chatham or carry.bridge.chatham
    check_shown(
        wanted, Attribution(carry.shown_before), chatham=chatham, pseudonym=bool(consent.seat.pseudonym),
        crowd=audience.crowd(consent.seat, wanted), groups=audience.crowd_groups(consent.seat, wanted),
    )  # fmt: skip
    carry.writer, carry.attribution, carry.shown_as = consent.seat, wanted, shown_as(consent.seat, wanted).model_dump()


def go_on(carry: Carry, answered: Consent, counters: Counters, moment: datetime) -> None:
    """Ask the next, or bring it to its end."""
    if carry.state == CarryState.AUTHOR_OK:
        group = answered.seat.group
        entry: Entry = counters[group.desk_id].show("consent", label=carry.label)
        Consent.objects.create(entry=entry, carry=carry, part=Part.MODERATOR, seat=answered.seat, group=group)
    elif carry.state == CarryState.HOME_MOD_OK:
        quoted = writer_quoted(carry.message)
        assert quoted is not None, "what was carried before has a writer"
        ask_author(carry, quoted, Part.QUOTED, counters)
    else:
        end(carry, counters, moment)
