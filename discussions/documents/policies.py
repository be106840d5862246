"""What may be done with documents.  Pure."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Conflict, NotFound, Refused
from collab.labels import Label, above
from discussions.documents.roles import DocumentState
from discussions.spaces.policies import Standing, check_label, check_leave, check_moderate, check_view, check_write

FOUR_EYES_FROM = Label.AMBER  # from here on `approvals_needed` may ask for more than one
ARCHIVABLE = {
    DocumentState.APPROVED, DocumentState.PUBLISHED, DocumentState.SUPERSEDED, DocumentState.EXPIRED, DocumentState.WITHDRAWN,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """A document and one person before it, as far as rules ask."""

    place: int
    state: DocumentState
    newest: int  # number of the newest version
    approved: bool  # a version of it has been approved
    source: bool  # the person's organisation shared it
    own_work: bool  # the person shared it, made its newest version, or submitted it
    home: bool = True  # the person reads the space; False: only as a moderator of a further group that owns the document
    gone: bool = False  # withdrawn or disposed of: nobody opens it
    wished: bool = False  # somebody wishes it to be TLP:RED: gone until that is decided
    published: int = 0  # number of the version that the alliance reads; 0: none
    planned: int = 0  # number of the version that waits for the end of its embargo
    held: bool = False  # under a legal hold
    keep_until: datetime | None = None  # for how long it is kept after its life; None: for ever
    mine_until: datetime | None = None  # the person has checked it out
    taken_until: datetime | None = None  # somebody else has
    taken_by: str = ""
    living: bool = False  # its text is written here, by several at once
    everyone: bool = False  # whoever may write in the space writes in it


def approvals_needed(label: str, from_amber: int, groups: int = 1) -> int:
    """How many moderators must approve a text under this label that so many groups own (governance 2.2)."""
    return max(groups, 1 if above(FOUR_EYES_FROM, label) else from_amber)


def is_approved(label: str, from_amber: int, owners: frozenset[int], approvers: list[int]) -> bool:
    """Whether those who said yes, each named by the group for which they sit, are enough: one of every owning group at least."""
    return len(approvers) >= approvals_needed(label, from_amber, len(owners)) and owners <= set(approvers)


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
    """Raise Conflict for a document that is gone, or whose life is over."""
    if document.gone:
        raise Conflict(Code.ALREADY_GONE, _("This document was withdrawn or disposed of."))
    if document.state.over:
        raise Conflict(Code.WRONG_STATE, _("This document is closed."), state=document.state.value)


def check_source(standing: Standing, document: DocumentFacts) -> None:
    """Raise Refused to all but the organisation that shared the document and the moderators."""
    check_document(standing, document)
    check_share(standing)
    if not (document.home and (document.source or standing.moderates)):
        raise Refused(Code.NOT_ALLOWED, _("Only the organisation that shared this document, or a moderator, can do that."))
    check_open(document)


def check_described(standing: Standing, document: DocumentFacts) -> None:
    """Say anew what a document is, as the curator of a collection that holds it: whoever reads it in its space and may write there."""
    check_document(standing, document)
    check_share(standing)
    check_open(document)


def check_work(standing: Standing, document: DocumentFacts) -> None:
    """Work on a document: as `check_source`, unless it is superseded, or somebody else has checked it out."""
    check_source(standing, document)
    check_free(document)


def check_free(document: DocumentFacts) -> None:
    """Raise Conflict for a document that is superseded, or that somebody else has checked out."""
    if document.state is DocumentState.SUPERSEDED:
        raise Conflict(Code.WRONG_STATE, _("This document is superseded by another one."), state=document.state.value)
    if document.taken_until is not None:
        raise Conflict(
            Code.CHECKED_OUT,
            _("%(name)s has checked this document out.") % {"name": document.taken_by},
            until=document.taken_until.isoformat(),
        )


def check_add(standing: Standing, document: DocumentFacts) -> None:
    """Add a version from a file: as `check_work`; the versions of a text that is written here are frozen from it."""
    check_work(standing, document)
    if document.living:
        raise Conflict(Code.WRONG_STATE, _("This text is written here: its versions are made from it."), state=document.state.value)


def check_write_text(standing: Standing, document: DocumentFacts) -> None:
    """Write in a text: who may write in its space, or its source and moderators alone; while the document lives and nobody holds it."""
    check_hear_text(standing, document)
    check_share(standing)
    check_open(document)
    if not (document.everyone or document.source or standing.moderates):
        raise Refused(Code.NOT_ALLOWED, _("Only the organisation that started this text, and moderators, write in it."))
    check_free(document)


def check_settle_suggestion(standing: Standing, document: DocumentFacts, *, mine: bool, accepted: bool) -> None:
    """Accept or reject what is suggested in a text: whoever writes in it; one's own is taken back, never accepted."""
    check_write_text(standing, document)
    if mine and accepted:
        raise Refused(Code.OWN_WORK, _("Nobody accepts their own suggestion. Somebody else who writes here can."))


def check_freeze(standing: Standing, document: DocumentFacts) -> None:
    """Make a version of a text and submit it: as `check_work`, unless a version of it lies before the moderators."""
    check_work(standing, document)
    if document.state is DocumentState.IN_REVIEW:
        raise Conflict(Code.WRONG_STATE, _("A version of this text is in review. Its moderators decide first."), state=document.state.value)


def check_submit(standing: Standing, document: DocumentFacts) -> None:
    """Ask for review: the source or a moderator, while the document is worked on."""
    check_work(standing, document)
    if document.state not in {DocumentState.WORKING, DocumentState.CHANGES_REQUESTED}:
        raise Conflict(Code.WRONG_STATE, _("This document is not being worked on."), state=document.state.value)


def check_home(standing: Standing, document: DocumentFacts) -> None:
    """What only the moderators of the group in whose space the document lies may do."""
    check_document(standing, document)
    check_moderate(standing)
    if not document.home:
        raise Refused(Code.NOT_ALLOWED, _("Only a moderator of the group in whose space this document lies can do that."))


def check_break(standing: Standing, document: DocumentFacts) -> None:
    """End a check-out: who checked out; a moderator that of somebody else."""
    if document.mine_until is not None:
        return check_source(standing, document)
    check_home(standing, document)
    if document.taken_until is None:
        raise Conflict(Code.WRONG_STATE, _("This document is not checked out."), state=document.state.value)
    return None


def check_publish(standing: Standing, document: DocumentFacts, version: int) -> None:
    """Publish what was approved, now or later: a moderator, exactly the approved bytes (governance 2.2); nothing of a TLP:RED exchange."""
    check_home(standing, document)
    check_share(standing)
    check_open(document)
    check_leave(standing.lowest)
    if document.state not in {DocumentState.APPROVED, DocumentState.EMBARGOED, DocumentState.EXPIRED}:
        raise Conflict(Code.WRONG_STATE, _("Only what was approved can be published."), state=document.state.value)
    if version != document.newest:
        raise Conflict(Code.STALE, _("A newer version has come in. Read that one first."), newest=document.newest)


def check_archive(standing: Standing, document: DocumentFacts) -> None:
    """Put away what was approved, published or is over: a moderator."""
    check_home(standing, document)
    if document.state not in ARCHIVABLE or document.wished:
        raise Conflict(Code.WRONG_STATE, _("This document is still being worked on, or archived already."), state=document.state.value)


def check_hold(standing: Standing, document: DocumentFacts) -> None:
    """Lay a legal hold on a document, or lift it: a moderator, as long as there is something to keep."""
    check_home(standing, document)
    if document.state is DocumentState.DISPOSED:
        raise Conflict(Code.ALREADY_GONE, _("This document was withdrawn or disposed of."))


def check_own(standing: Standing, document: DocumentFacts, label: str) -> None:
    """Let a further group own the document while it is worked on: its moderators will read it.

    The source or a moderator up to TLP:GREEN, the source at TLP:AMBER, nobody above it (governance 2.3).
    """
    check_work(standing, document)
    if above(label, Label.AMBER):
        raise Refused(Code.NOT_ALLOWED, _("Under this label a document stays with those who read it now."))
    if above(label, Label.GREEN) and not document.source:
        raise Refused(Code.NOT_ALLOWED, _("Under this label only the source may let others read it."))
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
    if not (standing.moderates and document.home) and not (document.source and not document.approved):
        raise Refused(Code.NOT_ALLOWED, _("Only a moderator can withdraw this document."))


def check_relabel(standing: Standing, document: DocumentFacts, before: str, after: str) -> None:
    """Anyone who reads may raise a label, up to the space's ceiling; only the source lowers it (governance 2.3)."""
    check_document(standing, document)
    check_open(document)
    check_label(after, standing.lowest, standing.ceiling)
    if above(before, after) and not document.source:
        raise Refused(Code.NOT_ALLOWED, _("Only the organisation that shared this document can lower its label."))


def check_read(standing: Standing, document: DocumentFacts) -> None:
    """Whoever reads the space reads what is not gone: its pages, its words, what changed in it."""
    check_document(standing, document)
    if document.gone:
        raise Conflict(Code.ALREADY_GONE, _("This document was withdrawn or disposed of."))


def check_take(label: str) -> None:
    """Take a copy of what one reads: not of what is TLP:RED, which is read here alone (governance 2.3)."""
    check_leave(label)


def check_hear(standing: Standing, document: DocumentFacts) -> None:
    """Read the comments: whoever reads the document in its space.  The moderators of a further group that owns it do not overhear it."""
    check_read(standing, document)
    if not document.home:
        raise Refused(Code.NOT_ALLOWED, _("Comments are read in the space of the document alone."))


def check_hear_text(standing: Standing, document: DocumentFacts) -> None:
    """Read a text while it is written: whoever reads the document in its space; a further group that owns it reads versions."""
    check_read(standing, document)
    if not document.home or not document.living:
        raise NotFound


def check_comment(standing: Standing, document: DocumentFacts) -> None:
    """Comment: whoever reads the comments and may write, while the document lives."""
    check_hear(standing, document)
    check_share(standing)
    check_open(document)


def check_settle(standing: Standing, document: DocumentFacts, *, mine: bool, shared: bool) -> None:
    """Settle a comment or open it again: who wrote it, who shared the document, a moderator."""
    check_comment(standing, document)
    if not (mine or shared or standing.moderates):
        raise Refused(Code.NOT_ALLOWED, _("Only who wrote this comment, who shared the document, or a moderator can do that."))


def check_unsay(standing: Standing, document: DocumentFacts, *, mine: bool) -> None:
    """Take a comment back: who wrote it; a moderator that of somebody else."""
    check_hear(standing, document)
    if not (mine or standing.moderates):
        raise Refused(Code.NOT_ALLOWED, _("Only who wrote this comment, or a moderator, can take it back."))


def check_ask(standing: Standing, document: DocumentFacts) -> None:
    """Ask the readers to confirm the version in force: the source or a moderator, once something was approved."""
    check_source(standing, document)
    if not document.approved:
        raise Conflict(Code.WRONG_STATE, _("Readers confirm what was approved."), state=document.state.value)


def check_acknowledge(standing: Standing, document: DocumentFacts) -> None:
    """Confirm that one has read the version in force: whoever reads the space."""
    check_document(standing, document)
    check_open(document)
    if not document.approved:
        raise Conflict(Code.WRONG_STATE, _("Readers confirm what was approved."), state=document.state.value)


def sees_log(standing: Standing, document: DocumentFacts) -> bool:
    """Whether the person sees everybody's downloads and the reasons of returns; others see their own downloads."""
    return standing.moderates or document.source
