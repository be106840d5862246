"""What may be done with documents.  Pure."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Conflict, NotFound, Refused
from collab.labels import Label, above
from discussions.documents.roles import DocumentState
from discussions.spaces.policies import Standing, check_label, check_moderate, check_view, check_write

FOUR_EYES_FROM = Label.AMBER  # from here on `approvals_needed` may ask for more than one


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """A document and one person before it, as far as rules ask."""

    place: int
    state: DocumentState
    newest: int  # number of the newest version
    approved: bool  # a version of it has been approved
    source: bool  # the person's organisation shared it
    own_work: bool  # the person shared it, made its newest version, or submitted it


def approvals_needed(label: str, from_amber: int) -> int:
    """How many moderators must approve a text under this label (governance 2.2)."""
    return 1 if above(FOUR_EYES_FROM, label) else max(1, from_amber)


def check_share(standing: Standing) -> None:
    """Whoever may write may share; not between groups, where everything goes through a moderator."""
    check_write(standing)
    if standing.bridge:
        raise Refused(Code.NOT_ALLOWED, _("Between groups, a post goes through your moderator."))


def check_document(standing: Standing, document: DocumentFacts) -> None:
    """Raise NotFound to outsiders, and for a document that lies before the person's time."""
    check_view(standing)
    if document.place <= standing.floor:
        raise NotFound


def check_open(document: DocumentFacts) -> None:
    """Raise Conflict for a document that was withdrawn, or whose life is over."""
    if document.state is DocumentState.WITHDRAWN:
        raise Conflict(Code.ALREADY_GONE, _("This document was withdrawn."))
    if document.state.over:
        raise Conflict(Code.WRONG_STATE, _("This document is closed."), state=document.state.value)


def check_source(standing: Standing, document: DocumentFacts) -> None:
    """Raise Refused to all but the organisation that shared the document and the moderators."""
    check_document(standing, document)
    check_share(standing)
    if not (document.source or standing.moderates):
        raise Refused(Code.NOT_ALLOWED, _("Only the organisation that shared this document, or a moderator, can do that."))
    check_open(document)


def check_submit(standing: Standing, document: DocumentFacts) -> None:
    """Ask for review: the source or a moderator, while the document is worked on."""
    check_source(standing, document)
    if document.state not in {DocumentState.WORKING, DocumentState.CHANGES_REQUESTED}:
        raise Conflict(Code.WRONG_STATE, _("This document is not being worked on."), state=document.state.value)


def check_review(standing: Standing, document: DocumentFacts, version: int) -> None:
    """Approve or return: a moderator who had no hand in it, of the version that lies before the moderators."""
    check_document(standing, document)
    check_moderate(standing)
    check_share(standing)
    if document.own_work:
        raise Refused(Code.OWN_WORK, _("Nobody decides on their own work. Ask another moderator."))
    check_open(document)
    if document.state is not DocumentState.IN_REVIEW:
        raise Conflict(Code.WRONG_STATE, _("This document is not in review."), state=document.state.value)
    if version != document.newest:
        raise Conflict(Code.STALE, _("A newer version has come in. Read that one first."), newest=document.newest)


def check_withdraw(standing: Standing, document: DocumentFacts) -> None:
    """The source takes back what nobody approved yet; after that, only moderators."""
    check_document(standing, document)
    if not standing.moderates and not (document.source and not document.approved):
        raise Refused(Code.NOT_ALLOWED, _("Only a moderator can withdraw this document."))


def check_relabel(standing: Standing, document: DocumentFacts, before: str, after: str) -> None:
    """Anyone who reads may raise a label, up to the space's ceiling; only the source lowers it (governance 2.3)."""
    check_document(standing, document)
    check_open(document)
    check_label(after, after, standing.ceiling)
    if above(before, after) and not document.source:
        raise Refused(Code.NOT_ALLOWED, _("Only the organisation that shared this document can lower its label."))


def check_download(standing: Standing, document: DocumentFacts) -> None:
    """Whoever reads the space may take a copy of what was not withdrawn."""
    check_document(standing, document)
    if document.state is DocumentState.WITHDRAWN:
        raise Conflict(Code.ALREADY_GONE, _("This document was withdrawn."))


def sees_log(standing: Standing, document: DocumentFacts) -> bool:
    """Whether the person sees everybody's downloads and the reasons of returns; others see their own downloads."""
    return standing.moderates or document.source
