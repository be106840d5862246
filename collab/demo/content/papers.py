"""Documents, and what happened to each.  Their texts lie beside this file in `papers/`."""

from collab.demo.cast import Paper, Step
from collab.labels import Label
from discussions.documents.roles import DocumentType

TF, CS, PS = "Global Task Force", "Civil Society Reference Group", "Private Sector Reference Group"
MENU = "Legislation menu"

PAPERS = (
    Paper(
        TF, "Delegations", "ruth", "9d12h", "terms-of-reference-1.md", "pdf", "Task Force terms of reference",
        "Purpose, members, chair, votes, papers, languages.", DocumentType.TERMS_OF_REFERENCE,
        tags=("gsr-political-will", "mnr-2016-1"), label=Label.GREEN,
        steps=(
            Step("submit", "9d11h", "ruth"), Step("approve", "9d2h", "lars"),
            Step("version", "2d6h", "ruth", file="terms-of-reference-2.md", words="Rotating hours; a review after two years."),
            Step("submit", "2d5h", "ruth"), Step("approve", "1d20h", "lars"), Step("publish", "1d19h", "ruth"),
        ),
    ),
    Paper(
        TF, MENU, "ruth", "7d11h", "menu-1.md", "docx", "Legislation menu, version 0.3",
        "Sample provisions from three regions, with their sources and their gaps.", DocumentType.SAMPLE_CLAUSE,
        tags=("gsr-legislation", "mnr-2016-3"),
        attributes={
            "provision": ["Retention, reporting and removal"], "region": ["global"], "force": ["proposed"],
            "source": ["Samples of three regions (example)"], "objectives": ["empowerment"],
        },
        topic="Order of work for regional samples", says="Here is version 0.3, for reading together.",
        steps=(
            Step("submit", "7d10h", "ruth"), Step("approve", "7d2h", "lars"), Step("approve", "7d1h", "mere"),
            Step("version", "22h", "ruth", file="menu-2.md", words="Regions in preparation; numbering of comments."),
            Step("submit", "21h30m", "ruth"),
        ),
    ),
    Paper(
        TF, "Meetings and minutes", "ruth", "8d1h", "minutes-october.md", "md", "Minutes of the October meeting",
        "Decisions and actions, as corrected.", DocumentType.MINUTES,
        attributes={"met_on": ["2026-10-14"], "chair": ["Ruth Amberley (example)"], "reference": ["TF/2026/10"]},
        steps=(Step("submit", "8d", "ruth"), Step("approve", "7d20h", "lars"), Step("approve", "7d19h", "mere")),
    ),
    Paper(
        CS, MENU, "mateus", "1d3h", "nota-conservacao.md", "md", "Nota sobre prazos de conservação",
        "O que um prazo curto protege, o que um prazo longo protege, e quem controla.", DocumentType.PAPER, language="pt",
        tags=("gsr-legislation", "gsr-privacy-dignity"), topic="Data-retention clauses that help or harm",
        says="A nota está na biblioteca, para revisão.", steps=(Step("submit", "1d2h", "mateus"),),
    ),
    Paper(
        CS, "General discussion", "awa", "6d8h", "terminology-1.md", "docx", "Common terminology note",
        "Four principles for a glossary that does no harm.", DocumentType.GLOSSARY, tags=("gsr-media-reporting", "mnr-2016-21"),
        label=Label.AMBER, topic="Common terminology: one list, seven languages", says="La note de synthèse, à relire.",
        steps=(
            Step("submit", "6d7h", "awa"), Step("approve", "5d22h", "sunita"), Step("approve", "5d20h", "esi"),
            Step("version", "1d16h", "awa", file="terminology-2.md", words="Relecture par le cercle, s'il le souhaite."),
            Step("submit", "1d15h", "awa"), Step("approve", "1d4h", "esi"), Step("approve", "1d3h", "sunita"),
        ),
    ),
    Paper(
        CS, "General discussion", "bikash", "4d6h", "school-card.md", "md", "A card for school staff",
        "Listen first, report second, never show.", DocumentType.PRACTICE_CASE, tags=("gsr-education-outreach", "mnr-2016-13"),
        attributes={
            "region": ["asia_pacific"], "objectives": ["empowerment", "knowledge"],
            "lessons": ["Staff use a card that fits in a pocket; a binder stays in its drawer."],
        },
        topic="Self-generated material: policy responses", says="The card I mentioned.",
        steps=(
            Step("submit", "4d5h", "bikash"),
            Step("return", "3d9h", "sunita", words="Very good. Please say in point 2 who stands in when the named person is absent."),
        ),
    ),
    Paper(
        CS, "Sample clauses in two languages", "ines", "2d20h", "amostra-lusofona.txt", "txt", "Amostra lusófona",
        "Rascunho; faltam duas notas de rodapé.", DocumentType.SAMPLE_CLAUSE, language="pt", tags=("gsr-legislation",),
    ),
    Paper(
        PS, "Safety by design", "omar", "3d2h", "ten-questions-1.md", "docx", "Ten questions for a small company",
        "A template with invented answers.", DocumentType.TEMPLATE, tags=("gsr-voluntary-principles", "gsr-risk-assessment"),
        topic="Voluntary principles for a studio of forty", says="Шаблон с вымышленными ответами, пять вопросов из десяти.",
        steps=(
            Step("submit", "3d1h", "omar"), Step("return", "2d8h", "jun", words="Five are not ten yet; the answers are just right."),
            Step("version", "9h", "omar", file="ten-questions-2.md", words="Questions 6 to 10."), Step("submit", "8h40m", "omar"),
        ),
    ),
    Paper(
        PS, "General discussion", "maren", "3d20h", "five-points.md", "pdf", "Transparency reports: five points on method",
        "What a number counts, and what is never added up.", DocumentType.PAPER, label=Label.GREEN,
        tags=("gsr-transparency", "mnr-2016-17"),
        topic="Transparency report methodology", says="The five points, on one page.",
        steps=(Step("submit", "3d19h", "maren"), Step("approve", "3d2h", "jun"), Step("publish", "3d1h", "maren")),
    ),
    Paper(
        "Research Liaison", "Cost evidence", "elio", "3d4h", "citing.md", "md", "How to cite two figures on cost",
        "One sentence that is right, and what never to do with it.", DocumentType.EVIDENCE, tags=("gsr-victim-trauma",), label=Label.GREEN,
        attributes={
            "claim": ["Prevention costs a fraction of what harm costs."], "claim_kind": ["financial"],
            "objectives": ["advocacy", "knowledge"],
            "method": ["Two published figures, each with its own base; they are never divided by one another."],
            "limits": ["Both are of one country and one year."], "source": ["Cost of harm and of prevention (example)"],
            "observed_on": ["2024-06-30"],
        },
        topic="€150,000 and €9,600: how to cite two figures", says="The sentence and its warnings, as a note.",
        steps=(Step("submit", "3d3h", "elio"), Step("approve", "2d9h", "hana"), Step("publish", "2d8h", "hana")),
    ),
    Paper(
        "Research Liaison", "Global Threat Assessment", "elio", "5d17h", "call-for-signals.txt", "txt", "Call for signals",
        "What, how do you know, how sure are you.", DocumentType.OTHER, tags=("gsr-threat-analysis", "mnr-2016-2"), label=Label.GREEN,
        steps=(Step("submit", "5d16h", "elio"), Step("approve", "5d10h", "hana"), Step("expiring", "5d9h", "hana")),
    ),
    Paper(
        "Intergovernmental and UN Reference Group", "Terminology in seven languages", "priya", "20h", "glossary.csv", "csv",
        "Glossary, first titles", "Titles in four of the seven languages.", DocumentType.GLOSSARY, tags=("gsr-media-reporting",),
        topic="Glossary: the first twenty titles", says="The table as a file.", steps=(Step("submit", "19h", "priya"),),
    ),
    Paper(
        "Law Enforcement Reference Group", "Training of officers and prosecutors", "tomas", "1d1h", "curriculo.md", "md",
        "Currículo en cuatro módulos", "Cuidado, derecho, entrevista, cooperación.", DocumentType.TEMPLATE, language="es",
        tags=("gsr-officers-prosecutors", "mnr-2016-4"),
    ),
    Paper(
        "All-members Plenary", "Global Summit", "noor", "1d10h", "summit.md", "pdf", "Global Summit: concept note",
        "Rooms and screens on equal terms.", DocumentType.PAPER, tags=("gsr-digital-culture",), label=Label.GREEN,
        topic="Summit: hybrid sessions and time zones", says="Your answers so far, as a concept note.",
        steps=(Step("submit", "1d9h", "noor"), Step("approve", "20h", "ruth"), Step("embargo", "19h", "ruth")),
    ),
)  # fmt: skip
