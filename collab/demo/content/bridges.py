"""Threads between groups, and the posts on their way through the gate."""

from typing import Final

from collab.demo.cast import Crossover, Passing
from collab.labels import Label
from discussions.bridges.roles import Attribution

NAME: Final = Attribution.NAME
CONSTITUENCY: Final = Attribution.CONSTITUENCY
TF, CS, PS = "Global Task Force", "Civil Society Reference Group", "Private Sector Reference Group"

BRIDGES = (
    Crossover(
        "Encryption: where do we agree?",
        "Where three groups agree, in sentences that each could sign. Where they differ is known. Nobody is asked to comment on law.",
        CS, "sunita", "4d12h", ("sunita", "esi", "ines", "mateus", "awa", "hugh"), (NAME, CONSTITUENCY), Label.AMBER,
        answers=(
            (PS, "jun", "4d2h", ("jun", "maren", "omar", "dana", "selam")),
            (TF, "lars", "3d20h", ("lars", "ruth", "linnea", "wanjiru", "owen", "margarethe")),
        ),
        posts=(
            Passing("3d14h", PS, "maren", NAME, "released", "jun", "3d12h",
                "The private-sector group brings four things that it thinks all of us can sign:\n\n"
                "1. reporting tools in every service, encrypted or not, two touches away, in the user's language;\n"
                "2. defaults that keep strangers from writing to the young;\n"
                "3. measures are published with their error rates;\n"
                "4. whoever reports hears what became of it."),
            Passing("3d2h", CS, "awa", NAME, "released", "sunita", "2d23h",
                "Sur les quatre points : oui, avec deux mots de plus au premier. Un outil de signalement doit aussi fonctionner "
                "**sans compte** et **sans réseau rapide**. Sinon il manque à ceux qui en ont le plus besoin. Les mots que nous "
                "employons sont dans la note jointe.",
                attached="Common terminology note"),
            Passing("2d16h", TF, "wanjiru", NAME, "released", "lars", "2d12h",
                "A question of reading, not a position: in point 3, who publishes the error rate, the service or somebody "
                "who tested it? My colleagues at home will ask."),
            Passing("2d4h", PS, "omar", CONSTITUENCY, "released", "jun", "1d23h",
                "По пункту 3: публиковать должен тот, кто предлагает меру; проверять должен кто-то другой. Так спор будет о методе, "
                "а не о доверии."),
            Passing("1d15h", CS, "hugh", NAME, "released", "esi", "1d12h",
                "Then let us write it so: *published by whoever proposes the measure, checked by somebody who gains nothing from it*. "
                "Survivors' organisations could live with that sentence."),
            Passing("1d4h", TF, "ruth", NAME, "released", "lars", "1d1h",
                "Points 1, 2 and 4 have not been questioned by anybody. Point 3 now reads as above. I will keep the four sentences in "
                "the thread's first topic, and ask each side's moderator before they go anywhere else."),
            Passing("9h", CS, "ines", NAME, "returned", "sunita", "7h",
                "Na nossa linha de apoio vimos que o botão de denúncia só é usado quando a resposta chega no mesmo dia.",
                reason="Could it say \"one helpline\" instead of ours? Then no organisation is pointed at, yours included."),
            Passing("3h30m", CS, "mateus", CONSTITUENCY, "held", "", "",
                "Sobre o ponto 4: quem denuncia devia poder escolher *não* receber resposta. Para algumas pessoas, um aviso no "
                "telefone é um risco."),
            Passing("1h10m", PS, "selam", NAME, "held", "", "",
                "Thinking aloud about point 1 from a network operator: a text message to a short number works on every telephone, "
                "and costs the sender nothing if operators agree."),
        ),
    ),
    Crossover(
        "Transparency reports: what could be compared?",
        "Five points on method are offered for comment. The aim is one page that civil society would trust and companies could fill in.",
        PS, "maren", "7h20m", ("maren", "jun", "dana", "petra"), (NAME,), Label.AMBER,
        invited=(CS,),
    ),
)  # fmt: skip
