"""Standing consent: one's post may be carried on unasked.  Pure: facts in, a refusal or an answer out (governance 3.2)."""

from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Conflict, Invalid
from collab.labels import Label, above
from discussions.bridges.policies import CrossingFacts, check_known
from discussions.bridges.roles import CrossingState


def fits_unasked(label: str) -> bool:
    """Whether what carries this label may be carried on without asking its author again."""
    return not above(label, Label.GREEN)


def unasked_now(wanted: bool | None, before: bool, *, agreed: bool, label: str) -> bool:
    """Whether a post may be carried on unasked: as its author says, and where they say nothing, as before, unless its label has risen.

    `agreed`: the charter allows it.  Raises Invalid (unasked_not_allowed).
    """
    fits = agreed and fits_unasked(label)
    if wanted and not fits:
        raise Invalid(
            Code.UNASKED_NOT_ALLOWED,
            _("Only what is TLP:CLEAR or TLP:GREEN can be carried on unasked, and only where the charter of the thread says so."),
            agreed=agreed, label=label,
        )  # fmt: skip
    return fits and (before if wanted is None else wanted)


def check_ask_again(facts: CrossingFacts) -> None:
    """Whoever wrote a released post, and the moderators of their group, take the standing consent back at any time.

    Also while the post is held for everybody: it may stand again.
    """
    check_known(facts)
    if facts.state is not CrossingState.RELEASED:
        raise Conflict(Code.WRONG_STATE, _("Readers do not see this post now. Look again at where it stands."), state=facts.state)
