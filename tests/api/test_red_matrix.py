"""Label × outlet × actor (governance 2.3): a message, a paper and polls under each label, and what each person gets of them by each way.

What is published, in the centre, is in test_documents_matrix.py.
"""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail

from collab import clock
from collab.accounts.models import Person
from collab.labels import Label
from discussions.digest.reads import news_for
from discussions.personal.models import Notice
from discussions.polls.life import keep_time
from discussions.polls.reminding import remind_voters
from discussions.spaces.actions import open_space
from discussions.spaces.models import Space
from discussions.spaces.shapes import SpaceDraft
from tests.api.ask import ask
from tests.exchange import HOUR, Exchange, build_exchange
from tests.papers import pdf, share
from tests.world import person

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WORD = "larkspur"
OUTLETS = (
    "search", "read", "painted", "quote", "download", "card into a green room", "export", "notice", "letter", "digest",
)  # fmt: skip
YES, NO, HIDDEN, REFUSED = "yes", "no", "hidden", "refused"
SHUT = (NO, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, NO, NO, NO)
FREE = (YES, YES, YES, YES, YES, YES, YES, YES, YES, YES)
KEPT = (YES, YES, YES, YES, YES, REFUSED, YES, YES, YES, YES)  # at home alone
NAMED = (YES, YES, YES, YES, REFUSED, REFUSED, REFUSED, YES, NO, NO)
ABOVE_GREEN = {Label.AMBER, Label.AMBER_STRICT}


def expected(label: Label) -> dict[str, tuple[str, ...]]:
    """The cells of each actor, in the order of OUTLETS.  The source hears of her own words in no digest."""
    inside = NAMED if label is Label.RED else KEPT if label in ABOVE_GREEN else FREE
    outside = {"elsewhere": SHUT, "secretariat": SHUT, "no seat": SHUT}
    leader = SHUT if label is Label.RED else inside  # leads the group, and is not named in the exchange
    return {"source": (*inside[:-1], NO), "reader": inside, "moderator": inside, "lead": leader, **outside}


def code(answer: tuple[int, Any]) -> str:
    """What an answer comes to."""
    status, body = answer
    return {200: YES, 201: YES, 404: HIDDEN, 403: REFUSED}.get(status) or (
        REFUSED if body["code"] == "label_above_ceiling" else str(answer)
    )


def taken(who: Person, path: str) -> str:
    """What a way that gives a file comes to."""
    response = ask(who).raw("GET", path)
    b"".join(response)
    return {200: YES, 404: HIDDEN, 403: REFUSED}[response.status_code]


@pytest.mark.parametrize("label", list(Label))
def test_every_cell(label: Label) -> None:
    ember = build_exchange()
    span, world = ember.span, ember.span.world
    nils = person("Nils")
    if label is not Label.RED:
        ember = Exchange(span, world.loom, world.yarn)
        Space.objects.filter(pk=world.loom.pk).update(label=Label.CLEAR)
        first = {"client_id": str(uuid4()), "title": "Openly", "body": "Here.", "label": "clear"}
        ember.topic = ask(world.ada).post(f"{ember.path}/topics", first)[1]["topic"]["place"]
    hall = open_space(world.ada.pk, SpaceDraft(group=world.weavers.pk, title="Hall", label=Label.CLEAR, ceiling=Label.GREEN))
    opened = ask(world.ada).post(f"/api/spaces/{hall.pk}/topics", {"client_id": str(uuid4()), "title": "Hall", "body": "Here."})[1]
    cast = {"source": world.ben, "reader": span.cleo, "moderator": span.mia, "lead": world.ada, "elsewhere": world.eve,
            "secretariat": world.olga, "no seat": nils}  # fmt: skip
    since = clock.now()
    before = {name: news_for(who.pk, since).messages for name, who in cast.items()}
    said = ember.say(world.ben, f"Of {WORD}.", label=label)
    paper = share(world, world.ben, pdf(WORD), space=ember.room.pk, name="menu.pdf", title=WORD, label=label)
    poll = ember.poll(question=f"Which {WORD}?", label=label)
    ember.poll(label=label, closes_at=clock.now() + 5 * DAY)
    clock.shift(2 * HOUR)
    keep_time(clock.now())
    document = f"{ember.path}/documents/{paper.place}"
    digests = {name: YES if news_for(who.pk, since).messages > before[name] else NO for name, who in cast.items()}  # before anybody answers
    got: dict[str, list[str]] = {}
    for name, who in cast.items():
        asking = ask(who)
        hits = asking.get(f"/api/find?q={WORD}")[1]["hits"]
        message = {"client_id": str(uuid4()), "topic": opened["topic"]["place"], "body": "See.", "label": "green"}
        quote = {"client_id": str(uuid4()), "topic": ember.topic, "body": "Indeed.", "quote": said.place}
        card = {**message, "cards": [{"space": ember.room.pk, "place": paper.place}]}
        got[name] = [
            YES if {each["kind"] for each in hits} == {"message", "document", "poll"} else NO if hits == [] else str(hits),
            code(asking.get(document)),
            taken(who, f"{document}/versions/1/pages/1/picture"),
            code(asking.post(f"{ember.path}/messages", quote)),
            taken(who, f"{document}/versions/1/file"),
            code(asking.post(f"/api/spaces/{hall.pk}/messages", card)),
            taken(who, f"{ember.path}/polls/{poll.place}/export/csv"),
        ]
    mail.outbox.clear()
    clock.shift(4 * DAY + HOUR)
    remind_voters()
    letters = {each.to[0]: f"{each.subject} {each.body}" for each in mail.outbox}
    for name, who in cast.items():
        got[name].append(YES if Notice.objects.filter(person=who, what="vote_due").exists() else NO)
        got[name] += [YES if who.email in letters else NO, digests[name]]
    assert {name: tuple(cells) for name, cells in got.items()} == expected(label)
    assert not [each for each in letters.values() if WORD in each or "Ember" in each]
    assert len(OUTLETS) == len(SHUT)


def test_a_hidden_room_and_a_missing_one_are_the_same_answer() -> None:
    ember = build_exchange()
    for who in (ember.span.world.ada, ember.span.fay, ember.span.world.eve):
        hidden, missing = ask(who).get(ember.path), ask(who).get("/api/spaces/123456789")
        assert hidden == missing
        assert hidden[0] == 404
