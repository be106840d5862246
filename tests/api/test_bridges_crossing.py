"""A post at the gate: what is released, what readers get, and what becomes of what is not."""

import pytest

from collab.audit.models import AuditEntry
from collab.streams.models import Stream
from discussions.bridges.models import Crossing
from discussions.bridges.reads import returned_crossings, waiting_crossings
from discussions.chat.models import Topic
from discussions.personal.models import Notice
from discussions.spaces.seating import end_seat
from tests.api.ask import ask
from tests.api.gate import MASK, NOTHING_HERE, act, history, stored, submit
from tests.span import Span, build_span


@pytest.fixture(scope="module")
def laid_span(floor: None) -> Span:
    return build_span().opened()


def test_released_it_is_a_message_of_this_moment_under_its_attribution(span: Span) -> None:
    held = span.submit(span.world.ben)
    before = Stream.objects.get(pk=span.bridge).rev
    status, answer = act(span.mia, held.crossing, "release", hash=held.hash)
    assert (status, answer["state"], answer["message"], answer["decided_by"]["name"]) == (200, "released", before + 1, "Mia (example)")
    [message] = history(span, span.pam)
    assert (message["place"], message["body"], message["by"], message["client_id"]) == (before + 1, held.body, MASK, None)
    assert message["posted_at"] > held.submitted_at.isoformat()
    assert str(span.seat(span.world.ben)) not in str(message)
    assert returned_crossings(span.world.ben.pk) == waiting_crossings(span.mia.pk) == []
    [notice] = Notice.objects.filter(person=span.world.ben)
    assert (notice.what, notice.facts) == ("crossing_released", {"crossing": held.crossing, "bridge": span.bridge})
    [entry] = AuditEntry.objects.filter(verb="crossing.release")
    assert (entry.actor_id, entry.group_id, entry.facts) == (span.mia.pk, span.world.weavers.pk, {"hash": held.hash})
    row = Crossing.objects.get()
    assert (row.released_hash, row.released_to) == (held.hash, {str(span.world.weavers.pk): 5, str(span.world.potters.pk): 2})


@pytest.mark.parametrize(
    ("attribution", "badge"),
    [
        ("organisation", {**MASK, "organisation": "Lantern (example)"}),
        ("constituency", MASK),
    ],
)
def test_a_masked_topic_has_no_author_either(span: Span, attribution: str, badge: dict[str, object]) -> None:
    number = span.submit(span.world.ben, topic=None, title=" Small   kilns ", attribution=attribution).crossing
    shape = span.release(number)
    assert shape.topic is not None
    topic = Topic.objects.get(entry__stream=span.bridge, entry__place=shape.topic)
    assert (topic.title, topic.shown_as, shape.title) == ("Small kilns", badge, "Small kilns")


def test_a_name_is_a_whole_badge(span: Span) -> None:
    span.release(span.submit(span.world.ben, attribution="name").crossing)
    [message] = history(span, span.pam)
    assert message["by"]["seat"] == span.seat(span.world.ben)


def test_two_authors_of_one_crowd_read_alike(span: Span) -> None:
    for who in (span.world.ben, span.cleo):
        span.release(span.submit(who, attribution="organisation").crossing)
    one, other = ({**each, "place": 0, "rev": 0, "posted_at": ""} for each in history(span, span.pam))
    assert one == other


def test_one_changed_byte_voids_a_release(span: Span) -> None:
    held = span.submit(span.world.ben)
    status, edited = ask(span.world.ben).patch(f"/api/crossings/{held.crossing}", {"body": "One **glaze** for all"})
    assert (status, edited["state"], edited["hash"] == held.hash) == (200, "held", False)
    before = stored()
    for wrong in (held.hash, "0" * 64):
        status, answer = act(span.mia, held.crossing, "release", hash=wrong)
        assert (status, answer["code"]) == (409, "stale")
    assert stored() == before
    assert act(span.mia, held.crossing, "release", hash=edited["hash"])[0] == 200


@pytest.mark.parametrize("change", [{"label": "amber_strict"}, {"attribution": "name"}, {"note": "of effects"}])
def test_label_attribution_and_note_are_part_of_what_is_released(span: Span, change: dict[str, str]) -> None:
    held = span.submit(span.world.ben)
    ask(span.world.ben).patch(f"/api/crossings/{held.crossing}", change)
    assert act(span.mia, held.crossing, "release", hash=held.hash)[1]["code"] == "stale"


def test_an_edit_undone_is_still_another_submission(span: Span) -> None:
    held = span.submit(span.world.ben)
    for body in ("Other words.", held.body):
        ask(span.world.ben).patch(f"/api/crossings/{held.crossing}", {"body": body})
    assert act(span.mia, held.crossing, "release", hash=held.hash)[1]["code"] == "stale"


def test_a_group_that_joins_voids_what_was_read_before(span: Span) -> None:
    held = span.submit(span.world.ben)
    desk = Stream.objects.get(pk=span.world.weavers.desk_id).rev
    ask(span.gus).post(f"/api/bridges/{span.bridge}/accept", {})
    assert act(span.mia, held.crossing, "release", hash=held.hash)[1]["code"] == "stale"
    [again] = waiting_crossings(span.mia.pk)
    assert again.rev > desk
    assert (again.readers, again.hash == held.hash) == (8, False)
    assert act(span.mia, held.crossing, "release", hash=again.hash)[0] == 200


def test_nobody_decides_on_an_own_post(span: Span) -> None:
    held = span.submit(span.world.ada)
    before = stored()
    for verb, body in (("release", {"hash": held.hash}), ("return", {"reason": "So."}), ("decline", {"reason": "So."})):
        status, answer = ask(span.world.ada).post(f"/api/crossings/{held.crossing}/{verb}", body)
        assert (status, answer["code"]) == (403, "own_work")
    assert stored() == before
    assert waiting_crossings(span.world.ada.pk) == []
    assert act(span.mia, held.crossing, "release", hash=held.hash)[0] == 200


def test_to_everybody_else_there_is_no_such_post(span: Span) -> None:
    held = span.submit(span.world.ben)
    before = stored()
    for who in (span.world.eve, span.pam, span.dora, span.fay, span.gus, span.world.olga):
        for verb, body in (
            ("release", {"hash": held.hash}),
            ("return", {"reason": "So."}),
            ("decline", {"reason": "So."}),
            ("withdraw", {}),
        ):
            hidden = ask(who).post(f"/api/crossings/{held.crossing}/{verb}", body)
            assert hidden == ask(who).post(f"/api/crossings/12345/{verb}", body) == (404, NOTHING_HERE)
        assert ask(who).patch(f"/api/crossings/{held.crossing}", {"body": "Mine."}) == (404, NOTHING_HERE)
    assert stored() == before


def test_moderators_do_not_edit_the_words_of_others(span: Span) -> None:
    held = span.submit(span.world.ben)
    before = stored()
    status, answer = ask(span.mia).patch(f"/api/crossings/{held.crossing}", {"body": "Mine."})
    assert (status, answer["code"]) == (403, "not_allowed")
    assert stored() == before


def test_returned_with_a_reason_and_held_anew(span: Span) -> None:
    held = span.submit(span.world.ben)
    assert act(span.mia, held.crossing, "return", reason="")[0] == 422
    status, answer = act(span.mia, held.crossing, "return", reason="Could it say “one hotline”?")
    assert (status, answer["state"], answer["reason"]) == (200, "returned", "Could it say “one hotline”?")
    [mine] = returned_crossings(span.world.ben.pk)
    assert (mine.reason, mine.decided_by.name if mine.decided_by else "") == ("Could it say “one hotline”?", "Mia (example)")
    assert Notice.objects.get(person=span.world.ben).what == "crossing_returned"
    before = stored()
    assert act(span.mia, held.crossing, "release", hash=mine.hash)[1]["code"] == "wrong_state"
    assert stored() == before
    _, again = ask(span.world.ben).patch(f"/api/crossings/{held.crossing}", {"body": "At one hotline."})
    assert (again["state"], again["reason"], again["decided_by"]) == ("held", "", None)
    assert act(span.mia, held.crossing, "release", hash=again["hash"])[0] == 200


def test_a_return_may_be_submitted_unchanged(span: Span) -> None:
    held = span.submit(span.world.ben)
    act(span.mia, held.crossing, "return", reason="Really?")
    _, again = ask(span.world.ben).patch(f"/api/crossings/{held.crossing}", {})
    assert (again["state"], again["body"]) == ("held", held.body)


def test_declined_is_the_end(span: Span) -> None:
    held = span.submit(span.world.ben)
    assert act(span.mia, held.crossing, "decline", reason="An account of a single case.")[1]["state"] == "declined"
    assert Notice.objects.get(person=span.world.ben).what == "crossing_declined"
    before = stored()
    assert act(span.mia, held.crossing, "release", hash=held.hash)[1] == {
        "code": "wrong_state", "message": "This post is no longer waiting. Look again at where it stands.", "facts": {"state": "declined"},
    }  # fmt: skip
    assert ask(span.world.ben).patch(f"/api/crossings/{held.crossing}", {"body": "Again."})[1]["code"] == "wrong_state"
    assert stored() == before


def test_an_author_who_left_is_not_released(span: Span) -> None:
    held = span.submit(span.world.ben)
    end_seat(by=span.world.ada.pk, seat_id=span.seat(span.world.ben), reason="moved on")
    before = stored()
    [waits] = waiting_crossings(span.mia.pk)
    assert act(span.mia, held.crossing, "release", hash=waits.hash)[1]["code"] == "wrong_state"
    assert act(span.world.ben, held.crossing, "withdraw") == (404, NOTHING_HERE)
    assert stored() == before


def test_a_crowd_that_shrank_stops_the_release(span: Span) -> None:
    held = span.submit(span.world.ben)
    end_seat(by=span.world.ada.pk, seat_id=span.seat(span.dora), reason="moved on")
    before = stored()
    [waits] = waiting_crossings(span.mia.pk)
    assert waits.crowd == 4
    assert act(span.mia, held.crossing, "release", hash=waits.hash)[1]["code"] == "crowd_too_small"
    assert stored() == before


def test_what_waits_is_decided_while_it_winds_up_and_then_nothing_passes(span: Span) -> None:
    held, late = span.submit(span.world.ben), span.submit(span.cleo)
    ask(span.mia).post(f"/api/bridges/{span.bridge}/close", {"reason": "Enough."})
    before = stored()
    assert ask(span.world.ben).patch(f"/api/crossings/{held.crossing}", {"body": "Again."})[1]["code"] == "wrong_state"
    assert submit(span)[1]["code"] == "space_archived"
    assert stored() == before
    assert act(span.mia, held.crossing, "release", hash=held.hash)[1]["state"] == "released"
    ask(span.mia).post(f"/api/bridges/{span.bridge}/close", {"reason": "Done."})
    assert ask(span.cleo).get(f"/api/bridges/{span.bridge}")[1]["state"] == "closed"
    assert Crossing.objects.get(number=late.crossing).state == "returned"
    before = stored()
    assert act(span.mia, late.crossing, "release", hash=late.hash)[1]["code"] == "wrong_state"
    assert ask(span.cleo).patch(f"/api/crossings/{late.crossing}", {"body": "Again."})[1]["code"] == "wrong_state"
    assert waiting_crossings(span.mia.pk) == []
    assert stored() == before
    assert act(span.cleo, late.crossing, "withdraw")[0] == 200
