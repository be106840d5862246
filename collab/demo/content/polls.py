"""Polls of every kind, at several stages of their lives, and what was voted in them.  Options are counted from 1."""

from collab.demo.cast import Declared, Vote
from discussions.polls.roles import PollKind, Reasons, Secrecy, Unit
from discussions.polls.rules import Rule, Threshold

TF, CS, PS = "Global Task Force", "Civil Society Reference Group", "Private Sector Reference Group"
IG, RL = "Intergovernmental and UN Reference Group", "Research Liaison"
HALF = Threshold(at_least=(1, 2), more_than=True)

POLLS = (
    Vote(  # double majority, carried, with an outcome
        RL, "Cost evidence", "elio", "3d20h", "-1d4h",
        "Every figure of cost in our papers names its source, its year and what it leaves out.", (), Unit.ORGANISATION,
        kind=PollKind.PROPOSAL, reasons=Reasons.OBJECTIONS, quorum=4,
        rule=Rule(threshold=HALF, constituencies=3, constituency_quorum=(1, 2)),
        ballots=(
            ("3d18h", "hana", "agree"), ("3d10h", "lena", "agree: The year most of all."), ("3d2h", "yaye", "agree"),
            ("2d20h", "leila", "agree"), ("2d6h", "livia", ()), ("2d", "owen", "agree"),
            ("1d8h", "dana", "disagree: What a figure leaves out can be longer than the paper. A note on method would do."),
        ),
        declared=Declared(
            "22h", "hana", "The rule holds from the next paper on. Papers that are out are mended as they are revised.",
            dissent="Quillstream Social (example): a note on method for each paper, instead of a list of gaps for each figure.",
            owner="Delta Institute for Child Online Safety (example)", review="90d",
        ),
    ),
    Vote(  # Schulze, with pairs
        RL, "Global Threat Assessment", "hana", "3d", "-14h", "Which chapter of the next Assessment is drafted first?",
        ("Methods and limits", "Trends in reports", "What helplines hear", "Laws and their gaps"), Unit.ORGANISATION,
        kind=PollKind.RANKED, rule=Rule(method="schulze"),
        ballots=(
            ("2d22h", "elio", (1, 2, 3, 4)), ("2d20h", "lena", (3, 1, 2)), ("2d6h", "yaye", (3, 2, 1, 4)),
            ("2d", "dana", (2, 1, 4, 3)), ("1d20h", "leila", (4, 1, 3)), ("1d2h", "livia", (1, 3, 4, 2)), ("20h", "owen", (4, 3, 1)),
        ),
    ),
    Vote(  # a secret election
        CS, "General discussion", "esi", "3d1h", "-9h", "Who speaks for us in the opening session?",
        ("Ana Salgueiro (example)", "Hugh Marlow (example)", "Lena Fairwater (example)"), Unit.PERSON,
        kind=PollKind.RANKED, secrecy=Secrecy.SECRET, reasons=Reasons.NONE, rule=Rule(method="irv", ties="lot"),
        ballots=(
            ("3d", "ines", (1, 3)), ("2d22h", "mateus", (3, 1)), ("2d20h", "awa", (2,)), ("2d18h", "yaye", (3, 2)),
            ("2d", "hugh", (1, 2, 3)), ("1d20h", "bikash", (3,)), ("1d2h", "sunita", (1, 3)), ("20h", "esi", (2, 3)),
        ),
        declared=Declared(
            "7h", "sunita", "Lena Fairwater (example) has accepted. Questions for her go to the topic on the Summit.",
            owner="Tidewater Survivor Support (example)", review="60d",
        ),
    ),
    Vote(  # two seats
        PS, "General discussion", "maren", "2d22h", "-6h", "Which two subjects fill the workshop in spring?",
        ("Reporting in an app", "Age and consent", "Small companies", "Transparency reports"), Unit.PERSON,
        notes=("From the button to the answer", "", "Fewer than fifty people", "What could be compared"),
        kind=PollKind.RANKED, rule=Rule(method="stv", seats=2),
        ballots=(
            ("2d20h", "jun", (3, 1)), ("2d18h", "omar", (1, 4, 3)), ("2d6h", "petra", (3, 1, 2)), ("2d", "dana", (4, 1)),
            ("1d20h", "victor", (4, 2)), ("1d2h", "selam", (1, 3)), ("10h", "maren", (3, 4)),
        ),
    ),
    Vote(
        PS, "Safety by design", "jun", "2d8h", "-3h", "How useful was each part of our last workshop?",
        ("The morning cases", "The table on reporting", "The walk through a launch"), Unit.PERSON,
        kind=PollKind.SCORE, secrecy=Secrecy.NAMES_HIDDEN, rule=Rule(score="mean"),
        ballots=(
            ("2d6h", "omar", {1: 4, 2: 5, 3: 2}), ("2d", "petra", {1: 5, 3: 3}), ("1d20h", "dana", {1: 3, 2: 4, 3: 4}),
            ("1d2h", "selam", {1: 5, 2: 5}), ("8h", "maren", {1: 4, 2: 5, 3: 1}), ("5h", "victor", ()),
        ),
    ),
    Vote(
        CS, "Voluntary principles", "sunita", "2d4h", "-2h", "Where should our time go until the Summit?",
        ("Sample clauses", "Media lines", "Voluntary principles", "The page on remedies"), Unit.ORGANISATION,
        kind=PollKind.DOTS, dots=8,
        ballots=(
            ("2d2h", "ines", {1: 5, 4: 3}), ("1d22h", "mateus", {1: 2, 2: 2, 3: 2, 4: 2}), ("1d20h", "awa", {2: 6, 3: 2}),
            ("1d", "hugh", {4: 8}), ("9h", "esi", {1: 3, 3: 5}),
        ),
    ),
    Vote(
        "Survivor Voices Circle", "Our room", "robin", "2d", "-4h", "At which times of day can we meet?",
        ("Morning", "Noon", "Early evening"), Unit.PERSON, kind=PollKind.APPROVAL, secrecy=Secrecy.NAMES_HIDDEN, reasons=Reasons.NONE,
        ballots=(("1d20h", "clara", (1, 3)), ("1d10h", "nuru", (3,)), ("1d2h", "iris", (2, 3)), ("10h", "robin", (1, 3))),
    ),
    Vote(  # a round of questions, answered
        IG, "General discussion", "margarethe", "2d12h", "-8h", "Before we write the note on procedures",
        ("Which procedure of yours works best?", "What would you not do again?"), Unit.ORGANISATION,
        kind=PollKind.QUESTIONS, reasons=Reasons.NONE,
        ballots=(
            ("2d", "priya", {1: "Silence with a named second for objections. Everybody knows when it is over."}),
            ("1d6h", "tendai", {1: "Two readings.", 2: "Voting on the first."}),
            ("10h", "jeanmarc", {2: "Sending a text on a Friday."}),
        ),
    ),
    Vote(  # closes within the hour or so
        TF, "Delegations", "mere", "1d12h", "in 1h", "Working sessions have interpretation by the rota in annex 2.", (), Unit.DELEGATION,
        kind=PollKind.LADDER, reasons=Reasons.OBJECTIONS, rule=Rule(blocks=0), quorum=9,
        ballots=(
            ("1d10h", "lars", "g1"), ("1d8h", "ximena", "g2"), ("1d6h", "adjoa", "g1"), ("1d2h", "corazon", "g3"), ("20h", "rania", "g2"),
            ("16h", "aigerim", "g4"), ("9h", "aroha", "g1"), ("3h", "genevieve", "g1"),
        ),
    ),
    Vote(
        "Law Enforcement Reference Group", "Policy and practice", "signe", "20h", "in 2d2h",
        "The outline of the training note, as it stands on Monday.", (), Unit.PERSON,
        kind=PollKind.SENSE_CHECK, reasons=Reasons.OBJECTIONS,
        ballots=(("18h", "tomas", "good"), ("4h", "halima", "concerned: The second part needs a word on languages.")),
    ),
    Vote(
        CS, "Legislation menu", "sunita", "1d", "in 4d", "Who reads the French samples against the English ones?", (), Unit.PERSON,
        kind=PollKind.OPT_IN, ballots=(("22h", "awa", "accept"), ("6h", "bikash", "decline")),
    ),
    Vote(
        IG, "Terminology in seven languages", "priya", "1d3h", "in 2d12h", "When do the seven languages meet?", (), Unit.ORGANISATION,
        kind=PollKind.DATES, slots=(("in 9d", 90), ("in 10d6h", 90), ("in 14d", 60)),
        ballots=(("1d", "tendai", {1: 2, 2: 1, 3: 0}), ("12h", "jeanmarc", {1: 1, 2: 2, 3: 2})),
    ),
    Vote(
        PS, "General discussion", "jun", "16h", "in 5d", "The page of principles names the companies behind it.", (), Unit.PERSON,
        kind=PollKind.PROPOSAL, secrecy=Secrecy.RECEIPT, reasons=Reasons.NONE, rule=Rule(threshold=HALF),
        ballots=(("14h", "omar", "agree"), ("8h", "selam", "disagree"), ("5h", "petra", "agree")),
    ),
    Vote(
        TF, "Delegations", "ruth", "5h", "in 7d", "Which languages are spoken at the next round table?",
        ("English and French", "English and Spanish", "All that the rota allows"), Unit.DELEGATION, quorum=12,
        rule=Rule(threshold=Threshold(at_least=(2, 3))), kept=True,
    ),
)  # fmt: skip
