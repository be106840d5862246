"""The attributes that every group has: those of any document, and those that a type asks for (governance 2.2; domain, table of duties).

Their keys and options are stored, and stay; their names are translated.  A document cannot be submitted while a needed one is silent:
evidence without its method, or a clause without its provision, is of no use to whoever finds it.
"""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from discussions.documents.attributes.roles import AttributeKind
from discussions.documents.roles import DocumentType

CHOICE, CHOICES, DATE, LINE, TEXT = (
    AttributeKind.CHOICE, AttributeKind.CHOICES, AttributeKind.DATE, AttributeKind.LINE, AttributeKind.TEXT,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """One of them.  `types` is empty where it is of every type."""

    key: str
    name: Any  # lazily translated
    kind: AttributeKind
    options: dict[str, Any] = field(default_factory=dict)  # name by value
    types: frozenset[DocumentType] = frozenset()
    needed: bool = False


def of(*types: DocumentType) -> frozenset[DocumentType]:
    """These types."""
    return frozenset(types)


OBJECTIVES = {
    "knowledge": _("Knowledge"), "empowerment": _("Empowerment"), "advocacy": _("Advocacy"), "collaboration": _("Collaboration"),
}  # fmt: skip
REGIONS = {
    "africa": _("Africa"), "americas": _("Americas"), "arab_states": _("Arab States"), "asia_pacific": _("Asia and the Pacific"),
    "europe": _("Europe"), "global": _("Worldwide"),
}  # fmt: skip
FORCES = {"in_force": _("In force"), "adopted": _("Adopted, not yet in force"), "proposed": _("Proposed"), "repealed": _("Repealed")}
CLAIMS = {"moral": _("Moral"), "operational": _("Operational"), "financial": _("Financial")}
CLAUSE, CASE, EVIDENCE = of(DocumentType.SAMPLE_CLAUSE), of(DocumentType.PRACTICE_CASE), of(DocumentType.EVIDENCE)
COMMITMENT, MINUTES, TERMS = of(DocumentType.COMMITMENT_TEXT), of(DocumentType.MINUTES), of(DocumentType.TERMS_OF_REFERENCE)

BUILT_IN = {
    each.key: each
    for each in (
        BuiltIn("provision", _("Provision"), LINE, types=CLAUSE, needed=True),
        BuiltIn("region", _("Region"), CHOICE, REGIONS, types=CLAUSE | CASE, needed=True),
        BuiltIn("force", _("Legal force"), CHOICE, FORCES, types=CLAUSE),
        BuiltIn("claim", _("Claim"), TEXT, types=EVIDENCE, needed=True),
        BuiltIn("claim_kind", _("Kind of claim"), CHOICES, CLAIMS, types=EVIDENCE),
        BuiltIn("method", _("Method"), TEXT, types=EVIDENCE, needed=True),
        BuiltIn("limits", _("Limits"), TEXT, types=EVIDENCE),
        BuiltIn("source", _("Source"), LINE, types=EVIDENCE | CLAUSE, needed=True),
        BuiltIn("observed_on", _("Date of the findings"), DATE, types=EVIDENCE, needed=True),
        BuiltIn("lessons", _("What was learnt"), TEXT, types=CASE),
        BuiltIn("contact", _("Whom to ask"), LINE, types=CASE),
        BuiltIn("adopted_on", _("Adopted on"), DATE, types=COMMITMENT | TERMS),
        BuiltIn("met_on", _("Date of the meeting"), DATE, types=MINUTES, needed=True),
        BuiltIn("chair", _("In the chair"), LINE, types=MINUTES),
        BuiltIn("objectives", _("Objectives"), CHOICES, OBJECTIVES),
        BuiltIn("reference", _("Reference"), LINE),
        BuiltIn("authors", _("Authors, as they wish to be named"), LINE),
        BuiltIn("issued_on", _("Date of issue"), DATE),
        BuiltIn("licence", _("Licence"), LINE),
    )
}
