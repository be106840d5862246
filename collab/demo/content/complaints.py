"""Reports to moderators, and what became of them."""

from collab.demo.cast import Complaint
from discussions.desk.roles import Decision, ReportReason

COMPLAINTS = (
    Complaint(
        "Self-generated material: policy responses", 6, "yaye", "5h", ReportReason.IDENTITY,
        "Celui qui connaît les lignes de nuit de la région pourrait reconnaître les deux membres.",
    ),
    Complaint(
        "Transparency report methodology", 3, "victor", "2d3h", ReportReason.OFF_SCOPE,
        "Is this still about safety practice, or already about our market?",
        "jun", "1d23h", Decision.KEPT, "It compares forms, not markets. Thank you for asking early.",
    ),
)  # fmt: skip
