"""Taking a copy back: consent is for a text, not for ever."""

from collab.audit.record import record
from collab.text.plain import tidy
from discussions.bridges.gate import blank
from discussions.bridges.held import show
from discussions.bridges.reads import full_crossings
from discussions.bridges.roles import CrossingState
from discussions.carrying.locks import Counters, save_all_changed, tell_asker, touch
from discussions.carrying.models import Carry, Consent, SealedConsent
from discussions.carrying.policies import ConsentFacts, check_take_back
from discussions.carrying.reads import consent_facts, full_consents
from discussions.carrying.roles import Answered, CarryState, Part
from discussions.chat.actions import withdraw
from discussions.chat.models import Message


def take_back(person_id: int, consent: Consent, carry: Carry, counters: Counters, reason: str) -> None:
    """Empty the copy wherever it stands, at a gate or in a room.  Inside a transaction, under the locks of the request.

    Raises Refused (own_work), Conflict (wrong_state).
    """
    carry.state = check_take_back(consent_facts(person_id, consent))
    remove(carry, counters)
    carry.save(update_fields=["state"])
    consent.answer, consent.reason = Answered.TAKEN_BACK, tidy(reason)
    consent.save(update_fields=["answer", "reason"])
    for each in full_consents().filter(carry=carry).order_by("pk"):
        touch(each, counters)
    tell_asker(carry, counters, "taken_back")
    save_all_changed(counters)
    if consent.part == Part.MODERATOR:
        number = carry.number
        record("carry.take_back", group_id=consent.group_id, actor_id=person_id, subject=("carry", number), reason=consent.reason)


def take_back_sealed(question: SealedConsent, carry: Carry, counters: Counters) -> None:
    """The same for an author who is sealed, under the same locks.  Raises Conflict (wrong_state)."""
    facts = ConsentFacts(CarryState(carry.state), Part.AUTHOR, Answered(question.answer), known=True)
    carry.state = check_take_back(facts)
    remove(carry, counters)
    carry.save(update_fields=["state"])
    question.answer = Answered.TAKEN_BACK
    question.save(update_fields=["answer"])
    for each in full_consents().filter(carry=carry).order_by("pk"):
        touch(each, counters)
    tell_asker(carry, counters, "taken_back")
    save_all_changed(counters)


def remove(carry: Carry, counters: Counters) -> None:
    """A tombstone where the copy stood; at a gate nothing more is waiting."""
    said = Message.objects.select_related("entry").filter(pk=carry.copy_id).first()
    if carry.crossing_id is not None:
        crossing = full_crossings().get(pk=carry.crossing_id)
        said = crossing.message
        blank(crossing, CrossingState.WITHDRAWN)
        show(crossing, counters)
    if said is not None:
        withdraw(said, counters[carry.space_id])
