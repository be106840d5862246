"""The words for what a document is and where it stands.  No ORM here: policies and shapes read these."""

from enum import StrEnum


class DocumentState(StrEnum):
    """Where a document stands: the life of governance 2.2, all of it; actions decide what can be reached."""

    WORKING = "working"
    IN_REVIEW = "in_review"
    CHANGES_REQUESTED = "changes_requested"
    APPROVED = "approved"
    EMBARGOED = "embargoed"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    ARCHIVED = "archived"
    DISPOSED = "disposed"

    @property
    def over(self) -> bool:
        """Whether nothing more happens to the document."""
        return self in {DocumentState.WITHDRAWN, DocumentState.ARCHIVED, DocumentState.DISPOSED}


class DocumentType(StrEnum):
    """What a document is for."""

    PAPER = "paper"
    COMMITMENT_TEXT = "commitment_text"
    SAMPLE_CLAUSE = "sample_clause"
    PRACTICE_CASE = "practice_case"
    EVIDENCE = "evidence"
    MINUTES = "minutes"
    TERMS_OF_REFERENCE = "terms_of_reference"
    TEMPLATE = "template"
    GLOSSARY = "glossary"
    OTHER = "other"


class Way(StrEnum):
    """How somebody came to know a version."""

    TAKEN = "taken"  # as a copy
    READ = "read"  # on the screen: told once a day


def called(major: int, minor: int) -> str:
    """What people call a version: `2`, or `2.1` after a minor change."""
    return f"{major}.{minor}" if minor else str(major)
