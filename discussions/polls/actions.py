"""Opening, closing and cancelling polls."""

import hashlib

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Conflict, NotFound
from collab.labels import highest
from collab.realtime.deadlines import ring_clock_after_commit
from collab.search.index import index
from collab.text.plain import tidy
from discussions.chat.models import Message, Topic
from discussions.chat.policies import check_post
from discussions.chat.posting import post_message
from discussions.chat.reads import message_of
from discussions.chat.shapes import CardRef, MessageDraft
from discussions.polls.ballots import DATE_POINTS
from discussions.polls.counting import roll_of, store_result
from discussions.polls.drafting import DraftFacts, OptionFacts, bounds
from discussions.polls.drafts import take_draft
from discussions.polls.life import settle_if_due, tell_audit
from discussions.polls.models import Option, Poll
from discussions.polls.page import poll_page
from discussions.polls.policies import check_cancel, check_close, check_electorate, check_open_poll
from discussions.polls.reads import facts_of, full_polls, poll_shape, seen_poll
from discussions.polls.roles import FIXED, UNLINKED, PollKind, PollState
from discussions.polls.roll import freeze_roll
from discussions.polls.rules import check_constituencies, fitted
from discussions.polls.shapes import PollDraft, PollOpened, PollPage, PollShape
from discussions.polls.silence.placing import place_text
from discussions.spaces.entering import entered
from discussions.spaces.models import Space
from discussions.spaces.policies import Standing, check_label


def one_line(text: str) -> str:
    """A text of people on one line."""
    return " ".join(tidy(text).split())


@transaction.atomic
def open_poll(person_id: int, space_id: int, draft: PollDraft, *, with_form: bool = False) -> PollOpened:
    """Put a question to a space, at once or from `opens_at`; with a topic, say so there in a message that carries the poll.

    Safe to repeat by `client_id`, which is also the message's.  `with_form`: the caller brings what is asked.
    Raises NotFound, Refused (not_allowed, space_archived, muted), Invalid (invalid, label_too_low, label_above_ceiling,
    too_long), Conflict (replay_differs, already_gone).
    """
    counter, standing = entered(person_id, space_id)
    digest = hashlib.sha256(f"{space_id}|{draft.model_dump_json(exclude={'client_id'})}".encode()).hexdigest()
    earlier = full_polls().filter(author_id=standing.seat, client_id=draft.client_id).first()
    if earlier is not None:
        return repeated(earlier, digest, standing)
    space = Space.objects.select_related("group").get(pk=space_id)
    facts = draft_facts(draft, standing, with_form=with_form)
    check_open_poll(standing, pseudonyms=space.group is not None and space.group.pseudonyms, draft=facts)
    topic = topic_of(standing, draft)
    floor = topic.entry.label if topic else standing.label
    label = draft.label or floor
    check_label(label, floor, standing.ceiling)
    rule = fitted(draft.poll_kind, draft.rule, len(FIXED.get(draft.poll_kind, draft.options)), unlinked=draft.secrecy in UNLINKED)
    least, most = bounds(facts)
    if draft.draft is not None:
        take_draft(person_id, space_id, draft.draft)
    entry = counter.show("poll", topic=topic.entry if topic else None, label=label)
    poll = Poll(
        entry=entry, space=space, author_id=standing.seat, client_id=draft.client_id, request_hash=digest, kind=draft.poll_kind,
        secrecy=draft.secrecy, unit=draft.unit, question=one_line(draft.question), min_choices=least, max_choices=most,
        max_points=most_points(draft), budget=draft.budget if draft.poll_kind is PollKind.DOTS else 0, reasons=draft.reasons,
        quorum=draft.quorum, rule=rule.model_dump(mode="json"), capabilities=draft.capabilities,
        opens_at=facts.opens_at, closes_at=facts.closes_at,
    )  # fmt: skip
    poll.save(force_insert=True)
    Option.objects.bulk_create(options_of(poll, draft))
    words = place_text(poll, standing, draft)
    if poll.opens_at <= standing.now:
        freeze_roll(poll, standing.now)
        check_electorate(poll.eligible, poll.quorum, draft.secrecy)
        if rule.constituencies is not None:
            check_constituencies(rule, len(roll_of(poll)))
    index(entry, poll.question, "\n".join([*(one_line(each) for option in draft.options for each in (option.text, option.note)), words]))
    counter.save()
    message = post_message(person_id, space_id, carrying(draft, poll, topic)) if topic else None
    ring_clock_after_commit()
    tell_audit("poll.open" if poll.state == PollState.OPEN else "poll.schedule", poll, actor_id=person_id)
    return PollOpened(poll=shape_at(poll, standing), message=message)


def draft_facts(draft: PollDraft, standing: Standing, *, with_form: bool) -> DraftFacts:
    """What rules ask of a poll that is to be opened."""
    return DraftFacts(
        draft.poll_kind, draft.secrecy, draft.unit,
        tuple(OptionFacts(one_line(each.text), each.starts_at, each.ends_at) for each in draft.options),
        draft.min_choices, draft.max_choices, opens_at=max(draft.opens_at or standing.now, standing.now), closes_at=draft.closes_at,
        with_form=with_form,
    )  # fmt: skip


def options_of(poll: Poll, draft: PollDraft) -> list[Option]:
    """The answers that a poll offers: those of its kind, else those of the draft."""
    if draft.poll_kind in FIXED:
        return [Option(poll=poll, key=key, order=n) for n, key in enumerate(FIXED[draft.poll_kind], 1)]
    return [
        Option(
            poll=poll, key=f"o{n}", text=one_line(each.text), note=one_line(each.note), starts_at=each.starts_at, ends_at=each.ends_at,
            order=n,
        )
        for n, each in enumerate(draft.options, 1)
    ]  # fmt: skip


def most_points(draft: PollDraft) -> int:
    """The most points that a ballot gives to one option."""
    return {PollKind.SCORE: draft.max_points, PollKind.DATES: DATE_POINTS, PollKind.DOTS: draft.budget}.get(draft.poll_kind, 0)


def topic_of(standing: Standing, draft: PollDraft) -> Topic | None:
    """The topic in which the poll is announced.  Raises NotFound, Refused (topic_locked)."""
    if draft.topic is None:
        return None
    topic = Topic.objects.select_related("entry").filter(space_id=standing.space_id, entry__place=draft.topic).first()
    check_post(standing, topic_locked=topic is not None and topic.locked_at is not None)
    if topic is None:
        raise NotFound
    return topic


def carrying(draft: PollDraft, poll: Poll, topic: Topic) -> MessageDraft:
    """The message that carries a new poll: under the poll's label, in the words of the draft, else with the question."""
    return MessageDraft(
        client_id=draft.client_id, topic=topic.entry.place, body=draft.body if draft.body.strip() else poll.question,
        label=highest(topic.entry.label, poll.entry.label), cards=[CardRef(space=poll.space_id, place=poll.entry.place)],
    )  # fmt: skip


def repeated(earlier: Poll, digest: str, standing: Standing) -> PollOpened:
    """The first answer again; Conflict when the same `client_id` comes with another poll."""
    if earlier.request_hash != digest:
        raise Conflict(Code.REPLAY_DIFFERS, _("This poll was sent before with other words. Open a new one."))
    message = Message.objects.filter(author_id=standing.seat, client_id=earlier.client_id).first()
    return PollOpened(poll=poll_shape(earlier, standing.now), message=message_of(message.pk) if message else None)


def shape_at(poll: Poll, standing: Standing) -> PollShape:
    """The poll as everybody reads it now."""
    return poll_shape(full_polls().get(pk=poll.pk), standing.now)


def visit_poll(person_id: int, space_id: int, place: int) -> PollPage:
    """The poll's page; opens or closes it first, if its moment has come and the clock has not.  Raises NotFound."""
    settle_if_due(person_id, space_id, place)
    return poll_page(person_id, space_id, place)


def close_poll(person_id: int, space_id: int, place: int, reason: str) -> PollShape:
    """Close a poll before its time, once everybody has voted.  Moderators.

    Raises NotFound, Refused (not_allowed), Conflict (poll_not_open, wrong_state).
    """
    settle_if_due(person_id, space_id, place)
    with transaction.atomic():
        counter, standing = entered(person_id, space_id)
        poll = seen_poll(standing, place)
        check_close(standing, facts_of(poll))
        end(poll, PollState.CLOSED, standing, reason)
        store_result(poll)
        counter.touch(poll.entry)
        counter.save()
        tell_audit("poll.close", poll, actor_id=person_id, reason=reason)
        return shape_at(poll, standing)


def cancel_poll(person_id: int, space_id: int, place: int, reason: str) -> PollShape:
    """Call a poll off before anybody has voted; everyone who reads it is shown why.  Moderators.

    Raises NotFound, Refused (not_allowed), Conflict (wrong_state).
    """
    settle_if_due(person_id, space_id, place)
    with transaction.atomic():
        counter, standing = entered(person_id, space_id)
        poll = seen_poll(standing, place)
        check_cancel(standing, facts_of(poll))
        end(poll, PollState.CANCELLED, standing, reason)
        counter.touch(poll.entry)
        counter.save()
        tell_audit("poll.cancel", poll, actor_id=person_id, reason=reason)
        return shape_at(poll, standing)


def end(poll: Poll, state: PollState, standing: Standing, reason: str) -> None:
    """Write down how and why a poll ended before its time."""
    poll.state, poll.closed_at, poll.reason = state, standing.now, tidy(reason)
    poll.save(update_fields=["state", "closed_at", "reason"])
