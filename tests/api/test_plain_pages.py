"""Reading and posting without scripts: the same reads, the same actions, the same refusals."""

import re

import pytest
import time_machine

from discussions.chat.models import Message, Topic
from discussions.personal.models import ReadMark
from discussions.personal.reads import unread
from discussions.spaces.seating import end_seat
from groups.models import Group
from tests.api.ask import Asking, ask
from tests.api.reader import Reader
from tests.world import World

pytestmark = pytest.mark.django_db


def topic(world: World) -> str:
    """The path of the yarn topic."""
    return f"/plain/s/{world.loom.pk}/t/{world.yarn}/"


def test_home_shows_my_groups_and_what_is_unread(world: World) -> None:
    world.say(world.ada, "One.")
    world.say(world.ada, "Two.")
    text = Reader(world.ben).page("/plain/")
    assert "<title>Home – Collab</title>" in text
    assert "Weavers" in text
    assert f'<a href="/plain/s/{world.loom.pk}/">Loom</a>' in text
    assert "TLP:AMBER" in text
    assert "3 unread" in text  # with the one that opened the topic
    assert "Oven" not in text
    assert "Potters" not in text


def test_no_page_runs_a_script(world: World) -> None:
    ben = Reader(world.ben)
    message = world.say(world.ben, "Mine.")
    for path in ("/plain/", f"/plain/s/{world.loom.pk}/", topic(world), f"/plain/s/{world.loom.pk}/m/{message.place}/edit/"):
        text = ben.page(path)
        assert "<script" not in text
        assert "style=" not in text


def test_a_space_lists_its_topics(world: World) -> None:
    text = Reader(world.ben).page(f"/plain/s/{world.loom.pk}/")
    assert "Loom" in text
    assert f'href="/plain/s/{world.loom.pk}/t/{world.yarn}/"' in text
    assert "Yarn" in text


def test_reading_a_topic_marks_it_read_up_to_what_was_shown(world: World) -> None:
    said = world.say(world.ada, "Blue **first**.")
    assert unread(world.ben.pk, [world.loom.pk])[world.loom.pk]["unread"] == 2
    text = Reader(world.ben).page(topic(world))
    assert "Blue <strong>first</strong>." in text
    assert "Ada (example)" in text
    assert "Lantern (example)" in text
    mark = ReadMark.objects.get(person=world.ben)
    assert mark.upto == said.place
    assert unread(world.ben.pk, [world.loom.pk])[world.loom.pk]["unread"] == 0


def test_an_earlier_page_makes_nothing_unread(world: World) -> None:
    places = [world.say(world.ada, f"Message {n}.").place for n in range(55)]
    ben = Reader(world.ben)
    newest = ben.page(topic(world))
    assert "Message 54." in newest
    assert "Message 4." not in newest
    found = re.search(r"\?before=(\d+)", newest)
    assert found
    earlier = ben.page(topic(world) + found[0])
    assert "Message 4." in earlier
    assert "Message 54." not in earlier
    assert ReadMark.objects.get(person=world.ben).upto == places[-1]


def test_posting_stores_and_goes_back_to_the_page(world: World) -> None:
    answer = Reader(world.ben).send_form(topic(world), body="From a plain page.", label="amber_strict", note="Of yarn")
    stored = Message.objects.select_related("entry").get(body="From a plain page.")
    assert (answer.status_code, answer["Location"]) == (302, f"{topic(world)}#m{stored.entry.place}")
    assert (stored.entry.label, stored.note, stored.author_id) == ("amber_strict", "Of yarn", world.seat(world.ben).pk)


def test_sending_twice_stores_once(world: World) -> None:
    """Reload, a double click, Back and Send: one message."""
    ben = Reader(world.ben)
    fields = {"client_id": "6f0e6a7e-6f7d-4f0e-9d3e-222222222222", "body": "Once.", "csrfmiddlewaretoken": ben.token}
    answers = [ben.client.post(topic(world), fields) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Message.objects.filter(body="Once.").count() == 1


def test_the_same_form_with_other_words_is_a_new_message_after_a_question(world: World) -> None:
    ben = Reader(world.ben)
    fields = {"client_id": "6f0e6a7e-6f7d-4f0e-9d3e-222222222222", "csrfmiddlewaretoken": ben.token}
    ben.client.post(topic(world), {**fields, "body": "Once."})
    answer = ben.client.post(topic(world), {**fields, "body": "Other words."})
    text = answer.content.decode()
    assert (answer.status_code, 'data-code="replay_differs"' in text) == (409, True)
    assert "Other words.</textarea>" in text
    assert fields["client_id"] not in text  # the next try is a message of its own


def test_a_refused_text_is_kept(world: World) -> None:
    answer = Reader(world.ben).send_form(topic(world), body="x" * 4001, note="Long")
    text = answer.content.decode()
    assert (answer.status_code, 'data-code="too_long"' in text) == (422, True)
    assert "x" * 4001 + "</textarea>" in text
    assert 'value="Long"' in text
    assert Message.objects.filter(note="Long").count() == 0


@pytest.mark.parametrize(("field", "value"), [("label", "purple"), ("client_id", "no uuid"), ("body", "")])
def test_a_field_that_is_not_understood(world: World, field: str, value: str) -> None:
    before = Message.objects.count()
    answer = Reader(world.ben).send_form(topic(world), **{"body": "Hello.", field: value})
    assert (answer.status_code, 'data-code="invalid"' in answer.content.decode()) == (422, True)
    assert Message.objects.count() == before


def test_a_form_without_the_token_is_refused(world: World) -> None:
    answer = Reader(world.ben).client.post(topic(world), {"body": "Forged.", "client_id": "6f0e6a7e-6f7d-4f0e-9d3e-222222222222"})
    assert answer.status_code == 403
    assert not Message.objects.filter(body="Forged.").exists()


def test_the_audience_and_the_label_stand_above_the_field(world: World) -> None:
    text = Reader(world.ben).page(topic(world))
    reach, field = text.index("composer-reach"), text.index("<textarea")
    assert reach < field
    assert "<b>2 people</b> in 1 organisation read this" in text
    assert re.findall(r'<option value="(\w+)"', text) == ["amber", "amber_strict"]


def test_a_new_topic(world: World) -> None:
    path = f"/plain/s/{world.loom.pk}/"
    answer = Reader(world.ben).send_form(path, title="Dyes", body="Which dyes?")
    opened = Topic.objects.select_related("entry").get(title="Dyes")
    assert (answer.status_code, answer["Location"]) == (302, f"{path}t/{opened.entry.place}/")


def test_editing_and_withdrawing_ones_own(world: World) -> None:
    message = world.say(world.ben, "Red.", note="Colour")
    path = f"/plain/s/{world.loom.pk}/m/{message.place}/"
    ben = Reader(world.ben)
    assert "Red.</textarea>" in ben.page(path + "edit/")
    answer = ben.send_form(path + "edit/", body="Green.", label="amber", note="", rev=message.rev)
    assert answer["Location"] == f"{topic(world)}#m{message.place}"
    stored = Message.objects.get(entry__place=message.place, space=world.loom)
    assert (stored.body, stored.note) == ("Green.", "")
    stale = ben.send_form(path + "edit/", body="Blue.", label="amber", note="", rev=message.rev)
    assert (stale.status_code, 'data-code="stale"' in stale.content.decode()) == (409, True)
    assert "gone for good" in ben.page(path + "withdraw/")
    assert ben.send_form(path + "withdraw/")["Location"] == f"{topic(world)}#m{message.place}"
    assert "Withdrawn by its author." in ben.page(topic(world))
    assert "Green." not in ben.page(topic(world))


def test_the_words_of_others_are_not_ones_own(world: World) -> None:
    message = world.say(world.ada, "Hers.")
    ben = Reader(world.ben)
    assert "Edit</a>" not in ben.page(topic(world))
    answer = ben.send_form(f"/plain/s/{world.loom.pk}/m/{message.place}/edit/", body="Mine.", label="amber", note="", rev=message.rev)
    assert (answer.status_code, 'data-code="not_allowed"' in answer.content.decode()) == (403, True)
    assert Message.objects.get(entry__place=message.place, space=world.loom).body == "Hers."


def test_to_an_outsider_everything_is_missing(world: World) -> None:
    message = world.say(world.ada, "Secret.")
    eve = Reader(world.eve)
    for path in (
        f"/plain/s/{world.loom.pk}/", topic(world), f"/plain/s/{world.loom.pk}/m/{message.place}/edit/", "/plain/s/12/", "/plain/s/12/t/3/",
    ):  # fmt: skip
        text = eve.page(path, 404)
        assert "There is nothing here that you can see." in text
        for secret in ("Loom", "Yarn", "Secret", "Weavers"):
            assert secret not in text
    answer = eve.client.post(topic(world), {"body": "In.", "csrfmiddlewaretoken": eve.token})
    assert answer.status_code == 404
    assert not Message.objects.filter(body="In.").exists()


def test_whoever_left_reads_no_more(world: World) -> None:
    ben = Reader(world.ben)
    ben.page(topic(world))
    end_seat(by=world.ada.pk, seat_id=world.seat(world.ben).pk, reason="moved on")
    ben.page(topic(world), 404)
    assert "You have no seat in a group at present." in ben.page("/plain/")


def test_a_group_that_is_locked_says_why_and_nothing_else(world: World) -> None:
    Group.objects.filter(pk=world.weavers.pk).update(second_factor=True)
    text = Reader(world.ben).page("/plain/")
    assert "This group asks everyone for a second factor." in text
    assert "Loom" not in text


def test_nobody_signed_in_is_sent_to_the_door(world: World) -> None:
    answer = Asking(None).client.get(topic(world))
    assert (answer.status_code, answer["Location"]) == (302, f"/account/login/?next={topic(world)}")


def test_the_page_speaks_the_persons_language_and_direction(world: World) -> None:
    assert ask(world.ben).patch("/api/me", {"language": "ar"})[0] == 200
    text = Reader(world.ben).page(topic(world))
    assert '<html lang="ar" dir="rtl"' in text
    assert 'class="msg-body" dir="auto"' in text


def test_times_are_in_the_persons_zone(world: World) -> None:
    with time_machine.travel("2030-11-23T12:30:00Z", tick=False):
        world.say(world.ada, "At half past twelve, UTC.")
    ask(world.ben).patch("/api/me", {"time_zone": "Asia/Kathmandu"})
    text = Reader(world.ben).page(topic(world))
    assert 'datetime="2030-11-23T18:15:00+05:45"' in text
    assert "6:15 p.m." in text


def test_a_text_cannot_break_out(world: World) -> None:
    world.say(world.ada, "<script>alert(1)</script> <b onclick=x>hi</b>", note="</summary><script>alert(2)</script>")
    text = Reader(world.ben).page(topic(world))
    assert "<script" not in text
    assert "onclick=x&gt;" in text


def test_the_number_of_queries_does_not_grow(world: World, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]  # a fixture without a public type
    for n in range(30):
        world.say(world.ada, f"Message {n}.")
    ben = Reader(world.ben)
    ben.page(topic(world))
    with django_assert_max_num_queries(25):
        ben.page(topic(world))


def test_what_may_point_to_a_person_is_asked_about_once(world: World) -> None:
    """The first press says what was found and keeps the text; the second one sends it."""
    reader, said = Reader(world.ben), "Mira (14) was here."
    asked = reader.send_form(topic(world), body=said, label="amber", asked="")
    assert asked.status_code == 422
    text = asked.content.decode()
    assert "a name with an age" in text
    assert said in text
    assert Message.objects.filter(body=said).count() == 0
    [client_id] = re.findall(r'name="client_id" value="([^"]*)"', text)
    [answer] = re.findall(r'name="asked" value="([^"]*)"', text)
    assert answer == "name_and_age"
    sent = reader.send_form(topic(world), body=said, label="amber", asked=answer, client_id=client_id)
    assert sent.status_code == 302
    assert Message.objects.filter(body=said).count() == 1
