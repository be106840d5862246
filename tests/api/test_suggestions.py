"""What is suggested in a text: in whose name, who settles it, and what a version says of it."""

from base64 import b64encode
from typing import Any
from uuid import UUID, uuid4

import pytest
from pycrdt import XmlText

from collab.files.store import store
from discussions.documents import suggesting
from discussions.documents.coedit import blocks_of, keys_in, suggested_in, words_of
from discussions.documents.living import fold
from discussions.documents.living_models import Suggestion
from discussions.documents.models import Edit, LivingText, Version
from discussions.documents.shapes import DocumentShape
from discussions.spaces.seating import open_seat
from groups.roles import Role
from tests.api.ask import ask
from tests.coedit import Desk, start
from tests.world import World, person

pytestmark = pytest.mark.django_db
GONE = (404, {"code": "not_found", "message": "There is nothing here that you can see.", "facts": {}})


@pytest.fixture
def text(world: World) -> DocumentShape:
    return start(world, world.ben, label="green")


def at(document: DocumentShape, verb: str = "") -> str:
    return f"/api/spaces/{document.space}/documents/{document.place}{verb}"


class Suggester(Desk):
    """A copy of the text in which "Buy yarn today." stands."""

    def __init__(self) -> None:
        super().__init__()
        self.words: XmlText = self.write("Buy yarn today.")

    def suggest(self, insertion: UUID, deletion: UUID) -> None:
        """That silk be bought, and not today."""
        self.words.format(8, 14, {"deletion": {"key": str(deletion)}})
        self.words.insert(8, " and silk", {"insertion": {"key": str(insertion)}})


def write(who: Any, text: DocumentShape, desk: Desk, **settled: bool) -> list[tuple[int, Any]]:
    """Post what was made at a desk, edit by edit; the answers."""
    made, desk.made = desk.made, []
    draft = [{"key": key, "accepted": accepted} for key, accepted in settled.items()]
    return [ask(who).post(at(text, "/edits"), {"data": b64encode(data).decode(), "settled": draft}) for data in made]


def test_an_open_suggestion_is_no_part_of_what_a_text_says() -> None:
    desk, insertion, deletion = Suggester(), uuid4(), uuid4()
    desk.suggest(insertion, deletion)
    assert words_of(blocks_of(b"", *desk.made)) == "Buy yarn today."
    assert suggested_in(b"", *desk.made) == {insertion, deletion}
    assert keys_in(b"".join(desk.made)) == {insertion, deletion}
    desk.words.format(0, 3, {"insertion": {"key": "none"}})
    desk.words.format(4, 8, {"deletion": 7})
    assert suggested_in(b"", *desk.made) == {insertion, deletion}  # marks that no editor makes name none


def test_who_first_brings_a_key_is_the_author_whatever_comes_later(world: World, text: DocumentShape) -> None:
    desk, insertion, deletion = Suggester(), uuid4(), uuid4()
    desk.suggest(insertion, deletion)
    assert {status for status, _answer in write(world.ben, text, desk)} == {200}
    desk.words.insert(0, "More: ", {"insertion": {"key": str(insertion)}})
    write(world.ada, text, desk)
    status, page = ask(world.ada).get(at(text, "/text/suggestions"))
    assert (status, page["open"]) == (200, 2)
    assert {(item["key"], item["by"]["name"], item["mine"], item["accepted"]) for item in page["items"]} == {
        (str(insertion), "Ben (example)", False, None), (str(deletion), "Ben (example)", False, None),
    }  # fmt: skip
    assert ask(world.eve).get(at(text, "/text/suggestions")) == GONE


def test_somebody_else_settles_and_one_takes_back_ones_own(world: World, text: DocumentShape) -> None:
    desk, insertion, deletion = Suggester(), uuid4(), uuid4()
    desk.suggest(insertion, deletion)
    write(world.ben, text, desk)
    before = Edit.objects.count()
    desk.words.format(8, 17, {"insertion": None})
    ((status, answer),) = write(world.ben, text, desk, **{str(insertion): True})
    assert (status, answer["code"], Edit.objects.count()) == (403, "own_work", before)
    assert Suggestion.objects.filter(accepted__isnull=False).count() == 0

    other = Desk(*(bytes(edit.data) for edit in Edit.objects.all()))
    words: Any = other.root.children[0].children[0]
    words.format(8, 17, {"insertion": None})
    assert write(world.ada, text, other, **{str(insertion): True})[0][0] == 200
    words.format(17, 23, {"deletion": None})
    assert write(world.ben, text, other, **{str(deletion): False})[0][0] == 200
    page = ask(world.ben).get(at(text, "/text/suggestions"))[1]
    assert page["open"] == 0
    assert [(item["accepted"], item["settled_by"]["name"], item["mine"]) for item in page["items"]] == [
        (row.key == insertion, "Ada (example)" if row.key == insertion else "Ben (example)", True) for row in Suggestion.objects.all()
    ]
    ((status, answer),) = write(world.ada, text, _one_more(other), **{str(uuid4()): True})
    assert (status, answer["code"]) == (404, "not_found")


def _one_more(desk: Desk) -> Desk:
    desk.write("more")
    desk.made = desk.made[-1:]
    return desk


def test_who_reads_along_settles_nothing(world: World, text: DocumentShape) -> None:
    cleo = person("Cleo")
    open_seat(by=world.olga.pk, group_id=world.weavers.pk, person_id=cleo.pk, organisation_id=world.kiln.pk, role=Role.OBSERVER)
    desk, insertion, deletion = Suggester(), uuid4(), uuid4()
    desk.suggest(insertion, deletion)
    write(world.ben, text, desk)
    before = Edit.objects.count()
    desk.words.format(8, 17, {"insertion": None})
    ((status, answer),) = write(cleo, text, desk, **{str(insertion): True})
    assert (status, answer["code"], Edit.objects.count()) == (403, "reads_only", before)
    assert set(Suggestion.objects.values_list("accepted", flat=True)) == {None}
    assert ask(cleo).get(at(text, "/text/suggestions"))[1]["open"] == 2


def test_a_version_holds_what_nobody_only_suggested(world: World, text: DocumentShape) -> None:
    desk = Suggester()
    desk.suggest(uuid4(), uuid4())
    write(world.ben, text, desk)
    assert ask(world.ben).post(at(text, "/submit"))[0] == 200
    with store().open(Version.objects.get(number=2).sha256) as file:
        assert file.read().decode() == "# Yarn charter\n\nBuy yarn today.\n"


def test_folding_keeps_open_and_settled_suggestions_and_forgets_those_that_vanished(world: World, text: DocumentShape) -> None:
    desk, insertion, deletion = Suggester(), uuid4(), uuid4()
    desk.suggest(insertion, deletion)
    del desk.words[8:17]
    write(world.ben, text, desk)
    row = LivingText.objects.get(document__entry__place=text.place, document__space=text.space)
    fold.work(row.pk)
    assert list(Suggestion.objects.values_list("key", flat=True)) == [deletion]


def test_a_text_holds_so_many_open_suggestions(world: World, text: DocumentShape, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suggesting, "MOST", 1)
    desk = Suggester()
    write(world.ben, text, desk)
    before = Edit.objects.count()
    desk.words.insert(0, "a", {"insertion": {"key": str(uuid4())}})
    desk.words.insert(9, "b", {"insertion": {"key": str(uuid4())}})
    first, second = write(world.ben, text, desk)
    assert (first[0], second[0], second[1]["code"], second[1]["facts"]) == (200, 422, "too_many", {"limit": 1})
    assert (Edit.objects.count(), Suggestion.objects.count()) == (before + 1, 1)
