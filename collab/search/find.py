"""Which entries hold words.  Who may see them is the caller's to say."""

from dataclasses import dataclass

from django.db import connection
from django.db.models.expressions import RawSQL

from collab.search.fold import fold

# The expression of PostgreSQL must be, letter for letter, the one that migration 0002 indexes.
MATCHING = {
    "sqlite": "SELECT rowid FROM search_words WHERE search_words MATCH %s",
    "postgresql": "SELECT entry_id FROM search_indexrow WHERE to_tsvector('simple', title || ' ' || text) @@ to_tsquery('simple', %s)",
}
NO_WORD = {"sqlite": '""', "postgresql": ""}  # what finds nothing


@dataclass(frozen=True, slots=True)
class Words:
    """What is sought: phrases of folded words, all of which must be there.  The last word may go on."""

    phrases: list[list[str]]

    @classmethod
    def of(cls, query: str) -> "Words":
        """What somebody typed: each part between blanks is a phrase, so that Chinese signs and hyphened words stay together."""
        return cls([folded for part in query.split() if (folded := fold(part).split())])

    def for_sqlite(self) -> str:
        """As an FTS5 query.  A folded word holds only letters and digits, so the quotes hold."""
        return " ".join(f'"{" ".join(phrase)}"' for phrase in self.phrases) + "*"

    def for_postgresql(self) -> str:
        """As a tsquery."""
        return " & ".join(" <-> ".join(f"'{word}'" for word in phrase) for phrase in self.phrases) + ":*"


def matching(query: str) -> RawSQL:
    """The ids of the entries that hold all words of `query`, as a subquery; none when it holds no word."""
    words = Words.of(query)
    vendor = connection.vendor
    sought = NO_WORD[vendor]
    if words.phrases:
        sought = words.for_sqlite() if vendor == "sqlite" else words.for_postgresql()
    return RawSQL(MATCHING[vendor], [sought])  # noqa: S611 - constant SQL; what people typed is a parameter
