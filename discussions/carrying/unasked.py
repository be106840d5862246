"""Carrying on what its author, and the moderators who released it, had let go beforehand.

Whether it holds depends on nothing that only some authors have: it would tell who wrote the post.
"""

from collab.audit.record import record
from collab.labels import highest
from collab.streams.counter import Counter
from discussions.bridges.audience import audience_of
from discussions.bridges.models import Crossing
from discussions.bridges.roles import Attribution, BridgeState, CrossingState
from discussions.carrying.locks import Counters
from discussions.carrying.models import Carry, Consent
from discussions.carrying.policies import UnaskedFacts, after_carry, shown_unasked
from discussions.carrying.reads import full_carries, present_hash
from discussions.carrying.roles import Answered, CarryAct, CarryState, Part
from discussions.carrying.settling import settle
from discussions.chat.models import Message
from discussions.personal.actions import notify
from groups.badges import Badge
from groups.models import Seat


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
    releaser = releaser_of(crossing)
    return UnaskedFacts(
        agreed=bridge.unasked, given=message.unasked, label=highest(bridge.space.label, message.entry.label),
        state=BridgeState(bridge.state), crowd=crowd,
        released_by_asker=releaser is None or releaser.person_id == person_id,
    )  # fmt: skip


def releaser_of(crossing: Crossing) -> Seat | None:
    """The moderator who let out the words that readers see: those of the newest revision that was released."""
    newest = crossing.revisions.filter(state=CrossingState.RELEASED).select_related("decided_by").order_by("-decided_at", "-pk").first()
    return (newest or crossing).decided_by


def carry_unasked(carry: Carry, crossing: Crossing, counters: Counters) -> None:
    """Carry a post on at once: the questions are there, and answered.  The author is told, and may take the excerpt back.

    Inside a transaction, under the locks of the request; the caller saves the counters.
    """
    row, author, releaser = full_carries().get(pk=carry.pk), crossing.author, releaser_of(crossing)
    assert author is not None and releaser is not None, "goes_unasked lets nothing else through"
    row.writer, row.attribution = author, shown_to_others(crossing)
    row.shown_as = badge_for_others(crossing, row.message).model_dump()
    own, desk = counters[author.person.stream_id], counters[author.group.desk_id]
    given(row, Part.AUTHOR, own, author=author, by=author)
    asked = given(row, Part.MODERATOR, desk, author=author, by=releaser)
    row.state = after_carry(after_carry(CarryState.REQUESTED, CarryAct.AUTHOR_YES), CarryAct.MODERATOR_YES)
    settle(row, counters, row.asked_at)
    if author.person_id != row.asker.person_id:
        notify(own, author.person_id, "carry_unasked", bridge=row.bridge_id)
    record("carry.unasked", group_id=author.group_id, actor_id=None, subject=("carry", row.number), hash=asked.hash)


def given(carry: Carry, part: Part, counter: Counter, *, author: Seat, by: Seat) -> Consent:
    """A question that was answered before it was put: with the post, and with its release."""
    group = author.group if part is Part.MODERATOR else None
    consent = Consent(
        entry=counter.show("consent", label=carry.label), carry=carry, part=part, seat=author, group=group, answer=Answered.GIVEN, by=by,
        at=carry.asked_at,
    )  # fmt: skip
    consent.hash = present_hash(consent)
    consent.save(force_insert=True)
    return consent
