"""Carrying on what its author, and the moderators who released it, had let go beforehand.

Whether it holds depends on nothing that only some authors have: it would tell who wrote the post.
"""

from typing import Any

from collab.audit.record import record
from collab.labels import highest
from collab.streams.counter import Counter
from discussions.bridges.audience import audience_of
from discussions.bridges.models import Crossing
from discussions.bridges.roles import Attribution, BridgeState, CrossingState
from discussions.carrying.locks import Counters
from discussions.carrying.models import Carry, Consent, SealedConsent
from discussions.carrying.policies import UnaskedFacts, after_carry, shown_unasked
from discussions.carrying.reads import full_carries, present_hash
from discussions.carrying.roles import Answered, CarryAct, CarryState, Part
from discussions.carrying.settling import settle
from discussions.chat.models import Message
from discussions.personal.actions import notify
from groups.badges import Badge


def shown_to_others(crossing: Crossing) -> Attribution:
    """How the author of a released post is shown to new readers who are not of its thread."""
    return shown_unasked(Attribution(crossing.attribution), chatham=crossing.bridge.chatham)


def badge_for_others(crossing: Crossing, message: Message) -> Badge:
    """The badge that they read: the one in the thread, or none."""
    kept = shown_to_others(crossing) == crossing.attribution
    return Badge.model_validate(message.shown_as) if kept else Badge.masked()


def unasked_facts(person_id: int, crossing: Crossing, message: Message) -> UnaskedFacts:
    """What the rule asks of a post before whoever would carry it on."""
    bridge, attribution, audience = crossing.bridge, shown_to_others(crossing), audience_of(crossing.bridge_id)
    if attribution is Attribution.NAME:  # an author who is named hides in no crowd, but must be there to be able to change their mind
        crowd = int(crossing.author_id is not None and audience.sits(crossing.author_id))
    else:
        crowd = audience.shown_like(badge_for_others(crossing, message), attribution)
    return UnaskedFacts(
        agreed=bridge.unasked, given=message.unasked, label=highest(bridge.space.label, message.entry.label),
        state=BridgeState(bridge.state), crowd=crowd,
        released_by_asker=released_by(person_id, crossing),
    )  # fmt: skip


def as_released(crossing: Crossing) -> Crossing:
    """The crossing that brought the words that readers see: that of the newest revision that was released."""
    released = crossing.revisions.filter(state=CrossingState.RELEASED).select_related("decided_by")
    return released.order_by("-decided_at", "-pk").first() or crossing


def released_by(person_id: int, crossing: Crossing) -> bool:
    """Whether the person is a moderator who let these words out, or nobody did."""
    words = as_released(crossing)
    if words.decided_by is None or words.decided_by.person_id == person_id:
        return True
    return words.approvals.filter(seat__person=person_id).exists()  # of two, where the author is sealed


def carry_unasked(carry: Carry, crossing: Crossing, counters: Counters) -> None:
    """Carry a post on at once: the questions are there, and answered.  The author is told, and may take the excerpt back.

    Inside a transaction, under the locks of the request; the caller saves the counters.
    """
    row, author, releaser = full_carries().get(pk=carry.pk), crossing.author, as_released(crossing).decided_by
    assert releaser is not None, "goes_unasked lets nothing else through"
    row.writer, row.attribution = author, shown_to_others(crossing)
    row.shown_as = badge_for_others(crossing, row.message).model_dump()
    reads = {part: present_hash(row, part) for part in (Part.AUTHOR, Part.MODERATOR)}
    if author is None:
        SealedConsent.objects.create(carry=row, answer=Answered.GIVEN, hash=reads[Part.AUTHOR])
    else:
        own = counters[author.person.stream_id]
        give(row, own, part=Part.AUTHOR, seat=author, by=author, hash=reads[Part.AUTHOR])
    group, desk = crossing.side.group, counters[crossing.side.group.desk_id]
    give(row, desk, part=Part.MODERATOR, seat=author, by=releaser, hash=reads[Part.MODERATOR], group=group)
    row.state = after_carry(after_carry(CarryState.REQUESTED, CarryAct.AUTHOR_YES), CarryAct.MODERATOR_YES)
    settle(row, counters, row.asked_at)
    if author is not None and author.person_id != row.asker.person_id:
        notify(counters[author.person.stream_id], author.person_id, "carry_unasked", bridge=row.bridge_id)
    record("carry.unasked", group_id=group.pk, actor_id=None, subject=("carry", row.number), hash=reads[Part.MODERATOR])


def give(carry: Carry, counter: Counter, **facts: Any) -> None:
    """A question that was answered before it was put: with the post, and with its release."""
    entry = counter.show("consent", label=carry.label)
    Consent.objects.create(entry=entry, carry=carry, answer=Answered.GIVEN, at=carry.asked_at, **facts)
