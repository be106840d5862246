"""What may be done with a message that stands."""

from uuid import uuid4

from collab.audit.models import AuditEntry
from collab.search.models import IndexRow
from collab.streams.models import Entry, Stream
from collab.text.identifying import PATTERNS
from collab.wiring import HOUSE
from discussions.chat.models import Evidence, Message, Revision
from discussions.chat.shapes import MessageShape, TopicDraft
from discussions.chat.topics import open_topic
from discussions.spaces.actions import open_space
from discussions.spaces.seating import change_seat
from discussions.spaces.shapes import SpaceDraft
from groups.roles import Role
from tests.api.ask import ask
from tests.world import World


def at(world: World, message: MessageShape, verb: str = "") -> str:
    return f"/api/spaces/{world.loom.pk}/messages/{message.place}" + (f"/{verb}" if verb else "")


def rev(world: World) -> int:
    return Stream.objects.get(pk=world.loom.pk).rev


def test_an_edit_keeps_the_place_and_the_earlier_words(world: World) -> None:
    said = world.say(world.ben, "Bleu.")
    status, answer = ask(world.ben).patch(at(world, said), {"body": "Blue."})
    assert (status, answer["body"], answer["html"], answer["place"], answer["rev"]) == (
        200,
        "Blue.",
        "<p>Blue.</p>\n",
        said.place,
        said.rev + 1,
    )
    assert answer["edited_at"] is not None
    status, earlier = ask(world.ada).get(at(world, said, "revisions"))
    assert [each["body"] for each in earlier] == ["Bleu."]
    assert ask(world.eve).get(at(world, said, "revisions"))[0] == 404


def test_the_same_words_again_change_nothing(world: World) -> None:
    said = world.say(world.ben, "Blue.")
    before = rev(world)
    assert ask(world.ben).patch(at(world, said), {"body": "Blue. "})[1]["edited_at"] is None
    assert rev(world) == before


def test_nobody_edits_the_words_of_another(world: World) -> None:
    said = world.say(world.ben, "Blue.")
    status, answer = ask(world.ada).patch(at(world, said), {"body": "Red."})
    assert (status, answer["code"]) == (403, "not_allowed")
    assert Message.objects.get(pk=Entry.objects.get(stream=world.loom.pk, place=said.place).pk).body == "Blue."


def test_an_edit_of_what_has_changed_since_is_stale(world: World) -> None:
    said = world.say(world.ben, "Blue.")
    assert ask(world.ben).patch(at(world, said), {"body": "Green.", "rev": said.rev})[0] == 200
    status, answer = ask(world.ben).patch(at(world, said), {"body": "Red.", "rev": said.rev})
    assert (status, answer["code"], answer["facts"]) == (409, "stale", {"rev": said.rev + 1})


def test_an_edit_never_lowers_below_the_topic(world: World) -> None:
    said = world.say(world.ben, "Blue.")
    status, answer = ask(world.ben).patch(at(world, said), {"body": "Blue.", "label": "green"})
    assert (status, answer["code"]) == (422, "label_too_low")


def test_withdrawing_leaves_nothing_of_it(world: World) -> None:
    said = world.say(world.ben, "Marigold.")
    ask(world.ben).patch(at(world, said), {"body": "Marigold and rose.", "note": "flowers"})
    ask(world.ada).post(at(world, said, "reactions"), {"word": "thanks", "on": True})
    status, answer = ask(world.ben).post(at(world, said, "withdraw"))
    assert (status, answer["gone"], answer["body"], answer["html"], answer["note"], answer["reactions"]) == (
        200,
        "withdrawn",
        "",
        "",
        "",
        [],
    )
    entry = Entry.objects.get(stream=world.loom.pk, place=said.place)
    assert (Revision.objects.count(), Evidence.objects.count(), IndexRow.objects.filter(entry=entry).count()) == (0, 0, 0)
    before = rev(world)
    assert ask(world.ben).post(at(world, said, "withdraw"))[0] == 200
    assert rev(world) == before


def test_a_quote_of_what_was_withdrawn_is_empty(world: World) -> None:
    said = world.say(world.ben, "Marigold.")
    quoting = world.say(world.ada, "Yes.", quote=said.place)
    ask(world.ben).post(at(world, said, "withdraw"))
    _, page = ask(world.ada).get(f"/api/spaces/{world.loom.pk}/history")
    [found] = [each for each in page["items"] if each["place"] == quoting.place]
    assert found["quote"]["excerpt"] == ""
    assert "Marigold" not in str(page)


def test_what_quotes_follows_on_every_screen(world: World) -> None:
    """New words, and their end, are told again by the messages that quote them; nothing else of these changes."""
    said = world.say(world.ben, "Marigold.")
    quoting = world.say(world.ada, "Yes.", quote=said.place)
    withdrawn = world.say(world.ada, "No.", quote=said.place)
    ask(world.ada).post(at(world, withdrawn, "withdraw"))

    def news(after: int) -> list[tuple[int, str]]:
        items = [item.shape for item in HOUSE.changes_after(world.loom.pk, after).items]
        return [(item["place"], item["quote"]["excerpt"] if item["quote"] else item["body"]) for item in items]

    before = rev(world)
    ask(world.ben).patch(at(world, said), {"body": "Rose."})
    assert news(before) == [(said.place, "Rose."), (quoting.place, "Rose.")]
    before = rev(world)
    ask(world.ben).patch(at(world, said), {"body": "Rose."})
    assert news(before) == []
    ask(world.ben).post(at(world, said, "withdraw"))
    assert news(before) == [(said.place, ""), (quoting.place, "")]


def test_only_its_author_withdraws_and_only_moderators_redact(world: World) -> None:
    said = world.say(world.ada, "Blue.")
    assert ask(world.ben).post(at(world, said, "withdraw"))[1]["code"] == "not_allowed"
    assert ask(world.ben).post(at(world, said, "redact"), {"reason": "I dislike it"})[1]["code"] == "not_allowed"
    assert ask(world.eve).post(at(world, said, "redact"), {"reason": "x"})[0] == 404
    assert Message.objects.get(entry__place=said.place, space=world.loom).gone == ""


def test_redacting_is_written_into_the_audit(world: World) -> None:
    said = world.say(world.ben, "Marigold.")
    status, answer = ask(world.ada).post(at(world, said, "redact"), {"reason": "names a person"})
    assert (status, answer["gone"], answer["body"]) == (200, "redacted", "")
    act = AuditEntry.objects.filter(verb="message.redact").get()
    assert (act.group_id, act.actor_id, act.subject_kind, act.subject_id, act.reason) == (
        world.weavers.pk, world.ada.pk, "message", f"{world.loom.pk}/{said.place}", "names a person",
    )  # fmt: skip
    assert ask(world.ada).post(at(world, said, "redact"), {"reason": "again"})[1]["code"] == "already_gone"


def test_a_reaction_is_said_once_and_taken_back(world: World) -> None:
    said = world.say(world.ben, "Blue.")
    ada = world.seat(world.ada).pk
    on = ask(world.ada).post(at(world, said, "reactions"), {"word": "can_help", "on": True})[1]
    assert [(each["word"], each["seats"]) for each in on["reactions"]] == [("can_help", [ada])]
    before = rev(world)
    assert ask(world.ada).post(at(world, said, "reactions"), {"word": "can_help", "on": True})[1]["rev"] == on["rev"]
    assert rev(world) == before
    assert ask(world.ada).post(at(world, said, "reactions"), {"word": "can_help", "on": False})[1]["reactions"] == []
    assert ask(world.ada).post(at(world, said, "reactions"), {"word": "love", "on": True})[0] == 422
    assert ask(world.eve).post(at(world, said, "reactions"), {"word": "thanks", "on": True})[0] == 404


def test_what_quotes_a_message_goes_up_with_its_label(world: World) -> None:
    said = world.say(world.ben, "Blue wool.")
    quoting = world.say(world.ada, "Why blue?", quote=said.place)
    again = world.say(world.ben, "Because.", quote=quoting.place)
    path = f"/api/spaces/{world.loom.pk}/messages"
    assert ask(world.ben).patch(f"{path}/{said.place}", {"body": "Blue wool.", "label": "amber_strict"})[0] == 200
    labels = dict(Entry.objects.filter(stream=world.loom.pk, kind="message").values_list("place", "label"))
    assert [labels[each.place] for each in (said, quoting, again)] == ["amber_strict"] * 3
    status, refusal = ask(world.ada).patch(f"{path}/{quoting.place}", {"body": "Why blue?", "label": "amber"})
    assert (status, refusal["code"]) == (422, "label_too_low")
    assert ask(world.ben).patch(f"{path}/{said.place}", {"body": "Blue wool.", "label": "amber"})[0] == 200
    assert Entry.objects.get(stream=world.loom.pk, place=quoting.place).label == "amber_strict"  # it is Ada's to lower


def test_a_message_moves_inside_its_space_and_keeps_its_place(world: World) -> None:
    said = world.say(world.ben, "Blue.")
    _, opened = ask(world.ada).post(
        f"/api/spaces/{world.loom.pk}/topics", {"client_id": str(uuid4()), "title": "Dyes", "body": "Here.", "label": "amber_strict"}
    )
    dyes = opened["topic"]["place"]
    assert ask(world.ben).post(at(world, said, "move"), {"topic": dyes})[1]["code"] == "not_allowed"
    status, moved = ask(world.ada).post(at(world, said, "move"), {"topic": dyes})
    assert (status, moved["place"], moved["topic"], moved["label"]) == (200, said.place, dyes, "amber_strict")
    assert ask(world.ada).post(at(world, said, "move"), {"topic": world.clay + 100})[0] == 404


def test_a_topic_opens_once(world: World) -> None:
    sent = {"client_id": str(uuid4()), "title": " Dyes  and  colours ", "body": "Which?"}
    path = f"/api/spaces/{world.loom.pk}/topics"
    first = ask(world.ben).post(path, sent)
    assert (first[0], first[1]["topic"]["title"], first[1]["message"]["topic"]) == (201, "Dyes and colours", first[1]["topic"]["place"])
    before = rev(world)
    again = ask(world.ben).post(path, sent)
    assert (again[0], again[1]["topic"]["place"]) == (201, first[1]["topic"]["place"])
    assert ask(world.ben).post(path, {**sent, "title": "Other"})[1]["code"] == "replay_differs"
    assert ask(world.ben).post(path, {**sent, "client_id": str(uuid4()), "body": ""})[1]["code"] == "empty"
    assert rev(world) == before


def test_a_topic_is_locked_by_moderators_and_renamed_by_its_author(world: World) -> None:
    path = f"/api/spaces/{world.loom.pk}/topics"
    _, opened = ask(world.ben).post(path, {"client_id": str(uuid4()), "title": "Dyes", "body": "Which?"})
    place = opened["topic"]["place"]
    assert ask(world.ben).patch(f"{path}/{place}", {"title": "Colours"})[1]["title"] == "Colours"
    assert ask(world.ben).patch(f"{path}/{place}", {"locked": True})[1]["code"] == "not_allowed"
    assert ask(world.ada).patch(f"{path}/{place}", {"locked": True, "pinned": True})[1]["locked"] is True
    assert ask(world.eve).patch(f"{path}/{place}", {"title": "Mine"})[0] == 404


def test_who_joins_later_reads_from_then_on(world: World) -> None:
    """A space with history from joining tells a newcomer nothing of before, on no way."""
    from discussions.chat.posting import post_message
    from discussions.chat.shapes import MessageDraft, TopicDraft
    from discussions.chat.topics import open_topic
    from discussions.spaces.seating import open_seat
    from groups.roles import Role
    from tests.world import person

    space = open_space(world.ada.pk, SpaceDraft(group=world.weavers.pk, title="Late", history="joining"))
    topic, early = open_topic(world.ada.pk, space.pk, TopicDraft(client_id=uuid4(), title="Before", body="Marigold."))
    zoe = person("Zoe")
    open_seat(by=world.olga.pk, group_id=world.weavers.pk, person_id=zoe.pk, organisation_id=world.lantern.pk, role=Role.MEMBER)
    late = post_message(world.ada.pk, space.pk, MessageDraft(client_id=uuid4(), topic=topic.place, body="Rose."))
    browser, path = ask(zoe), f"/api/spaces/{space.pk}"
    _, page = browser.get(f"{path}/history")
    assert [each["body"] for each in page["items"]] == ["Rose."]
    assert browser.get(f"{path}/messages/{early.place}/revisions")[0] == 404
    assert browser.post(f"{path}/messages/{early.place}/reactions", {"word": "thanks", "on": True})[0] == 404
    quoting = {"client_id": str(uuid4()), "topic": topic.place, "body": "x", "quote": early.place}
    assert browser.post(f"{path}/messages", quoting)[0] == 404
    assert browser.post(f"{path}/messages", {**quoting, "quote": late.place})[0] == 201


def test_an_edit_never_lowers_below_what_is_quoted(world: World) -> None:
    strict = world.say(world.ada, "Keep this close.", label="amber_strict")
    quoting = world.say(world.ben, "As Ada said.", quote=strict.place)
    assert quoting.label == "amber_strict"
    draft = {"body": "As Ada said.", "label": "amber"}
    status, refusal = ask(world.ben).patch(f"/api/spaces/{world.loom.pk}/messages/{quoting.place}", draft)
    assert (status, refusal["code"], refusal["facts"]) == (422, "label_too_low", {"floor": "amber_strict"})


def test_an_author_who_may_not_write_renames_nothing(world: World) -> None:
    topic, _ = open_topic(world.ben.pk, world.loom.pk, TopicDraft(client_id=uuid4(), title="Dye", body="Which dye?"))
    path = f"/api/spaces/{world.loom.pk}/topics/{topic.place}"
    assert ask(world.ben).patch(path, {"title": "Dyes"})[0] == 200
    assert ask(world.ada).patch(path, {"locked": True})[0] == 200
    status, refusal = ask(world.ben).patch(path, {"title": "Something else"})
    assert (status, refusal["code"]) == (403, "topic_locked")
    assert ask(world.ada).patch(path, {"locked": False})[0] == 200
    change_seat(by=world.ada.pk, seat_id=world.seat(world.ben).pk, role=Role.OBSERVER)
    status, refusal = ask(world.ben).patch(path, {"title": "Something else"})
    assert (status, refusal["code"]) == (403, "reads_only")


def test_what_moderators_do_to_topics_is_in_the_audit_once(world: World) -> None:
    path = f"/api/spaces/{world.loom.pk}/topics"
    _, opened = ask(world.ben).post(path, {"client_id": str(uuid4()), "title": "Dyes", "body": "Which?"})
    place = opened["topic"]["place"]
    for _ in range(2):  # the same again changes nothing
        assert ask(world.ada).patch(f"{path}/{place}", {"title": "Colours", "locked": True, "pinned": True})[0] == 200
    acts = AuditEntry.objects.filter(subject_kind="topic", subject_id=f"{world.loom.pk}/{place}").order_by("number")
    assert [act.verb for act in acts] == ["topic.rename", "topic.lock", "topic.pin"]
    before = rev(world)
    assert ask(world.ada).patch(f"{path}/{place}", {"title": " \u202e "})[1]["code"] == "empty"
    assert rev(world) == before


def test_a_pin_is_in_the_audit(world: World) -> None:
    said = world.say(world.ben, "Read this first.")
    for on in (True, True, False):
        assert ask(world.ada).post(at(world, said, "pin"), {"on": on})[1]["pinned"] is on
    acts = AuditEntry.objects.filter(subject_kind="message", subject_id=f"{world.loom.pk}/{said.place}").order_by("number")
    assert [act.verb for act in acts] == ["message.pin", "message.unpin"]


def test_a_text_is_looked_at_before_it_is_sent(world: World) -> None:
    """By the same patterns that a tab is told at its start."""
    assert ask(world.ben).post("/api/traces", {"text": "Mira (14), mira@example.org"}) == (200, {"traces": ["mail", "name_and_age"]})
    assert ask(world.ben).post("/api/traces", {"text": "At 14:00."}) == (200, {"traces": []})
    assert ask(world.ben).get("/api/start")[1]["identifying"] == PATTERNS
