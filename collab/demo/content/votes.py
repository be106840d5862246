"""Polls, and who voted what.  Options are counted from 1."""

from collab.demo.cast import Vote
from discussions.polls.roles import Unit
from discussions.polls.rules import Rule, Threshold

TF, CS, PS = "Global Task Force", "Civil Society Reference Group", "Private Sector Reference Group"

VOTES = (
    Vote(
        TF, "Meetings and minutes", "ruth", "4d2h", "in 1d19h", "On which days can your delegation meet in January?",
        ("14 January", "21 January", "28 January"), Unit.DELEGATION, most=2, quorum=12, topic="Dates of the next meeting",
        says="The vote on the date, as announced. One vote per delegation; two days may be named.",
        ballots=(
            ("4d1h", "bishnu", (2,)), ("3d22h", "karim", (2,)), ("3d20h", "rodrigo", (1, 2)), ("3d18h", "davi", (1, 2)),
            ("3d12h", "andrei", (2,)), ("3d6h", "ousmane", (2,)), ("3d2h", "sami", (2, 3)), ("2d20h", "nadia", (2,)),
            ("2d11h", "corazon", (2,)), ("1d20h", "genevieve", (2, 3)), ("20h", "linnea", (1, 2)), ("7h", "mere", (2,)),
        ),
    ),
    Vote(
        TF, "Legislation menu", "lars", "3d4h", "-1d2h", "Shall version 0.4 carry both missing regions, in the order in which they arrive?",
        ("Yes", "No, in an order fixed beforehand"), Unit.DELEGATION, quorum=12, rule=Rule(threshold=Threshold(at_least=(2, 3))),
        topic="Order of work for regional samples",
        says="As announced: the order alone, one vote per delegation, two thirds of the votes cast.",
        tags=("gsr-legislation",),
        ballots=(
            ("3d3h", "wanjiru", (1,)), ("3d2h", "aigerim", (1,)), ("3d1h", "ileana", (1,)), ("2d22h", "ixchel", (1,)),
            ("2d20h", "corazon", (2,)), ("2d18h", "genevieve", (1,)), ("2d15h", "teo", (1,)), ("2d9h", "livia", ()),
            ("2d8h", "caetano", (1,)), ("2d6h", "bishnu", (1,)), ("2d4h", "qinghe", (1,)), ("2d", "ousmane", (1,)),
            ("1d20h", "adjoa", (1,)), ("1d16h", "aroha", (2,)), ("1d9h", "karim", ()), ("1d5h", "lars", (1,)),
        ),
    ),
    Vote(
        CS, "Legislation menu", "sunita", "2d22h", "in 1d3h", "Which regional samples should version 0.4 of the menu show first?",
        ("The three already translated", "All five from the start, each with its status", "Samples on reporting duties only"),
        Unit.ORGANISATION, quorum=4, topic="Which regional samples first?",
        says="The vote of organisations. Discussion can go on below it.", tags=("gsr-legislation", "mnr-2016-3"),
        ballots=(("2d20h", "mateus", (1,)), ("2d6h", "yaye", (2,)), ("1d2h", "hugh", (2,))),
    ),
    Vote(
        CS, "General discussion", "esi", "1d4h", "-5h", "Which two sentences should open our page for the Summit?",
        ("Survivors set part of the agenda, and are paid for the work", "Every session has a written question, and an answer",
         "Taking part from afar is taking part", "First, what became of last year's promises"),
        Unit.PERSON, most=2, quorum=6, topic="What we ask of the Summit", says="Two sentences each; the others follow below them.",
        tags=("gsr-voice-groups",),
        ballots=(
            ("1d3h", "hugh", (1, 4)), ("1d2h", "lena", (1,)), ("1d", "mateus", (2, 4)), ("20h", "bikash", (1, 3)),
            ("16h", "ines", (1, 3)), ("13h", "awa", (1, 4)), ("11h", "ana", (3,)), ("6h", "yaye", ()),
        ),
    ),
    Vote(
        PS, "Safety by design", "jun", "1d6h", "in 3d", "Which two questions should stand first on the page?",
        ("Who can stop a launch?", "What is off until somebody turns it on?", "How does somebody report?", "What do we not build?"),
        Unit.PERSON, most=2, topic="Voluntary principles for a studio of forty",
        says="Two answers each, please; the page has a first line.",
        ballots=(("1d5h", "selam", (1, 2)), ("1d2h", "dana", (2, 4)), ("11h", "omar", (3,)), ("2h", "maren", (1, 3))),
    ),
    Vote(
        "Intergovernmental and UN Reference Group", "Terminology in seven languages", "priya", "9h", "in 8d",
        "Shall the first twenty titles be handed to the other groups as they stand?",
        ("Yes", "Yes, without the four marked ones", "Not yet"),
        Unit.ORGANISATION, opens="in 1d", quorum=3, tags=("gsr-media-reporting",),
    ),
    Vote(
        "Research Liaison", "Global Threat Assessment", "hana", "4d8h", "-1d8h", "Which signal should the next Assessment open with?",
        ("Written messages to helplines at night", "Users who move without safety teams", "Machine translation of awareness texts"),
        Unit.PERSON, quorum=6, topic="Signals on the horizon", says="A first sounding; six of us should answer for it to count.",
        ballots=(("4d2h", "yaye", (1,)), ("3d20h", "leila", (3,)), ("2d4h", "lena", (1,))),
    ),
)  # fmt: skip
