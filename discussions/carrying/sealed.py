"""Asking an author whom nobody knows: the question lies nowhere, whoever wrote the post finds it by looking, and answers once.

A yes moves nothing before the next batch, and a no moves nothing at all: the request then ends as one that nobody answered.
"""

from django.utils.translation import gettext_lazy as _

from collab.clock import now
from collab.errors import Code, Invalid, NotFound
from collab.labels import Label
from discussions.bridges.audience import audience_of, shown_as
from discussions.bridges.models import Crossing
from discussions.bridges.roles import Attribution
from discussions.carrying.locks import locked_carry, save_all_changed
from discussions.carrying.models import Carry, SealedConsent
from discussions.carrying.policies import ConsentFacts, check_answer, check_shown
from discussions.carrying.reads import own_questions, present_hash, sealed_shapes
from discussions.carrying.roles import Answered, CarryState, Part
from discussions.carrying.settling import go_on_sealed
from discussions.carrying.shapes import ConsentAnswer, ConsentShape
from discussions.carrying.taking_back import take_back_sealed
from discussions.chat.batching import next_batch
from discussions.spaces.policies import check_label


def answer_sealed(person_id: int, number: int, answer: ConsentAnswer) -> ConsentShape:
    """Agree as the author of a sealed post to exactly what was read, or refuse; a no after the excerpt has gone out takes it back.

    Inside a transaction.  Raises NotFound to all others, Conflict (wrong_state, stale), Invalid (invalid, label_too_low,
    label_above_ceiling, attribution_not_allowed, crowd_too_small).
    """
    found = own_questions(person_id, number=number)
    if not found:
        raise NotFound
    carry, counters = locked_carry(found[0].carry.number)
    question = SealedConsent.objects.get(number=number)
    if not answer.agree and carry.state == CarryState.CARRIED:
        take_back_sealed(question, carry, counters)
    else:
        facts = ConsentFacts(CarryState(carry.state), Part.AUTHOR, Answered(question.answer), known=True)
        reads = present_hash(carry, Part.AUTHOR)
        state = check_answer(facts, agree=answer.agree, seen=answer.hash or "", now_reads=reads, quotes=False)
        if answer.agree:
            choose(carry, answer)
            moment = now()
            carry.state, carry.settles_at = state, next_batch(moment)
            carry.save()
            if carry.settles_at <= moment:  # posts of this site go out one by one
                go_on_sealed(carry, counters)
                save_all_changed(counters)
        question.answer, question.hash = (Answered.GIVEN, reads) if answer.agree else (Answered.REFUSED, "")
        question.save()
    return sealed_shapes(own_questions(person_id, number=number))[0]


def choose(carry: Carry, answer: ConsentAnswer) -> None:
    """Take over the label, which only rises, and how they are shown: as in the thread, or not at all."""
    label, wanted = answer.label or Label(carry.label), answer.attribution
    check_label(label, carry.label, carry.space.ceiling)
    if wanted is None:
        raise Invalid(Code.INVALID, _("Choose how the new readers see you."), fields=["attribution"])
    voice = Crossing.objects.select_related("seal", "side", "author").get(message=carry.message).voice
    audience, chatham = audience_of(carry.bridge_id), carry.bridge.chatham
    check_shown(
        wanted, Attribution(carry.shown_before), chatham=chatham, pseudonym=False, sealed=True, crowd=audience.crowd(voice, wanted),
        groups=audience.crowd_groups(voice, wanted),
    )  # fmt: skip
    carry.label, carry.attribution, carry.shown_as = label, wanted, shown_as(voice, wanted).model_dump()
