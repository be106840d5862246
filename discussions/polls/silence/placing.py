"""Putting a text under silence."""

import hashlib

from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Invalid
from collab.labels import above
from collab.text.plain import tidy
from discussions.documents.models import Version
from discussions.documents.reads import seen_document
from discussions.polls.models import Poll, Silence
from discussions.polls.roles import PollKind
from discussions.polls.shapes import PollDraft
from discussions.spaces.policies import Standing


def place_text(poll: Poll, standing: Standing, draft: PollDraft) -> str:
    """Keep the text of a new silence procedure, and return its words for search; "" for other polls.

    In the transaction that opens the poll, before its roll is hashed.  Raises Invalid, NotFound.
    """
    asked = draft.silence
    if draft.poll_kind is not PollKind.SILENCE:
        if asked is not None:
            raise Invalid(Code.INVALID, _("Only a silence procedure has a text."), fields=["silence"])
        return ""
    if asked is None or bool(tidy(asked.text)) == (asked.document is not None):
        raise Invalid(Code.INVALID, _("A silence procedure needs one text: words, or a version of a document."), fields=["silence"])
    if draft.quorum is not None or draft.rule.model_fields_set - {"method"}:
        raise Invalid(Code.INVALID, _("Silence has no quorum and no share: one objection is enough."), fields=["quorum", "rule"])
    text = tidy(asked.text)
    version = version_of(poll, standing, asked.document, asked.version) if asked.document is not None else None
    sha256 = version.sha256 if version else hashlib.sha256(text.encode()).hexdigest()
    Silence.objects.create(poll=poll, text=text, version=version, sha256=sha256, follows=broken_before(poll, asked.follows))
    return text or (version.document.title if version else "")


def version_of(poll: Poll, standing: Standing, place: int, number: int | None) -> Version:
    """The version of a document that everybody who reads the poll may read too.  Raises NotFound, Invalid."""
    document, facts = seen_document(standing, place)
    if facts.gone or above(document.entry.label, poll.entry.label):
        raise Invalid(Code.INVALID, _("That document is gone, or its label is higher than the poll's."), fields=["silence"])
    found = document.versions.filter(number=number if number is not None else facts.newest).first()
    if found is None:
        raise Invalid(Code.INVALID, _("The document has no such version."), fields=["silence"])
    return found


def broken_before(poll: Poll, place: int | None) -> Poll | None:
    """The procedure that was broken and is begun again.  Raises Invalid."""
    if place is None:
        return None
    found = Poll.objects.filter(space_id=poll.space_id, entry__place=place, silence__broken__isnull=False).first()
    if found is None:
        raise Invalid(Code.INVALID, _("Only a silence that was broken can be begun again."), fields=["silence"])
    return found
