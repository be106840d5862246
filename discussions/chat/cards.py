"""Documents and polls that go with a message."""

from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Invalid, NotFound
from collab.streams.models import Entry
from discussions.chat.shapes import CardRef
from discussions.spaces.policies import Standing, check_label, check_leave
from discussions.spaces.reads import admissions_of


def check_cards(person_id: int, refs: list[CardRef], standing: Standing) -> None:
    """Raise NotFound unless the person reads all that is attached, Invalid when one of it is above the ceiling of the space.

    Refused (not_allowed) for what lies in another TLP:RED exchange: not even its address crosses.
    """
    for ref in refs:
        mine = admissions_of(person_id).filter(space_id=ref.space, floor__lt=ref.place)
        entry = Entry.objects.filter(stream_id=ref.space, place=ref.place, kind__in=["document", "poll"]).first()
        if entry is None or not mine.exists():
            raise NotFound
        if entry.label:
            check_card_label(entry.label, standing.ceiling)
        if ref.space != standing.space_id:
            check_leave(entry.label)


def check_card_label(label: str, ceiling: str) -> None:
    """Raise Invalid, in words about the attachment, when it is stricter than the space allows."""
    try:
        check_label(label, label, ceiling)
    except Invalid as refusal:
        raise Invalid(
            Code.LABEL_ABOVE_CEILING, _("What you attach carries a stricter label than this space allows, so it cannot be sent here."),
            **refusal.facts, label=label,
        ) from None  # fmt: skip
