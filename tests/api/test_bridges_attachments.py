"""Papers that go with a post between groups: who may attach what, what a release stands for, who opens them and who is told."""

from typing import Any

import pytest

from collab.accounts.models import Person
from collab.clock import now
from collab.labels import Label
from discussions.bridges.attachments.models import Attachment
from discussions.bridges.models import Crossing
from discussions.documents.models import Document, Download
from discussions.documents.shapes import DocumentShape
from discussions.spaces.models import Admission
from discussions.spaces.seating import end_seat
from tests.api.ask import Answer, ask
from tests.api.gate import MASK, NOTHING_HERE, act, history, stored, submit
from tests.attached import paper, ref
from tests.papers import pdf, share
from tests.span import Span

NOT_FOUND = (404, NOTHING_HERE)


@pytest.fixture
def span(fresh_span: Span) -> Span:
    return fresh_span.opened(attributions=["name", "organisation", "constituency", "unattributed"])


def refused(answer: Answer) -> tuple[int, str]:
    return answer[0], answer[1]["code"]


def sent(span: Span, *papers: DocumentShape, **more: object) -> dict[str, Any]:
    """A post of Ben's with these papers, as he gets it."""
    answer = submit(span, **{"attribution": "name", "attachments": [ref(each) for each in papers], **more})
    shape: dict[str, Any] = answer[1]
    assert answer[0] == 201, shape
    return shape


def released(span: Span, *papers: DocumentShape, **more: object) -> dict[str, Any]:
    """The message of such a post."""
    span.release(sent(span, *papers, **more)["crossing"])
    return history(span, span.world.eve)[-1]


def relabel(document: DocumentShape, label: str) -> None:
    row = Document.objects.select_related("entry").get(space=document.space, entry__place=document.place)
    row.entry.label = label
    row.entry.save(update_fields=["label"])


def opens(who: Person, number: int) -> list[int]:
    """The status of every way to an attachment."""
    at = f"/api/attachments/{number}"
    ways = ("", "/pages", "/pages/1", "/pages/1/picture?width=700", "/find?q=larkspur", "/file")
    found = []
    for way in ways:
        response = ask(who).raw("GET", at + way)
        b"".join(response)
        found.append(response.status_code)
    return found


def test_one_chooses_among_what_ones_group_has_approved(span: Span) -> None:
    menu, inner = paper(span), paper(span, span.dora, "amber", title="Harbour only")
    share(span.world, span.world.ben, label="green", title="Not approved")
    paper(span, label="amber_strict", title="Too strict")
    share(span.world, span.world.eve, space=span.world.oven.pk, label="green", title="Of Potters")
    path = f"/api/bridges/{span.bridge}/attachables?seat="
    listed = {"space": menu.space, "place": menu.place, "version": 1, "called": "1", "title": "Glaze menu", "space_title": "Loom",
              "label": "green", "extension": "pdf", "size": menu.versions[0].size}  # fmt: skip
    assert ask(span.world.ben).get(f"{path}{span.seat(span.world.ben)}") == (200, [listed])
    assert [each["place"] for each in ask(span.dora).get(f"{path}{span.seat(span.dora)}")[1]] == [inner.place, menu.place]
    assert ask(span.world.ben).get(f"{path}{span.seat(span.dora)}") == NOT_FOUND
    assert ask(span.fay).get(f"{path}{span.seat(span.fay)}") == NOT_FOUND


def test_it_waits_with_its_post_and_is_read_once_that_is_released(span: Span) -> None:
    menu = paper(span)
    shape = sent(span, menu)
    [attached] = shape["attachments"]
    number = attached["number"]
    page = {"number": number, "title": "Glaze menu", "label": "green", "extension": "pdf", "size": menu.versions[0].size}
    assert attached == {**page, "space": menu.space, "place": menu.place, "version": 1, "stands": True}
    for who in (span.world.eve, span.pam, span.world.ben, span.fay, span.world.olga):
        assert opens(who, number) == [404] * 6
    assert opens(span.mia, number) == [200] * 6  # who decides reads it first
    span.release(shape["crossing"])
    assert history(span, span.world.eve)[-1]["attachments"] == [page]
    place = history(span, span.world.eve)[-1]["place"]
    assert ask(span.world.eve).get(f"/api/attachments/{number}") == (
        200, {**page, "language": "en", "bridge": span.bridge, "message": place},
    )  # fmt: skip
    for who in (span.world.eve, span.pam, span.world.ben):
        assert opens(who, number) == [200] * 6
    for who in (span.fay, span.gus, span.world.olga):
        assert opens(who, number) == [404] * 6
    status, found = ask(span.world.eve).get(f"/api/attachments/{number}/find?q=larkspur-11")
    assert (status, len(found["hits"])) == (200, 1)
    response = ask(span.world.eve).raw("GET", f"/api/attachments/{number}/file")
    assert response["Content-Disposition"] == 'attachment; filename="Glaze menu, v1 (TLP-GREEN).pdf"'
    assert b"".join(response) == pdf("Larkspur-11")


def test_the_log_names_nobody_of_another_side(span: Span) -> None:
    menu = paper(span)
    number = sent(span, menu)["attachments"][0]["number"]
    assert ask(span.mia).get(f"/api/attachments/{number}/pages")[0] == 200
    assert list(Download.objects.values_list("between", flat=True)) == [False]  # the log must not tell what waits
    span.release(Crossing.objects.get().number)
    for who in (span.world.eve, span.cleo):
        assert ask(who).get(f"/api/attachments/{number}/pages")[0] == 200
    page = ask(span.world.ben).get(f"/api/spaces/{menu.space}/documents/{menu.place}")[1]
    assert page["downloads"][1]["at"].endswith("T00:00:00Z")  # the day alone
    told = [(each["by"]["name"], each["by"]["constituency"], each["between"]) for each in page["downloads"]]
    assert told == [("Cleo (example)", "civil_society", True), ("", "", True), ("Mia (example)", "civil_society", False)]


def test_what_may_not_be_attached_leaves_nothing(span: Span) -> None:
    menu, inner = paper(span), paper(span, span.dora, "amber", title="Harbour only")
    strict, working = paper(span, label="amber_strict"), share(span.world, span.world.ben, label="green", title="Working")
    gone = paper(span, title="Gone")
    Document.objects.filter(entry__place=gone.place, space=gone.space).update(withdrawn_at=now())
    theirs = share(span.world, span.world.eve, space=span.world.oven.pk, label="green")
    unread = paper(span, title="From before")
    Admission.objects.filter(seat=span.seat(span.cleo), space=span.world.loom).update(floor=unread.place)
    before = stored(), Attachment.objects.count()
    for document, status, code in (
        (inner, 403, "not_allowed"), (strict, 422, "label_above_ceiling"), (working, 409, "wrong_state"), (gone, 409, "already_gone"),
    ):  # fmt: skip
        assert refused(submit(span, attribution="name", attachments=[ref(document)])) == (status, code)
    for each in (ref(theirs), ref(menu, 2), {**ref(menu), "place": 999}):
        assert submit(span, attribution="name", attachments=[ref(menu), each]) == NOT_FOUND
    path = f"/api/bridges/{span.bridge}/crossings"
    assert ask(span.cleo).post(path, span.draft(attribution="name", attachments=[ref(unread)])) == NOT_FOUND
    assert refused(submit(span, attribution="name", attachments=[ref(menu)] * 6)) == (422, "invalid")
    assert (stored(), Attachment.objects.count()) == before


def test_the_label_of_a_post_is_never_below_what_goes_with_it(fresh_span: Span) -> None:
    span = fresh_span.opened(label="clear", ceiling="amber")
    green, amber = paper(span), paper(span, label="amber", title="Inner")
    assert submit(span, attribution="name", label="clear")[1]["label"] == "clear"
    assert sent(span, green, amber)["label"] == "amber"
    assert refused(submit(span, attribution="name", label="clear", attachments=[ref(green)])) == (422, "label_too_low")
    low = fresh_span.opened(label="clear", ceiling="green", title="Low")
    assert refused(submit(low, attribution="name", attachments=[ref(amber)])) == (422, "label_above_ceiling")


def test_only_those_who_could_have_attached_it_are_a_crowd(span: Span) -> None:
    menu, inner = paper(span), paper(span, label="amber", title="Inner")  # inner: of Lantern, by whom alone it is passed on
    assert sent(span, menu, attribution="constituency")["crowd"] == 5
    before = stored()
    status, answer = submit(span, attribution="constituency", attachments=[ref(inner)])
    assert (status, answer["code"], answer["facts"]) == (422, "crowd_too_small", {"crowd": 4, "least": 5})
    status, answer = submit(span, attribution="unattributed", attachments=[ref(menu)])  # a paper tells its group
    assert (status, answer["code"], answer["facts"]) == (422, "crowd_too_small", {"groups": 1, "least_groups": 3})
    assert stored() == before
    assert sent(span, inner, attribution="organisation")["crowd"] == 4
    Admission.objects.filter(space=span.world.loom, seat=span.seat(span.dora)).update(ended_at=now())
    assert refused(submit(span, attribution="constituency", attachments=[ref(menu)])) == (422, "crowd_too_small")


def test_one_is_told_the_crowd_before_one_sends(span: Span) -> None:
    menu, inner = paper(span), paper(span, label="amber", title="Inner")
    path, seat = f"/api/bridges/{span.bridge}/choices", span.seat(span.world.ben)

    def crowds(*papers: DocumentShape) -> list[tuple[str, int, bool]]:
        status, choices = ask(span.world.ben).post(path, {"seat": seat, "attachments": [ref(each) for each in papers]})
        assert status == 200
        return [(each["attribution"], each["crowd"], each["allowed"]) for each in choices]

    assert crowds() == [("name", 1, True), ("organisation", 4, True), ("constituency", 5, True), ("unattributed", 7, False)]
    assert crowds(menu) == [("name", 1, True), ("organisation", 4, True), ("constituency", 5, True), ("unattributed", 5, False)]
    assert crowds(inner) == [("name", 1, True), ("organisation", 4, True), ("constituency", 4, False), ("unattributed", 4, False)]
    assert ask(span.world.ben).post(path, {"seat": span.seat(span.cleo), "attachments": []}) == NOT_FOUND


def test_what_becomes_stricter_or_goes_while_it_waits_is_not_released(span: Span) -> None:
    menu = paper(span)
    shape = sent(span, menu)
    read = ask(span.mia).get(f"/api/groups/{span.world.weavers.pk}/desk")[1]["items"]
    seen = next(each["hash"] for each in read if each["kind"] == "crossing")
    assert seen == shape["hash"]
    for change in (
        lambda: Document.objects.filter(entry__place=menu.place, space=menu.space).update(red="wished"),
        lambda: relabel(menu, Label.AMBER_STRICT),
    ):
        change()
        assert refused(act(span.mia, shape["crossing"], "release", hash=seen)) == (409, "stale")
        now_reads = ask(span.mia).get(f"/api/groups/{span.world.weavers.pk}/desk")[1]["items"]
        again = next(each for each in now_reads if each["kind"] == "crossing")
        assert (again["attachments"][0]["stands"], again["hash"] == seen) == (False, False)
        assert refused(act(span.mia, shape["crossing"], "release", hash=again["hash"])) == (409, "already_gone")
        assert opens(span.mia, shape["attachments"][0]["number"]) == [409] * 6
        Document.objects.filter(entry__place=menu.place, space=menu.space).update(red="")
        relabel(menu, Label.GREEN)
    assert act(span.mia, shape["crossing"], "release", hash=seen)[1]["state"] == "released"


def test_what_is_withdrawn_or_raised_afterwards_is_not_handed_out_any_more(span: Span) -> None:
    menu = paper(span)
    [attached] = released(span, menu)["attachments"]
    relabel(menu, Label.AMBER)  # within the ceiling: read under the label that holds now
    assert ask(span.world.eve).get(f"/api/attachments/{attached['number']}")[1]["label"] == "amber"
    relabel(menu, Label.AMBER_STRICT)
    assert opens(span.world.eve, attached["number"]) == [409] * 6
    assert opens(span.fay, attached["number"]) == [404] * 6
    relabel(menu, Label.GREEN)
    assert opens(span.world.eve, attached["number"]) == [200] * 6
    Document.objects.filter(entry__place=menu.place, space=menu.space).update(withdrawn_at=now())
    assert opens(span.world.eve, attached["number"]) == [409] * 6


@pytest.mark.parametrize("change", [{"red": "wished"}, {"red": "red"}, {"disposed_at": now()}])
def test_what_is_not_named_at_home_is_not_named_in_the_thread(span: Span, change: dict[str, object]) -> None:
    menu = paper(span)
    released(span, menu)
    rows = Document.objects.filter(entry__place=menu.place, space=menu.space)
    rows.update(**change)
    assert [each["title"] for each in history(span, span.pam)[-1]["attachments"]] == ["…"]
    newest = ask(span.pam).get(f"/api/start?space={span.bridge}")[1]["newest"]["items"]
    assert "Glaze menu" not in str(newest)
    rows.update(red="", disposed_at=None)
    assert [each["title"] for each in history(span, span.pam)[-1]["attachments"]] == ["Glaze menu"]


def test_it_is_gone_with_its_post(span: Span) -> None:
    menu = paper(span)
    message = released(span, menu)
    number = message["attachments"][0]["number"]
    at = f"/api/bridges/{span.bridge}/messages/{message['place']}/hold"
    held = ask(span.world.eve).post(at, {"reason": "Not for us."})[1]
    text = ask(span.world.eve).get(f"/api/groups/{span.world.potters.pk}/holds/{held['place']}/text")[1]
    assert [each["number"] for each in text["attachments"]] == [number]
    assert [opens(who, number)[0] for who in (span.world.eve, span.pam, span.world.ben)] == [200, 404, 200]  # Eve decides on it
    assert history(span, span.pam)[-1]["attachments"] == []
    decide = f"/api/groups/{span.world.potters.pk}/holds/{held['place']}/decide"
    assert ask(span.world.eve).post(decide, {"decision": "released", "words": "We looked."})[0] == 200
    assert opens(span.pam, number) == [200] * 6
    assert act(span.world.ben, Crossing.objects.get().number, "withdraw")[0] == 200
    assert [opens(who, number) for who in (span.world.eve, span.pam, span.mia)] == [[404] * 6] * 3
    assert (history(span, span.pam)[-1]["attachments"], Attachment.objects.count()) == ([], 0)


def test_while_its_post_is_held_for_everybody_those_who_decide_open_it(span: Span) -> None:
    message = released(span, paper(span))
    number = message["attachments"][0]["number"]
    flag = f"/api/bridges/{span.bridge}/messages/{message['place']}/flag"
    status, held = ask(span.world.eve).post(flag, {"reason": "It names a street."})
    assert status == 201
    assert [opens(who, number)[0] for who in (span.world.eve, span.mia, span.pam, span.world.ben)] == [200, 200, 404, 404]
    desk = f"/api/groups/{span.world.potters.pk}/flags/{held['place']}"
    assert [each["number"] for each in ask(span.world.eve).get(f"{desk}/text")[1]["attachments"]] == [number]
    own = next(each for each in ask(span.mia).get(f"/api/groups/{span.world.weavers.pk}/desk")[1]["items"] if each["kind"] == "flag")
    say = f"/api/groups/{span.world.weavers.pk}/flags/{own['place']}/say"
    assert ask(span.mia).post(say, {"remove": True, "words": "It does."})[1]["state"] == "removed"
    assert [opens(who, number) for who in (span.world.eve, span.mia, span.pam)] == [[404] * 6] * 3


def test_new_words_keep_it_or_leave_it_out(span: Span) -> None:
    menu, other = paper(span), paper(span, title="Other")
    shape = sent(span, menu)
    first, path = shape["attachments"][0]["number"], f"/api/crossings/{shape['crossing']}"
    kept = ask(span.world.ben).patch(path, {"body": "Shorter."})[1]
    assert [each["number"] for each in kept["attachments"]] == [first]
    both = ask(span.world.ben).patch(path, {"attachments": [ref(other), ref(menu)]})[1]
    assert [(each["title"], each["number"] == first) for each in both["attachments"]] == [("Other", False), ("Glaze menu", True)]
    assert len({shape["hash"], kept["hash"], both["hash"]}) == 3
    assert ask(span.world.ben).patch(path, {"attachments": [ref(other), ref(menu)]})[1]["hash"] == both["hash"]
    span.release(shape["crossing"])
    before = [each["number"] for each in history(span, span.pam)[-1]["attachments"]]
    words = {"client_id": "6d1c2a52-0b57-4f0c-9d43-5a4a8ec6d001", "body": "Anew."}
    revision = act(span.world.ben, shape["crossing"], "revise", **words)[1]
    assert [each["title"] for each in revision["attachments"]] == ["Other", "Glaze menu"]
    less = ask(span.world.ben).patch(f"/api/crossings/{revision['crossing']}", {"attachments": [ref(menu)]})[1]
    assert [each["title"] for each in less["attachments"]] == ["Glaze menu"]
    assert [opens(span.pam, number)[0] for number in before] == [200, 200]  # until the new words are released
    span.release(revision["crossing"])
    [left] = history(span, span.pam)[-1]["attachments"]
    assert (left["title"], [opens(span.pam, number)[0] for number in before], opens(span.pam, left["number"])[0]) == (
        "Glaze menu", [404, 404], 200,
    )  # fmt: skip


def test_it_is_called_as_it_was_released(span: Span) -> None:
    menu = paper(span)
    [attached] = released(span, menu)["attachments"]
    Document.objects.filter(entry__place=menu.place, space=menu.space).update(title="A name nobody has looked at")
    assert ask(span.pam).get(f"/api/attachments/{attached['number']}")[1]["title"] == "Glaze menu"
    response = ask(span.pam).raw("GET", f"/api/attachments/{attached['number']}/file")
    assert "Glaze menu" in response["Content-Disposition"]
    b"".join(response)


def test_who_joined_later_or_has_left_opens_nothing(span: Span) -> None:
    menu = paper(span)
    message = released(span, menu)
    number = message["attachments"][0]["number"]
    Admission.objects.filter(space=span.bridge, seat=span.seat(span.pam)).update(floor=message["place"])
    end_seat(by=span.world.ada.pk, seat_id=span.seat(span.cleo), reason="moved on")
    assert (opens(span.pam, number), opens(span.cleo, number)) == ([404] * 6, [404] * 6)


def test_a_message_says_what_the_shape_of_its_author_does_not(span: Span) -> None:
    message = released(span, paper(span), attribution="constituency")
    assert (message["by"], list(message["attachments"][0])) == (MASK, ["number", "title", "label", "extension", "size"])
