"""What in a text may point to one person: asked of whoever writes before it is sent, and told to who decides at a gate.

Patterns, not knowledge: they find shapes of numbers and names, miss others, and are wrong at times.  So nothing is ever refused for
them.  They are told to each tab (`Start.identifying`), which asks by the same ones: written for Python and for JavaScript's `u` flag.
"""

import re
from enum import StrEnum


class Trace(StrEnum):
    """A kind of thing by which a person may be found."""

    MAIL = "mail"
    PHONE = "phone"
    HANDLE = "handle"  # of an account elsewhere
    CASE_NUMBER = "case_number"
    NAME_AND_AGE = "name_and_age"


_UPPER = "A-ZÀ-ÖØ-ÞĀ-ŽА-ЯЁ"
_LETTER = f"{_UPPER}a-zß-öø-ÿā-žа-яё"
_NAME = f"(?<![{_LETTER}])[{_UPPER}][{_LETTER}'’]{{1,24}}"
_DIGIT = "[0-9٠-٩]"
_YEARS = (
    r"(?:[- ]?(?:years?|yrs?)[- ]old|[- ]?y/?o(?![a-z])| ans(?![a-z])| años(?![a-z])| anos(?![a-z])"
    r"| лет| года| год| سنوات| سنة| عاما| عامًا|岁|歲)"
)
_CASE = (
    "[Cc]ase|[Ff]ile|[Dd]ocket|[Ii]ncident|[Rr]ef(?:erence)?|[Dd]ossier|[Aa]ffaire|[Ee]xpediente|[Cc]aso|[Pp]rocesso"
    "|[Дд]ел[оау]|قضية|القضية"
)
_NUMBER = "[Nn]o|[Nn]r|[Nn]um(?:ber|éro)?|[Nn][úu]mero|[Nn][º°]|№|رقم"

PATTERNS: dict[Trace, str] = {
    Trace.MAIL: r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+",
    Trace.PHONE: (
        rf"(?<![0-9A-Za-z٠-٩\/.,\-])(?:(?:\+|00){_DIGIT}(?:[ .()\/\-]{{0,2}}{_DIGIT}){{7,13}}"
        rf"|\(?0{_DIGIT}{{1,4}}\)?[ \/\-]{_DIGIT}(?:[ \-\/]?{_DIGIT}){{5,9}})(?![0-9٠-٩A-Za-z])"
    ),
    Trace.HANDLE: (
        r"(?<![A-Za-z0-9._%+\-\/@])@[A-Za-z0-9_][A-Za-z0-9_.]{2,29}"
        r"|(?:t\.me|wa\.me|instagram\.com|facebook\.com|tiktok\.com|twitter\.com|snapchat\.com\/add)\/[A-Za-z0-9_.@\-]{3,}"
    ),
    Trace.CASE_NUMBER: (
        rf"(?:{_CASE})(?: ?(?:{_NUMBER})\.?)?[ :#]{{0,3}}(?:[A-Z]{{1,6}}[ \-\/]?)?(?:[0-9]{{5,}}|[0-9]{{1,6}}[\-\/][0-9A-Z][0-9A-Z\-\/]+)"
        r"|案(?:件|号|號)[ :：#]{0,2}[（(]?[0-9]{4,}|(?<![A-Za-z0-9\-\/])[A-Z]{2,6}[\-\/][0-9]{4}[\-\/][0-9]{4,}(?![0-9])"
    ),
    Trace.NAME_AND_AGE: (
        rf"{_NAME}(?: {_NAME})?(?:,| is| was|, aged| aged| \()? ?{_DIGIT}{{1,2}}{_YEARS}"
        rf"|{_NAME}(?: {_NAME})? \([0-9]{{1,2}}\)|{_NAME}(?: {_NAME})?, [0-9]{{1,2}},|{_NAME},? aged? [0-9]{{1,2}}(?![0-9])"
        rf"|(?<![0-9])[0-9]{{1,2}}[- ]year[- ]old {_NAME}|[一-鿿]{{2,4}}[，,（( ]{{0,2}}[0-9]{{1,2}} ?岁"
    ),
}
_COMPILED = {trace: re.compile(pattern) for trace, pattern in PATTERNS.items()}


def traces_in(text: str) -> list[Trace]:
    """The kinds of what in `text` may point to one person, in the order of `Trace`."""
    return [trace for trace, pattern in _COMPILED.items() if pattern.search(text)]
