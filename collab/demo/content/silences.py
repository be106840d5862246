"""Texts under silence: one adopted, one broken, and the changed text that took its place."""

from collab.demo.cast import Text
from discussions.polls.roles import Unit

IG, WORDS = "Intergovernmental and UN Reference Group", "Terminology in seven languages"
TITLES = "The first twenty titles of the glossary"

SILENCES = (
    Text(
        "Global Task Force", "Meetings and minutes", "ruth", "4d12h", "-1d12h", "Minutes of the November meeting",
        "The minutes of the meeting of November are adopted as circulated, with the two corrections that were sent in before Monday:\n\n"
        "- item 3: the rota of annex 2 is named as the source of interpretation;\n"
        "- item 5: the dates of the reviews are those of the calendar, not those of the draft.",
        Unit.DELEGATION,
    ),
    Text(
        IG, WORDS, "priya", "3d6h", "-3h", TITLES,
        "The first twenty titles are handed to the other groups as they stand, in seven languages, on the first of the month.",
        Unit.ORGANISATION,
        broken=(
            "2d18h", "tendai", "Four of the titles have no Portuguese yet, so they would not be handed over in seven languages.",
            "Hand over the sixteen that are whole, and name the four that follow.",
        ),
    ),
    Text(
        IG, WORDS, "priya", "1d2h", "in 2d6h", f"{TITLES}, second text",
        "Sixteen titles are handed to the other groups in seven languages, on the first of the month. Four follow once they are whole in "
        "Portuguese: they are named in the letter that goes with the sixteen.",
        Unit.ORGANISATION, follows=TITLES,
    ),
)  # fmt: skip
