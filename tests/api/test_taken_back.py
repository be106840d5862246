"""What is taken back while something is decided about it does not come back, whatever is decided; and a flag is for who read the post."""

from typing import Any

import pytest

from collab.clock import now
from discussions.chat.models import Message
from discussions.desk.appealing import end_due
from discussions.desk.models import Ruling
from discussions.spaces.models import Admission
from tests.api.ask import ask
from tests.api.test_carrying import answer, asked, author_yes, carry, in_oven, moderator_yes, released
from tests.span import Span


@pytest.fixture
def span(fresh_span: Span) -> Span:
    return fresh_span.opened()


def state(space: int, place: int) -> tuple[str, str]:
    return Message.objects.filter(space=space, entry__place=place).values_list("gone", "body")[0]


def test_ones_own_message_taken_back_after_a_redaction(span: Span) -> None:
    loom, said = span.world.loom.pk, span.world.say(span.world.ben, "A kestrel named Ann.")
    at = f"/api/spaces/{loom}/messages/{said.place}"
    assert ask(span.world.ada).post(f"{at}/redact", {"reason": "It names a person."})[0] == 200
    number = Ruling.objects.get().number
    assert ask(span.world.ben).post(f"/api/rulings/{number}/appeal", {"note": "A bird."})[1]["kind"] == "redaction"
    assert ask(span.world.ben).post(f"{at}/withdraw")[1]["gone"] == "withdrawn"
    place = Ruling.objects.get().appeal.entry.place
    path = f"/api/groups/{span.world.weavers.pk}/appeals/{place}/answer"
    ask(span.mia).post(path, {"answer": "lifted", "words": "We looked again."})
    assert state(loom, said.place) == ("withdrawn", "")
    end_due(now())
    assert Ruling.objects.get().sealed is None


def test_sealed_words_of_what_was_taken_back_are_erased_before_their_time(span: Span) -> None:
    loom, said = span.world.loom.pk, span.world.say(span.world.ben, "A kestrel named Ann.")
    at = f"/api/spaces/{loom}/messages/{said.place}"
    assert ask(span.world.ada).post(f"{at}/redact", {"reason": "It names a person."})[0] == 200
    end_due(now())
    assert (Ruling.objects.get().sealed is None, Ruling.objects.get().ended_at) == (False, None)
    assert ask(span.world.ben).post(f"{at}/withdraw")[0] == 200
    end_due(now())
    assert (Ruling.objects.get().sealed, Ruling.objects.get().ended_at is None) == (None, False)


@pytest.mark.parametrize("how", ["redacted", "wished"])
def test_an_excerpt_whose_consent_is_taken_back_while_it_says_nothing(span: Span, how: str) -> None:
    carry(span, span.world.eve, released(span))
    author_yes(span.world.ben)
    moderator_yes(span)
    copy: dict[str, Any] = in_oven(span)[0]
    Message.objects.filter(space=span.world.oven, entry__place=copy["place"]).update(gone=how, body="", html="")
    assert answer(span.world.ben, asked(span.world.ben)[0], agree=False)[1]["answer"] == "taken_back"
    assert state(span.world.oven.pk, copy["place"]) == ("withdrawn", "")


def test_a_title_that_is_held_is_not_found_by_its_answers(span: Span) -> None:
    opening = {"attribution": "name", "topic": None, "title": "Bustard lane"}
    first = span.release(span.submit(span.world.ben, **opening).crossing)
    assert first.message is not None and first.topic is not None
    second = span.release(span.submit(span.cleo, attribution="name", topic=first.topic, body="Yes, there.").crossing)

    def hits() -> list[int]:
        return [each["place"] for each in ask(span.pam).get("/api/find?q=bustard")[1]["hits"]]

    assert second.message in hits()
    flag = f"/api/bridges/{span.bridge}/messages/{first.message}/flag"
    assert ask(span.world.eve).post(flag, {"reason": "It names a street."})[0] == 201
    assert hits() == []
    for who, group in ((span.mia, span.world.weavers.pk), (span.world.eve, span.world.potters.pk)):
        items = ask(who).get(f"/api/groups/{group}/desk")[1]["items"]
        place = next(each["place"] for each in items if each["kind"] == "flag")
        assert ask(who).post(f"/api/groups/{group}/flags/{place}/say", {"remove": False, "words": "It stands."})[0] == 200
    assert second.message in hits()


def test_a_flag_is_opened_by_those_alone_who_read_the_post(span: Span) -> None:
    place = span.release(span.submit(span.world.ben, attribution="name").crossing).message
    assert place is not None
    flag = f"/api/bridges/{span.bridge}/messages/{place}/flag"
    assert ask(span.mia).post(flag, {"reason": "It names a street."})[0] == 201
    items = ask(span.world.eve).get(f"/api/groups/{span.world.potters.pk}/desk")[1]["items"]
    desk = next(each["place"] for each in items if each["kind"] == "flag")
    path = f"/api/groups/{span.world.potters.pk}/flags/{desk}"
    assert ask(span.world.eve).get(f"{path}/text")[0] == 200
    Admission.objects.filter(space=span.bridge, seat=span.seat(span.world.eve)).update(floor=place)  # she came later
    assert ask(span.world.eve).get(f"{path}/text")[1]["code"] == "not_allowed"
    assert ask(span.world.eve).post(f"{path}/say", {"remove": True, "words": "So it does."})[1]["code"] == "not_allowed"
    assert state(span.bridge, place)[0] == "flagged"
