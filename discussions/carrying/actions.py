"""Asking to carry a post on, and answering.  How it ends: see settling.py."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from collab.audit.record import record
from collab.clock import now
from collab.errors import Code, Conflict, Invalid, NotFound
from collab.labels import Label, highest
from collab.streams.counter import lock_all
from collab.text.plain import tidy
from collab.text.render import render
from discussions.bridges.audience import audience_of, shown_as
from discussions.bridges.held import check_crowd
from discussions.bridges.models import Bridge, Crossing
from discussions.bridges.roles import Attribution, BridgeState
from discussions.carrying.asking import ask_author, ask_moderators
from discussions.carrying.locks import Counters, known_consent, locked_carry, save_all_changed, streams_to_ask, touch, writer_quoted
from discussions.carrying.models import Carry, Consent, SealedConsent
from discussions.carrying.policies import (
    ANSWERED_WITHIN,
    check_answer,
    check_goes_further,
    check_open_at_once,
    check_passage,
    check_reason,
    check_second,
    check_shown,
    check_source,
    check_target,
    goes_unasked,
    source_hash,
)  # fmt: skip
from discussions.carrying.reads import carries_of, consent_facts, consents_known_to, consents_of, present_hash
from discussions.carrying.roles import Answered, CarryState, Part
from discussions.carrying.sealed import answer_sealed
from discussions.carrying.settling import end
from discussions.carrying.shapes import CarryDraft, CarryShape, ConsentAnswer, ConsentShape
from discussions.carrying.taking_back import take_back
from discussions.carrying.unasked import carry_unasked, shown_to_others, unasked_facts
from discussions.chat.actions import seen_message
from discussions.chat.holds import is_kept
from discussions.chat.models import Topic
from discussions.chat.policies import check_body
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
    wrote = Crossing.objects.select_related("author__person", "side__group", "bridge__space", "decided_by", "seal").get(message=message)
    said = Carry.objects.filter(number=message.carried["number"]).first() if message.carried else None
    check_goes_further(sealed=said is not None and said.sealed)
    target = standing_in(person_id, draft.space)
    bridge = Bridge.objects.filter(pk=draft.space).first() if target.inside else None
    topic = Topic.objects.select_related("entry").filter(space_id=draft.space, entry__place=draft.topic).first()
    check_target(source, target, bridge=BridgeState(bridge.state) if bridge else None, topic_locked=bool(topic and topic.locked_at))
    if topic is None:
        raise NotFound
    check_open_at_once(Carry.objects.filter(bridge_id=bridge_id, asker_id=source.seat, settled_at__isnull=True).count())
    poster = Seat.objects.select_related(*WITH_BADGE).get(pk=target.seat)
    if bridge is not None:
        check_crowd(bridge, poster, draft.attribution, audience_of(bridge.pk))
    body = tidy(draft.body) or message.body
    check_body(body)
    check_passage(body, message.body)
    label = highest(message.entry.label, topic.entry.label)
    check_label(label, label, target.ceiling)
    own = counters[stream_of(source.seat)]
    carry = Carry.objects.create(
        entry=own.show("carry", label=label), bridge_id=bridge_id, message=message,
        source_hash=source_hash(message.body, message.note, message.entry.label), asker_id=source.seat, words=tidy(draft.words),
        origin_id=said.origin_id if said else bridge_id, shown_before=said.attribution if said else wrote.attribution,
        space_id=draft.space, topic=topic.entry, poster=poster, poster_shown=draft.attribution if bridge else Attribution.NAME,
        body=body, html=render(body), note=message.note, label=label, asked_at=source.now, expires_at=source.now + ANSWERED_WITHIN,
        sealed=wrote.author is None, unasked=goes_unasked(unasked_facts(person_id, wrote, message), shown_to_others(wrote)),
    )  # fmt: skip
    if carry.unasked:
        carry_unasked(carry, wrote, counters)
    elif wrote.author is None:
        SealedConsent.objects.create(carry=carry)
    else:
        ask_author(carry, wrote.author, Part.AUTHOR, counters)
    save_all_changed(counters)
    return carries_of([carry.pk])[carry.pk]


def stream_of(seat_id: int) -> int:
    """The stream of the person behind a seat."""
    return Seat.objects.values_list("person__stream_id", flat=True).get(pk=seat_id)


@transaction.atomic
def answer_consent(person_id: int, number: int, answer: ConsentAnswer) -> ConsentShape:
    """Agree to exactly what was read, or refuse; a no after the excerpt has gone out takes it back.

    Whoever asked is told of the end alone, and never whose answer it was.  Raises NotFound, Refused (own_work), Conflict (wrong_state,
    stale), Invalid (invalid, label_too_low, label_above_ceiling, attribution_not_allowed, crowd_too_small).
    """
    if not consents_known_to(person_id).filter(number=number).exists():
        return answer_sealed(person_id, number, answer)
    carry, counters = locked_carry(known_consent(person_id, number).carry.number)
    consent = known_consent(person_id, number)
    if not answer.agree:
        check_reason(Part(consent.part), tidy(answer.reason))
    if not answer.agree and carry.state == CarryState.CARRIED:
        take_back(person_id, consent, carry, counters, answer.reason)
        return consents_of([consent.pk])[consent.pk]
    quotes = bool(carry.message.carried)
    state = check_answer(
        consent_facts(person_id, consent),
        agree=answer.agree,
        seen=answer.hash or "",
        now_reads=present_hash(carry, consent.part),
        quotes=quotes,
    )
    if answer.agree and carry.sealed and is_first(person_id, consent, counters, answer.hash or ""):
        return consents_of([consent.pk])[consent.pk]
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
    if consent.group is None:
        assert consent.seat is not None, "a question to an author names them; who is sealed has another"
        return consent.seat
    return Seat.objects.open_at(now()).select_related(*WITH_BADGE).get(person_id=person_id, group=consent.group)


def is_first(person_id: int, consent: Consent, counters: Counters, seen: str) -> bool:
    """Whether this is the first of the two moderators who agree where the author is sealed: then it is noted, and one more is asked.

    Raises Conflict (wrong_state) for a second time of the same.
    """
    check_second(already=consent.first is not None and consent.first.person_id == person_id)
    if consent.first is not None:
        return False
    consent.first = answering(person_id, consent)
    consent.save(update_fields=["first"])
    touch(consent, counters)
    save_all_changed(counters)
    record("carry.approve", group_id=consent.group_id, actor_id=person_id, subject=("carry", consent.carry.number), hash=seen)
    return True


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
    chatham, author = carry.origin.chatham or carry.bridge.chatham, consent.seat
    assert author is not None, "who is sealed chooses in sealed.py"
    check_shown(
        wanted, Attribution(carry.shown_before), chatham=chatham, pseudonym=bool(author.pseudonym),
        crowd=audience.crowd(author, wanted), groups=audience.crowd_groups(author, wanted),
    )  # fmt: skip
    carry.writer, carry.attribution, carry.shown_as = author, wanted, shown_as(author, wanted).model_dump()


def go_on(carry: Carry, answered: Consent, counters: Counters, moment: datetime) -> None:
    """Ask the next, or bring it to its end."""
    if carry.state == CarryState.AUTHOR_OK:
        author = answered.seat
        assert author is not None, "of who is sealed: see sealed.py"
        ask_moderators(carry, author.group, author, counters)
    elif carry.state == CarryState.HOME_MOD_OK:
        quoted = writer_quoted(carry.message)
        assert quoted is not None, "what was carried before has a writer"
        ask_author(carry, quoted, Part.QUOTED, counters)
    else:
        end(carry, counters, moment)
