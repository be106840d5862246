"""The nine groups, their rules, their seats and their spaces."""

from collab.demo.cast import Chair, House, Room
from collab.demo.content.delegations import DELEGATES, POSTS
from collab.labels import Label
from groups.roles import GroupKind, OfficeKind, Role

LEAD, MODERATOR, OBSERVER = Role.LEAD, Role.MODERATOR, Role.OBSERVER
NO_CASES = (
    "No case details, and nothing by which a child or a survivor could be recognised. "
    "To report a concern, use your national hotline or the police: nobody takes reports here."
)


def members(*keys: str) -> tuple[Chair, ...]:
    """Plain seats."""
    return tuple(Chair(key) for key in keys)


TASK_FORCE = House(
    "Global Task Force", GroupKind.TASK_FORCE, constituency="government",
    purpose="Where eighteen delegations agree what the alliance asks of governments: commitments, legislation, the calendar of reviews.",
    rules=(
        "- One vote per delegation; the head's vote stands over the alternate's.\n"
        "- Policy only: this forum runs no operations.\n"
        "- Observers have a voice and no vote.\n"
        f"- {NO_CASES}"
    ),
    seats=(
        Chair("ruth", LEAD),
        *(Chair(each.key, MODERATOR if each.key in {"lars", "mere"} else Role.MEMBER, POSTS[each.key]) for each in DELEGATES),
        Chair("margarethe", OBSERVER, office=OfficeKind.CHAIR), Chair("tendai", OBSERVER, office=OfficeKind.VICE_CHAIR),
        Chair("priya", OBSERVER), Chair("jeanmarc", OBSERVER),
    ),
    rooms=(
        Room("Delegations", "Everything that concerns all delegations.", "ruth", observers_post=True),
        Room("Legislation menu", "Which provisions, from which regions, in which order.", "ruth", observers_post=True),
        Room("Meetings and minutes", "Agendas, dates, draft minutes and corrections.", "ruth", observers_post=True),
    ),
)  # fmt: skip

CIVIL_SOCIETY = House(
    "Civil Society Reference Group", GroupKind.REFERENCE_GROUP, constituency="civil_society",
    purpose="Where child-rights and survivor organisations, hotlines and helplines find common positions, and bring them to the alliance.",
    rules=(
        "- Speak as yourself; positions of your organisation go through its focal point.\n"
        "- Disagree with the text, not with the person.\n"
        "- Write so that a colleague with a slow line and her third language can follow.\n"
        f"- {NO_CASES}"
    ),
    seats=(
        Chair("esi", LEAD), Chair("sunita", MODERATOR), *members("bikash", "ines", "ana", "mateus", "awa", "yaye", "hugh", "lena", "jory"),
        Chair("marta", OBSERVER),
    ),
    rooms=(
        Room("General discussion", "What does not have a space of its own yet.", "esi"),
        Room("Legislation menu", "Our reading of each version, clause by clause.", "sunita"),
        Room("Voluntary principles", "How adherence can be seen, and what small companies need.", "sunita"),
        Room("Sample clauses in two languages", "Four people draft; the result goes to the whole group.", "ines",
             only=("mateus", "awa", "ana")),
    ),
)  # fmt: skip

PRIVATE_SECTOR = House(
    "Private Sector Reference Group", GroupKind.REFERENCE_GROUP, constituency="private_sector",
    purpose="Where companies compare practice on safety by design, reporting and transparency, and answer the other groups with one text.",
    rules=(
        "- Competition law applies: no prices, no customers, no plans for products.\n"
        "- Say whether you speak for your company or think aloud.\n"
        "- No account identifiers and no indicators from investigations.\n"
        f"- {NO_CASES}"
    ),
    seats=(Chair("maren", LEAD), Chair("jun", MODERATOR), *members("omar", "petra", "dana", "victor", "selam")),
    rooms=(
        Room("General discussion", "Announcements, questions, requests from other groups.", "maren"),
        Room("Safety by design", "Voluntary principles, small companies, risk assessment.", "jun"),
    ),
)  # fmt: skip

LAW_ENFORCEMENT = House(
    "Law Enforcement Reference Group", GroupKind.REFERENCE_GROUP, constituency="law_enforcement",
    purpose="Policy and practice of specialised units and prosecutors: training, standards, cooperation frameworks.",
    rules=(
        "- Policy and practice only. Cases belong in official police channels.\n"
        "- Everybody here has a second factor, and nobody outside learns that this group exists.\n"
        "- No names, no numbers, no methods that would help an offender.\n"
        f"- {NO_CASES}"
    ),
    seats=(Chair("signe", LEAD), Chair("tomas", MODERATOR), *members("ramon", "halima")),
    rooms=(
        Room("Policy and practice", "Standards that every specialised unit should be able to count on.", "signe"),
        Room("Training of officers and prosecutors", "Curricula, exchange of trainers, care for staff.", "tomas"),
    ),
    label=Label.AMBER_STRICT, second_factor=True, listed=False,
)  # fmt: skip

INTERGOVERNMENTAL = House(
    "Intergovernmental and UN Reference Group", GroupKind.REFERENCE_GROUP, constituency="intergovernmental",
    purpose="Where regional and UN bodies keep their own processes in step with those of the alliance.",
    rules=f"- Mandates differ: say what your body has decided and what you expect it to decide.\n- {NO_CASES}",
    seats=(Chair("margarethe", LEAD), Chair("priya", MODERATOR), *members("tendai", "leila", "jeanmarc"), Chair("hana", OBSERVER)),
    rooms=(
        Room("General discussion", "Calendars, mandates, who speaks where.", "margarethe"),
        Room("Terminology in seven languages", "One glossary; titles and definitions that survive translation.", "priya",
             label=Label.AMBER, observers_post=True),
    ),
)  # fmt: skip

CIRCLE = House(
    "Survivor Voices Circle", GroupKind.CIRCLE, constituency="survivors",
    purpose="Where survivors' advocates shape the words and the plans of the alliance, under names of their own choice.",
    rules=(
        "- You choose your name here, and you can change it. Nobody outside sees another one.\n"
        "- You never have to tell anything about yourself. Consent is asked each time, and can be taken back.\n"
        "- Use a content note when a text may weigh on somebody. Take a break whenever you like.\n"
        "- No details by which anybody could be recognised, yourself included."
    ),
    seats=(
        Chair("marta", LEAD, pseudonym="Participation desk (example)"), Chair("robin", MODERATOR, pseudonym="Cedar (example)"),
        Chair("clara", pseudonym="Juniper (example)"), Chair("nuru", pseudonym="Rowan (example)"),
        Chair("iris", pseudonym="Alder (example)"),
    ),
    rooms=(
        Room("Our room", "Anything that concerns the circle itself.", "marta"),
        Room("Review of consultation language", "Texts of other groups, before they are sent out.", "marta"),
    ),
    label=Label.AMBER_STRICT, pseudonyms=True, listed=False,
)  # fmt: skip

RESEARCH = House(
    "Research Liaison", GroupKind.WORKING_GROUP, constituency="research",
    purpose="Where questions of the alliance meet evidence: what is known, how well, and how to cite it.",
    rules=f"- A figure travels with its source, its year and its limits, or it stays here.\n- {NO_CASES}",
    seats=(
        Chair("elio", LEAD), Chair("hana", MODERATOR),
        *members("lena", "yaye", "dana", "leila", "livia", "owen"), Chair("ruth", OBSERVER),
    ),
    rooms=(
        Room("Global Threat Assessment", "Scope, call for evidence, signals on the horizon.", "elio"),
        Room("Cost evidence", "Prevention as public health; what harm costs, and what prevention costs.", "hana"),
    ),
    label=Label.GREEN,
)  # fmt: skip

# Everybody but the circle, whose people are not to be met under another name.
_OUTSIDE_CIRCLE = (
    "esi", "sunita", "bikash", "ines", "ana", "mateus", "awa", "yaye", "hugh", "lena", "jory", "maren", "jun", "omar", "petra", "dana",
    "victor", "selam", "signe", "ramon", "halima", "tomas", "margarethe", "tendai", "priya", "leila", "jeanmarc", "elio", "hana",
)  # fmt: skip
PLENARY = House(
    "All-members Plenary", GroupKind.PLENARY,
    purpose="What everybody in the alliance should read: announcements, the calendar, the Global Summit.",
    rules="- Leads announce here; everybody reads. In the Summit space everybody writes.\n- Keep it to what the whole alliance may know.",
    seats=(
        Chair("noor", LEAD), Chair("ruth", MODERATOR), Chair("marta", MODERATOR), Chair("idris"),
        *(Chair(key, OBSERVER) for key in (*_OUTSIDE_CIRCLE, *(each.key for each in DELEGATES))),
    ),
    rooms=(
        Room("Announcements", "From the secretariat and the chairs of the groups.", "noor"),
        Room("Global Summit", "Programme, hybrid sessions, travel, time zones.", "noor", observers_post=True),
    ),
    label=Label.GREEN,
)  # fmt: skip

SECRETARIAT = House(
    "Secretariat", GroupKind.SECRETARIAT,
    purpose="Keeps accounts, groups and seats, and serves the meetings. It reads a space only where it has a seat.",
    rules="- An account is not a right to read.\n- Reasons are written where the audit can find them.",
    seats=(Chair("noor", LEAD), Chair("ruth"), Chair("marta"), Chair("idris")),
    rooms=(
        Room("Desk", "Who takes what this week.", "noor"),
        Room("Frameworks", "The Global Strategic Response and the Model National Response as data: slugs, titles, open questions.", "noor"),
    ),
)  # fmt: skip

GROUPS = (
    SECRETARIAT, TASK_FORCE, CIVIL_SOCIETY, PRIVATE_SECTOR, LAW_ENFORCEMENT, INTERGOVERNMENTAL, CIRCLE, RESEARCH, PLENARY,
)  # fmt: skip
