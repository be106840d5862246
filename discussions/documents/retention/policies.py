"""What may be done with documents whose time is over.  Pure."""

from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Conflict
from discussions.documents.policies import DocumentFacts, check_home
from discussions.spaces.policies import Standing


def check_dispose(standing: Standing, document: DocumentFacts) -> None:
    """Dispose of a document: a moderator of the group in whose space it lies, once its time is over and while no legal hold lies on it."""
    check_home(standing, document)
    if document.held:
        raise Conflict(Code.HELD, _("A legal hold lies on this document. Nothing of it is erased until the hold is lifted."))
    until = document.keep_until
    if until is None or until > standing.now:
        raise Conflict(
            Code.WRONG_STATE,
            _("The time for which this document is kept is not over."),
            state=document.state.value,
            until=until.isoformat() if until else None,
        )
