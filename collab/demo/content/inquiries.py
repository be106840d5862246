"""A consultation and a survey, and who answered what."""

from typing import Any

from collab.demo.cast import Inquiry
from discussions.inquiries.roles import Shown
from discussions.polls.roles import Secrecy, Unit

RESEARCH, CS = "Research Liaison", "Civil Society Reference Group"


def clause(key: str, title: str, body: str) -> dict[str, Any]:
    """A clause of the draft, in English."""
    return {"key": key, "asks": "position", "text": {"en": title}, "body": {"en": body}, "required": key == "c1"}


def position(stance: str, reason: str = "", wording: str = "") -> dict[str, str]:
    """How somebody stands to a clause."""
    return {"stance": stance, "reason": reason, "wording": wording}


def choices(**words: str) -> list[dict[str, Any]]:
    """Options by key: English and Portuguese, parted by a bar."""
    return [{"key": key, "text": both(said)} for key, said in words.items()]


def both(said: str) -> dict[str, str]:
    """English and Portuguese, parted by a bar."""
    english, _bar, portuguese = said.partition("|")
    return {"en": english, "pt": portuguese}


CITING = {
    "languages": ["en"],
    "sections": [
        {
            "questions": [
                clause(
                    "c1", "1. Sources",
                    "A figure that the alliance publishes names its source, the year of its data, and the limits that its authors state.",
                ),
                clause(
                    "c2", "2. Estimates",
                    "An estimate is published as a range. A single number may be quoted from it only together with the range.",
                ),
                clause("c3", "3. Withdrawal", "Where a source withdraws a figure, the alliance does so within ten working days."),
            ]
        }
    ],
}  # fmt: skip

SUMMIT = {
    "languages": ["en", "pt"],
    "sections": [
        {
            "title": both("The session itself|A própria sessão"),
            "questions": [
                {
                    "key": "came", "asks": "choice",
                    "text": both("Did you take part in the preparatory session?|Participou na sessão preparatória?"),
                    "options": choices(room="Yes, in the room|Sim, na sala", afar="Yes, from afar|Sim, à distância", no="No|Não"),
                    "required": True,
                },
                {
                    "key": "useful", "asks": "scale", "text": both("How useful was it? 1: hardly, 5: very|Foi útil? 1: pouco, 5: muito"),
                    "least": 1, "most": 5, "when": {"question": "came", "any_of": ["room", "afar"]},
                },
                {
                    "key": "line", "asks": "several", "text": both("What did not work from afar?|O que não funcionou à distância?"),
                    "options": choices(sound="Sound|Som", words="Interpretation|Interpretação", time="The hour|A hora"),
                    "when": {"question": "came", "any_of": ["afar"]},
                },
            ],
        },
        {
            "title": both("The next one|A próxima"),
            "questions": [
                {
                    "key": "parts", "asks": "matrix",
                    "text": both("How much time should each part have?|Quanto tempo deve ter cada parte?"),
                    "rows": choices(talks="Talks|Intervenções", rooms="Small rooms|Salas pequenas", texts="Texts|Textos"),
                    "options": choices(less="Less|Menos", same="The same|O mesmo", more="More|Mais"),
                },
                {"key": "hours", "asks": "number", "text": both("How many hours have you?|Quantas horas tem?"), "least": 0},
                {"key": "day", "asks": "date", "text": both("Which day would suit you best?|Que dia lhe conviria mais?")},
                {"key": "else", "asks": "text", "text": both("What else should we know?|O que mais devemos saber?"), "most": 1000},
            ],
        },
    ],
}  # fmt: skip

INQUIRIES = (
    Inquiry(
        "consultation", RESEARCH, "Global Threat Assessment", "hana", "5d12h", "-1d3h",
        "Draft rules for citing figures, version 0.2", CITING,
        Unit.ORGANISATION, shown=Shown.CLOSING, topic="Signals on the horizon",
        says="Positions by clause, one for each organisation; the discussion stays here below.",
        answers=(
            ("5d2h", "lena", {"c1": position("support"), "c2": position("support"), "c3": position("none")}),
            (
                "4d20h", "yaye",
                {
                    "c1": position("amend", "Limits belong where the figure stands.", "… and, beside it, the limits that are stated."),
                    "c2": position("support"), "c3": position("support"),
                },
            ),
            (
                "3d9h", "dana",
                {
                    "c1": position("support"),
                    "c2": position("oppose", "Where an author gives no range, we would have to invent one."),
                    "c3": position("amend", "Printed matter takes longer.", "… within ten working days online, and in the next printing."),
                },
            ),
            ("2d4h", "leila", {"c1": position("support"), "c2": position("amend", "", "… as a range, where its authors give one.")}),
            ("1d20h", "elio", {"c1": position("support"), "c2": position("support"), "c3": position("support")}),
        ),
    ),
    Inquiry(
        "survey", CS, "General discussion", "esi", "2d6h", "in 4d", "Your view of the preparatory session", SUMMIT,
        Unit.PERSON, secrecy=Secrecy.NAMES_HIDDEN,
        answers=(
            ("2d1h", "hugh", {"came": "afar", "useful": 3, "line": ["sound", "time"], "hours": 4}),
            ("1d20h", "bikash", {"came": "room", "useful": 4, "parts": {"talks": "less", "rooms": "more"}}),
            ("1d9h", "awa", {"came": "room", "useful": 5, "parts": {"talks": "less", "texts": "more"}, "hours": 6}),
            ("22h", "mateus", {"came": "no", "else": "Gostaria de participar na próxima."}),
        ),
    ),
)  # fmt: skip
