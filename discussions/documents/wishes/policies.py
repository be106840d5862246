"""Who may say that a document should be TLP:RED.  Pure."""

from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Conflict, NotFound, Refused
from collab.labels import Label
from discussions.documents.policies import DocumentFacts, check_document, check_open
from discussions.spaces.policies import Standing


def check_wish(standing: Standing, document: DocumentFacts, label: str) -> None:
    """Whoever reads a document in its space may say that it should be TLP:RED; its source raises its label, or has it withdrawn."""
    check_document(standing, document)
    if not document.home:
        raise NotFound
    check_open(document)
    if document.source:
        raise Refused(Code.NOT_ALLOWED, _("Your organisation shared this document. You can raise its label, or have it withdrawn."))
    if label == Label.RED:
        raise Conflict(Code.WRONG_STATE, _("This is TLP:RED already."), state="red")
