"""What may go with a post between groups.  Pure: facts in, a refusal or nothing out (governance 2.3, 3.2)."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Conflict, Invalid, Refused
from collab.labels import Label, above

ATTACHED_UP_TO = Label.AMBER  # what is stricter stays with its source's organisation


@dataclass(frozen=True, slots=True)
class AttachFacts:
    """A version before somebody who would attach it, and before those who would read it."""

    own_group: bool  # it lies in a space of the group for which the person speaks
    in_force: bool  # it is the version that was approved last, or the one that is published
    gone: bool  # its document was withdrawn, disposed of, or is wished to be TLP:RED
    source: bool  # the organisation for which the person sits shared it
    label: str  # of its document, now


def check_attach(facts: AttachFacts, ceiling: str) -> None:
    """Raise unless a version may go with a post: what one's own group has approved, up to TLP:GREEN; at TLP:AMBER by its source alone."""
    check_stands(facts, ceiling)
    if not facts.own_group:
        raise Refused(Code.NOT_ALLOWED, _("Only documents of the group for which you speak go with a post."))
    if not facts.in_force:
        raise Conflict(Code.WRONG_STATE, _("Only what your group has approved goes with a post."))
    if above(facts.label, Label.GREEN) and not facts.source:
        raise Refused(Code.NOT_ALLOWED, _("Under this label only the source may let others read it."))


def check_stands(facts: AttachFacts, ceiling: str) -> None:
    """Raise for what cannot be passed on any more: it is gone, or its label has become too strict for those who would read it."""
    if facts.gone:
        raise Conflict(Code.ALREADY_GONE, _("This document was withdrawn or disposed of."))
    if above(facts.label, ATTACHED_UP_TO) or above(facts.label, ceiling):
        raise Invalid(
            Code.LABEL_ABOVE_CEILING, _("What you attach carries a stricter label than this space allows, so it cannot be sent here."),
            label=facts.label, ceiling=min(ATTACHED_UP_TO, Label(ceiling), key=lambda each: each.rank),
        )  # fmt: skip


def check_all_stand(stand: bool) -> None:
    """Raise Conflict for a post of which something that goes with it cannot be passed on any more."""
    if not stand:
        raise Conflict(
            Code.ALREADY_GONE, _("A document that goes with this post cannot be passed on any more. Return the post to its author.")
        )
