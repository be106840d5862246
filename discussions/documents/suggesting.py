"""Suggestions in a text: who brought which, who decided, how many are open.

The words stand in the text itself, marked with the key of their suggestion, and merge as all words do.  Here is only what the server
alone can say: in whose edit a key was first seen, and who settled it.
"""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Invalid, NotFound
from discussions.documents.coedit import keys_in, suggested_in
from discussions.documents.living_models import Suggestion
from discussions.documents.living_reads import content_of, text_before
from discussions.documents.living_shapes import Settled, SuggestionShape, SuggestionsPage
from discussions.documents.models import LivingText
from discussions.documents.policies import DocumentFacts, check_hear_text, check_settle_suggestion
from discussions.spaces.policies import Standing
from groups.badges import Badge

MOST = 1_000  # in one text that nobody has decided on
SETTLED_SHOWN = 50  # the newest of those that are settled
WITH_SEATS = ("seat__person", "seat__organisation", "settled_by__person", "settled_by__organisation")


def suggestions(person_id: int, space_id: int, place: int) -> SuggestionsPage:
    """Who suggested what stands in a text now, and who settled the last ones.  Raises NotFound, Conflict (already_gone)."""
    text, standing, facts = text_before(person_id, space_id, place)
    check_hear_text(standing, facts)
    standing_now = suggested_in(*content_of(text.document))
    rows = Suggestion.objects.filter(text=text).select_related(*WITH_SEATS)
    settled = rows.filter(accepted__isnull=False).order_by("-settled_at", "-pk")[:SETTLED_SHOWN]
    found = {row.pk: row for row in [*rows.filter(key__in=standing_now), *settled]}
    return SuggestionsPage(open=len(standing_now), items=[_shape(row, standing) for _pk, row in sorted(found.items())])


def _shape(row: Suggestion, standing: Standing) -> SuggestionShape:
    return SuggestionShape(
        key=row.key, by=Badge.of(row.seat), at=row.at, mine=row.seat.person_id == standing.person_id, accepted=row.accepted,
        settled_by=Badge.of(row.settled_by) if row.settled_by else None, settled_at=row.settled_at,
    )  # fmt: skip


def note_suggestions(text: LivingText, standing: Standing, rev: int, edit: bytes) -> None:
    """Write down whose edit brought which suggestions first.  Under the lock of the text's stream.  Raises Invalid (too_many)."""
    keys = keys_in(edit)
    if not keys:
        return
    keys -= set(Suggestion.objects.filter(text=text, key__in=keys).values_list("key", flat=True))
    if keys and Suggestion.objects.filter(text=text, accepted__isnull=True).count() + len(keys) > MOST:
        raise Invalid(Code.TOO_MANY, _("There are as many open suggestions as a text can hold. Settle some first."), limit=MOST)
    Suggestion.objects.bulk_create(
        Suggestion(text=text, key=key, rev=rev, seat_id=standing.seat, at=standing.now) for key in sorted(keys, key=str)
    )


def settle(text: LivingText, standing: Standing, facts: DocumentFacts, settled: Iterable[Settled]) -> None:
    """Write down who accepted or rejected what; the last word counts.  Under the lock of the text's stream.

    Raises NotFound for keys that nobody brought, Refused (own_work).
    """
    said = {each.key: each.accepted for each in settled}
    rows = list(Suggestion.objects.filter(text=text, key__in=said).select_related("seat"))
    if len(rows) < len(said):
        raise NotFound
    for row in rows:
        row.accepted = said[row.key]
        check_settle_suggestion(standing, facts, mine=row.seat.person_id == standing.person_id, accepted=row.accepted)
        row.settled_by_id, row.settled_at = standing.seat, standing.now
    Suggestion.objects.bulk_update(rows, ["accepted", "settled_by", "settled_at"])


def forget_vanished(text_id: int, rev: int, state: bytes) -> None:
    """Forget the suggestions up to a number that nobody decided on and that do not stand in the state at that number any more."""
    rows = Suggestion.objects.filter(text_id=text_id, rev__lte=rev, accepted__isnull=True)
    if rows.exists():
        rows.exclude(key__in=suggested_in(state)).delete()
