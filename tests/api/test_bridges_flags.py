"""A moderator of one side holds a released post for everybody; moderators of two sides decide, or time gives it back."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from collab import clock
from collab.audit.models import AuditEntry
from collab.clock import now
from discussions.bridges.actions import accept_bridge
from discussions.bridges.flagging import lapse_due
from discussions.bridges.models import Crossing, FlagVoice
from discussions.bridges.shapes import Answer as Yes
from discussions.carrying.models import Carry
from discussions.chat.models import Flag
from discussions.personal.models import Notice
from discussions.spaces.seating import change_seat, open_seat
from groups.models import Group
from groups.roles import Role
from tests.api.ask import Answer, ask
from tests.api.gate import NOTHING_HERE, act, history, stored
from tests.api.test_bridges_holding import found, seen, unread
from tests.api.test_bridges_swapped import told
from tests.api.test_carrying import answer, asked
from tests.api.test_carrying import on_desk as consent_on_desk
from tests.span import Span, build_span

pytestmark = pytest.mark.django_db
WORD = "bustard"
WAYS = ["name", "organisation", "constituency", "unattributed"]


@pytest.fixture(scope="module")
def laid_span(floor: None) -> Span:
    """Three sides: Weavers, Potters, and Dyers with Gus, their lead."""
    span = build_span().opened(attributions=WAYS)
    accept_bridge(span.gus.pk, span.bridge, Yes(seats=[span.seat(span.gus)]))
    return span


def posted(span: Span, who: Any = None, **more: object) -> int:
    """A post of the word by Ben, or somebody else: its place."""
    author = who or span.world.ben
    fields = {"body": f"A {WORD}.", "attribution": "name", **more}
    place = span.release(span.submit(author, **fields).crossing, by=span.world.eve if author == span.pam else span.mia).message
    assert place is not None
    return place


def flag(span: Span, who: Any, place: int, **more: object) -> Answer:
    return ask(who).post(f"/api/bridges/{span.bridge}/messages/{place}/flag", {"reason": "It names a person.", **more})


def desk_of(span: Span, who: Any) -> Group:
    """The group for which somebody answers."""
    return {span.world.eve.pk: span.world.potters, span.gus.pk: span.dyers}.get(who.pk, span.world.weavers)


def on_desk(span: Span, who: Any) -> dict[str, Any]:
    """The newest flag on somebody's desk."""
    items = ask(who).get(f"/api/groups/{desk_of(span, who).pk}/desk")[1]["items"]
    return dict(next(each for each in reversed(items) if each["kind"] == "flag"))


def say(span: Span, who: Any, remove: bool, words: str = "We looked.") -> Answer:
    path = f"/api/groups/{desk_of(span, who).pk}/flags/{on_desk(span, who)['place']}"
    return ask(who).post(f"{path}/say", {"remove": remove, "words": words})


def text(span: Span, who: Any) -> Answer:
    return ask(who).get(f"/api/groups/{desk_of(span, who).pk}/flags/{on_desk(span, who)['place']}/text")


def untouched() -> tuple[object, ...]:
    """What a refusal must leave as it was."""
    return stored(), list(Flag.objects.order_by("pk").values()), list(FlagVoice.objects.order_by("pk").values())


def everybody(span: Span) -> list[Any]:
    return [span.world.ada, span.mia, span.world.ben, span.cleo, span.dora, span.world.eve, span.pam, span.gus]


def test_a_flag_holds_the_post_for_everybody_at_once(span: Span) -> None:
    place = posted(span)
    before = unread(span, span.pam)
    status, flagged = flag(span, span.world.eve, place)
    assert (status, flagged["state"], flagged["reason"], flagged["flagged_by"]["name"], flagged["flagged_for"]["name"]) == (
        201, "open", "It names a person.", "Eve (example)", "Potters",
    )  # fmt: skip
    for who in everybody(span):
        assert (seen(span, who, place), found(who)) == (("flagged", "", ""), [])
        assert WORD not in ask(who).raw("GET", f"/plain/s/{span.bridge}/t/{span.topic}/").content.decode()
    assert unread(span, span.pam) == before - 1
    for who in (span.world.ada, span.world.eve, span.gus):
        row = on_desk(span, who)
        assert (row["state"], row["by"]["name"], WORD in str(row)) == ("open", "Ben (example)", False)
    notice = Notice.objects.filter(person=span.world.ben).latest("entry__place")
    assert (notice.what, notice.facts["reason"]) == ("flagged", "It names a person.")
    acts = AuditEntry.objects.filter(verb="flag.make").order_by("chain_id").values_list("chain_id", "actor_id", "reason")
    groups = sorted(group.pk for group in (span.world.weavers, span.world.potters, span.dyers))
    assert list(acts) == [(group, span.world.eve.pk, "It names a person.") for group in groups]
    [mine] = [each for each in ask(span.mia).get(f"/api/groups/{span.world.weavers.pk}/desk")[1]["items"] if each["kind"] == "crossing"]
    assert sorted((side["then"], side["now"]) for side in mine["readable_by"]) == [(1, 0), (2, 0), (5, 0)]
    waiting = {who.pk: [each["verb"] for each in ask(who).get("/api/waiting")[1] if each["verb"] == "flag"] for who in everybody(span)}
    assert {pk for pk, verbs in waiting.items() if verbs} == {span.world.ada.pk, span.mia.pk, span.gus.pk}


REMOVED, RELEASED, OPEN = ("removed", "removed"), ("released", ""), ("open", "flagged")


@pytest.mark.parametrize("author", ["ben", "pam"])
@pytest.mark.parametrize(
    ("flagging", "said", "expected"),
    [
        ("eve", [("gus", True)], REMOVED),
        ("eve", [("mia", True)], REMOVED),
        ("mia", [("eve", True)], REMOVED),
        ("mia", [("ada", True)], OPEN),  # two moderators of one group are one group
        ("mia", [("ada", True), ("gus", True)], REMOVED),
        ("eve", [("mia", False)], OPEN),
        ("eve", [("mia", False), ("ada", False)], OPEN),
        ("eve", [("mia", False), ("gus", False)], RELEASED),
        ("eve", [("gus", False), ("eve", False)], RELEASED),  # who flagged may change their word
        ("eve", [("mia", False), ("mia", True)], REMOVED),
        ("eve", [("eve", False), ("gus", True)], OPEN),
        ("gus", [("eve", False), ("mia", True)], REMOVED),
    ],
)
def test_two_groups_that_say_the_same_decide_whoever_wrote_it(
    span: Span, author: str, flagging: str, said: list[tuple[str, bool]], expected: tuple[str, str]
) -> None:
    """The table of the panel, over who flags and who says what; it is the same for a post of either side."""
    cast = {"ada": span.world.ada, "mia": span.mia, "eve": span.world.eve, "gus": span.gus, "ben": span.world.ben, "pam": span.pam}
    place = posted(span, cast[author])
    assert flag(span, cast[flagging], place)[0] == 201
    for who, remove in said:
        assert say(span, cast[who], remove)[0] == 200
    assert (on_desk(span, span.gus)["state"], seen(span, span.cleo, place)[0]) == expected
    assert seen(span, span.cleo, place)[1] == (f"A {WORD}." if expected is RELEASED else "")


def test_a_removal_leaves_a_tombstone_and_no_word(span: Span) -> None:
    place = posted(span)
    flag(span, span.world.eve, place)
    status, done = say(span, span.gus, True)
    assert (status, done["state"], [(each["group"]["name"], each["remove"]) for each in done["voices"]]) == (
        200, "removed", [("Potters", True), ("Dyers", True)],
    )  # fmt: skip
    for who in everybody(span):
        assert (seen(span, who, place), found(who)) == (("removed", "", ""), [])
    crossing = Crossing.objects.get(message__entry__place=place, bridge=span.bridge)
    assert (crossing.body, crossing.state, Flag.objects.get().content) == ("", "withdrawn", {})
    assert Notice.objects.filter(person=span.world.ben).latest("entry__place").what == "flag_removed"
    verbs = AuditEntry.objects.filter(verb__startswith="flag.", chain=span.world.weavers.pk).order_by("number")
    assert list(verbs.values_list("verb", "actor_id", "reason")) == [
        ("flag.make", span.world.eve.pk, "It names a person."), ("flag.removed", span.gus.pk, "We looked."),
    ]  # fmt: skip
    before = untouched()
    assert say(span, span.mia, False)[1]["code"] == "wrong_state"
    assert text(span, span.mia)[1]["code"] == "wrong_state"
    assert flag(span, span.gus, place)[1]["code"] == "already_gone"
    assert act(span.world.ben, crossing.number, "revise", client_id="6d1c2a52-0b57-4f0c-9d43-5a4a8ec6d001", body="B.")[0] == 409
    assert untouched() == before


def test_silence_gives_it_back_and_one_group_cannot_hold_it_again(span: Span) -> None:
    place = posted(span)
    flag(span, span.world.eve, place)
    assert say(span, span.mia, False)[0] == 200
    assert lapse_due(now()) == Flag.objects.get().until
    assert seen(span, span.pam, place)[0] == "flagged"
    clock.shift(timedelta(hours=72, minutes=1))
    assert lapse_due(now()) is None
    for who in everybody(span):
        assert (seen(span, who, place)[:2], found(who)) == (("", f"A {WORD}."), ["message"])
    assert on_desk(span, span.gus)["state"] == "lapsed"
    [mine] = [each for each in ask(span.mia).get(f"/api/groups/{span.world.weavers.pk}/desk")[1]["items"] if each["kind"] == "crossing"]
    assert sorted(side["now"] for side in mine["readable_by"]) == [1, 2, 5]
    assert AuditEntry.objects.filter(verb="flag.lapsed", actor_id__isnull=True).count() == 3
    before = untouched()
    assert flag(span, span.world.eve, place)[1]["facts"] == {"state": "before"}
    assert untouched() == before
    assert flag(span, span.gus, place)[0] == 201  # another group, once
    clock.shift(timedelta(hours=145))
    lapse_due(now())
    assert flag(span, span.mia, place)[0] == 201
    clock.shift(timedelta(hours=218))
    lapse_due(now())
    assert [flag(span, who, place)[1]["code"] for who in (span.world.ada, span.world.eve, span.gus)] == ["wrong_state"] * 3


def test_new_words_may_be_flagged_anew_and_a_judgement_counts_for_all(span: Span) -> None:
    post = span.submit(span.world.ben, attribution="name", body=f"A {WORD}.")
    place = span.release(post.crossing).message
    assert place is not None
    flag(span, span.world.eve, place)
    say(span, span.mia, False)
    say(span, span.gus, False)
    assert [flag(span, who, place)[1]["facts"] for who in (span.world.eve, span.gus)] == [{"state": "judged"}] * 2
    anew = act(span.world.ben, post.crossing, "revise", client_id="6d1c2a52-0b57-4f0c-9d43-5a4a8ec6d001", body="Another bird.")[1]
    span.release(anew["crossing"])
    assert flag(span, span.world.eve, place)[0] == 201


def test_the_same_flag_and_the_same_word_again_change_nothing(span: Span) -> None:
    place = posted(span)
    first = flag(span, span.world.eve, place)
    before = untouched()
    assert flag(span, span.world.eve, place, reason="Again.") == first
    assert untouched() == before
    said = say(span, span.mia, False)
    before = untouched()
    assert say(span, span.mia, False) == said
    assert untouched() == before
    assert flag(span, span.gus, place)[1]["code"] == "already_gone"


def test_who_may_not(span: Span) -> None:
    place = posted(span)
    before = untouched()
    for who in (span.world.ben, span.pam):
        assert flag(span, who, place)[1]["code"] == "not_allowed"
    assert flag(span, span.fay, place) == (404, NOTHING_HERE)
    assert flag(span, span.mia, place, group=span.world.potters.pk)[1]["code"] == "not_allowed"
    assert untouched() == before
    flag(span, span.world.eve, place)
    at = on_desk(span, span.gus)["place"]
    path = f"/api/groups/{span.dyers.pk}/flags/{at}"
    before = untouched()
    for who in (span.world.ben, span.mia, span.world.eve, span.world.olga):  # the desk of another group
        assert ask(who).get(f"{path}/text") == (404, NOTHING_HERE)
        assert ask(who).post(f"{path}/say", {"remove": True, "words": "Yes."}) == (404, NOTHING_HERE)
    assert untouched() == before


def test_a_moderator_who_does_not_sit_in_the_thread_neither_reads_nor_speaks(span: Span) -> None:
    place = posted(span)
    flag(span, span.world.eve, place)
    seats = [seat for seat in span.weaving if seat != span.seat(span.mia)]
    assert ask(span.world.ada).post(f"/api/bridges/{span.bridge}/seats", {"group": span.world.weavers.pk, "seats": seats})[0] == 200
    before = untouched()
    assert (text(span, span.mia)[1]["code"], say(span, span.mia, True)[1]["code"]) == ("not_allowed", "not_allowed")
    assert untouched() == before


def test_the_words_are_masked_until_one_opens_them(span: Span) -> None:
    place = posted(span, topic=None, title=f"On the {WORD}")
    assert found(span.world.eve) == ["message", "topic"]
    flag(span, span.world.eve, place)
    for who in everybody(span):
        assert found(who) == []
        assert WORD not in ask(who).raw("GET", f"/plain/s/{span.bridge}/").content.decode()
    status, opened = text(span, span.gus)
    assert (status, opened["topic"], opened["html"]) == (200, f"On the {WORD}", f"<p>A {WORD}.</p>\n")
    latest = AuditEntry.objects.latest("pk")
    assert (latest.verb, latest.chain_id, latest.actor_id) == ("flag.open", span.dyers.pk, span.gus.pk)
    say(span, span.mia, False)
    say(span, span.gus, False)
    assert found(span.world.eve) == ["message", "topic"]


@pytest.mark.parametrize("attribution", ["name", "unattributed"])
def test_nobody_speaks_on_own_words(span: Span, attribution: str) -> None:
    held = span.submit(span.gus, attribution=attribution, body=f"A {WORD}.")
    olga, fay = span.world.olga.pk, span.fay.pk
    open_seat(by=olga, group_id=span.dyers.pk, person_id=fay, organisation_id=span.harbour.pk, role=Role.MODERATOR)
    place = span.release(held.crossing, by=span.fay).message
    assert place is not None
    before = untouched()
    assert flag(span, span.gus, place)[1]["code"] == "not_allowed"
    assert untouched() == before
    flag(span, span.world.eve, place)
    assert say(span, span.gus, False)[1]["code"] == "own_work"
    assert [each["verb"] for each in ask(span.gus).get("/api/waiting")[1] if each["verb"] == "flag"] == []
    assert say(span, span.mia, True)[1]["state"] == "removed"


def test_one_person_of_two_groups_is_one_word(span: Span) -> None:
    seat = open_seat(
        by=span.world.olga.pk, group_id=span.dyers.pk, person_id=span.world.eve.pk, organisation_id=span.world.kiln.pk, role=Role.MODERATOR
    )
    seats = [span.seat(span.gus), seat.pk]
    assert ask(span.gus).post(f"/api/bridges/{span.bridge}/seats", {"group": span.dyers.pk, "seats": seats})[0] == 200
    place = posted(span)
    flag(span, span.world.eve, place, group=span.world.potters.pk)
    at = on_desk(span, span.gus)["place"]
    path = f"/api/groups/{span.dyers.pk}/flags/{at}/say"
    status, row = ask(span.world.eve).post(path, {"remove": True, "words": "Here too."})
    assert (status, row["state"], [each["group"]["name"] for each in row["voices"]]) == (200, "open", ["Dyers"])


def test_a_word_of_who_moderates_no_more_counts_no_more(span: Span) -> None:
    place = posted(span)
    flag(span, span.mia, place)
    change_seat(by=span.world.ada.pk, seat_id=span.seat(span.mia), role=Role.MEMBER)
    assert say(span, span.gus, True)[1]["state"] == "open"
    assert say(span, span.world.eve, True)[1]["state"] == "removed"


def test_what_its_own_side_takes_back_meanwhile_is_gone(span: Span) -> None:
    crossing = span.submit(span.world.ben, attribution="name", body=f"A {WORD}.")
    place = span.release(crossing.crossing).message
    assert place is not None
    flag(span, span.world.eve, place)
    assert act(span.world.ben, crossing.crossing, "withdraw")[0] == 200
    assert seen(span, span.pam, place) == ("withdrawn", "", "")
    assert Flag.objects.get().content == {}
    before = untouched()
    assert say(span, span.gus, False)[1]["code"] == "wrong_state"
    assert untouched() == before
    lapse_due(now())
    assert (on_desk(span, span.gus)["state"], seen(span, span.pam, place)) == ("withdrawn", ("withdrawn", "", ""))


def test_one_group_holds_no_more_than_three_at_once(span: Span) -> None:
    places = [posted(span) for _ in range(4)]
    assert [flag(span, span.world.eve, place)[0] for place in places[:3]] == [201] * 3
    before = untouched()
    assert flag(span, span.world.eve, places[3])[1]["facts"] == {"limit": 3}
    assert untouched() == before
    assert flag(span, span.gus, places[3])[0] == 201
    say(span, span.gus, False)


def test_everybody_in_the_thread_reads_in_the_log_what_was_done(span: Span) -> None:
    place = posted(span)
    flag(span, span.world.eve, place)
    say(span, span.gus, True)
    for who, group in ((span.cleo, span.world.weavers), (span.pam, span.world.potters)):
        entries = ask(who).get(f"/api/groups/{group.pk}/moderation")[1]["entries"]
        assert [(each["verb"], each["reason"]) for each in entries[:2]] == [
            ("flag.removed", "We looked."), ("flag.make", "It names a person."),
        ]  # fmt: skip
    assert ask(span.fay).get(f"/api/groups/{span.world.weavers.pk}/moderation")[1]["entries"] == []


def test_a_summary_cannot_draw_on_it_and_a_request_to_carry_it_is_void(span: Span) -> None:
    place = posted(span)
    wish = {"space": span.world.oven.pk, "topic": span.world.clay, "words": WORD}
    assert ask(span.world.eve).post(f"/api/bridges/{span.bridge}/messages/{place}/carry", wish)[0] == 201
    flag(span, span.gus, place)
    draft = {"client_id": "6d1c2a52-0b57-4f0c-9d43-5a4a8ec6d002", "title": "Birds", "body": "One.", "sources": [place]}
    assert ask(span.world.ben).post(f"/api/bridges/{span.bridge}/summaries", draft)[0] in {404, 422}
    elsewhere = {"space": span.world.loom.pk, "topic": span.world.yarn, "words": WORD}
    assert ask(span.world.ben).post(f"/api/bridges/{span.bridge}/messages/{place}/carry", elsewhere)[1]["code"] == "already_gone"
    assert answer(span.world.ben, asked(span.world.ben)[-1], attribution="name")[0] == 200
    assert answer(span.mia, consent_on_desk(span.mia, span.world.weavers.pk)[-1])[0] == 200
    assert Carry.objects.get().state == "void"


def test_counts_of_answers_in_one_word_are_held_and_come_back(span: Span) -> None:
    place = posted(span)
    for who in (span.pam, span.cleo, span.gus):
        ask(who).post(f"/api/spaces/{span.bridge}/messages/{place}/reactions", {"word": "noted", "on": True})
    row = next(each for each in history(span, span.pam) if each["place"] == place)
    flag(span, span.world.eve, place)
    assert next(each for each in history(span, span.pam) if each["place"] == place)["reactions"] == []
    say(span, span.mia, False)
    say(span, span.gus, False)
    assert next(each for each in history(span, span.pam) if each["place"] == place)["reactions"] == row["reactions"]


def script(span: Span, author: Any, attribution: str) -> list[str]:
    """A post that hides its group, flagged by Gus; Eve says that it goes, Mia that it stands, then that it goes as well."""
    with transaction.atomic():
        place = posted(span, author, attribution=attribution)
        flag(span, span.gus, place)
        mine = [f"/api/groups/{span.dyers.pk}/{each}" for each in ("desk", "moderation", "audit")]
        told_first = told(span, span.gus, *mine)
        say(span, span.world.eve, False)
        told_then = told(span, span.gus, *mine)
        say(span, span.mia, True)
        found = [told_first, told_then, told(span, span.gus, *mine)]
        transaction.set_rollback(True)
    return found


def test_nobody_can_tell_from_a_panel_which_group_wrote(span: Span) -> None:
    """Ben is of Weavers, Pam of Potters: a moderator of the third side, who flags, receives the same bytes from first to last."""
    of_weavers = script(span, span.world.ben, "unattributed")
    assert all('"flag"' in each for each in of_weavers)
    assert script(span, span.pam, "unattributed") == of_weavers
    assert script(span, span.pam, "name") != script(span, span.world.ben, "name")  # the comparison is no blind one
