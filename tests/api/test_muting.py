"""Muting somebody for a time: their words are refused until then, they are told why, and nobody else is told."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from collab import clock
from collab.audit.models import AuditEntry
from collab.clock import now
from collab.streams.models import Stream
from discussions.personal.models import Notice
from discussions.spaces.actions import open_space
from discussions.spaces.models import Admission
from discussions.spaces.seating import open_seat
from discussions.spaces.shapes import SpaceDraft
from groups.models import Seat
from groups.roles import Role
from tests.api.ask import Answer, ask
from tests.world import World, person

pytestmark = pytest.mark.django_db


def mute(world: World, who: object = None, *, seat: int | None = None, **more: object) -> Answer:
    """Ada mutes Ben for an hour."""
    asked = {"minutes": 60, "reason": "Three insults in a row.", **more}
    return ask(who or world.ada).post(f"/api/seats/{seat or world.seat(world.ben).pk}/mute", asked)  # type: ignore[arg-type]  # a person of the cast


def says(world: World, space: int | None = None, topic: int | None = None) -> Answer:
    """Ben tries to speak."""
    draft = {"client_id": str(uuid4()), "topic": topic or world.yarn, "body": "But still."}
    return ask(world.ben).post(f"/api/spaces/{space or world.loom.pk}/messages", draft)


def test_the_muted_wait_until_the_time_is_over(world: World) -> None:
    assert mute(world)[0] == 204
    rev = Stream.objects.get(pk=world.loom.pk).rev
    status, answer = says(world)
    assert (status, answer["code"]) == (403, "muted")
    assert timedelta(minutes=59) < datetime.fromisoformat(answer["facts"]["until"]) - now() <= timedelta(minutes=60)
    assert Stream.objects.get(pk=world.loom.pk).rev == rev
    shown = ask(world.ben).get(f"/api/spaces/{world.loom.pk}")[1]
    assert shown["may_post"] is True
    refused, told = (datetime.fromisoformat(each) for each in (answer["facts"]["until"], shown["muted_until"]))
    assert timedelta() <= refused - told < timedelta(milliseconds=1)
    clock.shift(timedelta(minutes=61))
    assert says(world)[0] == 201
    assert ask(world.ben).get(f"/api/spaces/{world.loom.pk}")[1]["muted_until"] is None


def test_in_one_space_they_are_muted_there_alone(world: World) -> None:
    other = open_space(world.ada.pk, SpaceDraft(group=world.weavers.pk, title="Dye"))
    opening = {"client_id": str(uuid4()), "title": "Indigo", "body": "Blue first."}
    assert mute(world, space=world.loom.pk)[0] == 204
    assert says(world)[1]["code"] == "muted"
    assert ask(world.ben).post(f"/api/spaces/{other.pk}/topics", opening)[0] == 201


def test_who_is_muted_learns_why_and_nobody_else_learns_anything(world: World) -> None:
    before = Stream.objects.get(pk=world.loom.pk).rev
    mute(world)
    notice = Notice.objects.get(person=world.ben)
    assert (notice.what, notice.facts["reason"], notice.facts["space"]) == ("muted", "Three insults in a row.", None)
    assert Stream.objects.get(pk=world.loom.pk).rev == before
    assert ask(world.ada).get(f"/api/spaces/{world.loom.pk}")[1]["muted_until"] is None


def test_the_record_keeps_who_muted_whom_and_why(world: World) -> None:
    mute(world, space=world.loom.pk)
    entry = AuditEntry.objects.filter(group_id=world.weavers.pk).latest("number")
    assert (entry.verb, entry.actor_id, entry.subject_id, entry.reason, entry.facts["space"]) == (
        "seat.mute", world.ada.pk, str(world.seat(world.ben).pk), "Three insults in a row.", world.loom.pk,
    )  # fmt: skip


def test_moderators_see_who_is_muted_and_give_the_word_back(world: World) -> None:
    mute(world)
    mute(world, space=world.loom.pk, minutes=30)
    status, rows = ask(world.ada).get(f"/api/groups/{world.weavers.pk}/duty")
    assert (status, [(row["by"]["name"], row["space"], row["title"]) for row in rows["mutes"]]) == (
        200, [("Ben (example)", world.loom.pk, "Loom"), ("Ben (example)", None, "")],
    )  # fmt: skip
    path = f"/api/seats/{world.seat(world.ben).pk}/unmute"
    assert ask(world.ada).post(path, {"reason": "We have talked."})[0] == 204
    assert ask(world.ada).get(f"/api/groups/{world.weavers.pk}/duty")[1]["mutes"] == []
    assert says(world)[0] == 201
    entries = AuditEntry.objects.count()
    assert ask(world.ada).post(path, {"reason": "Again."})[0] == 204
    assert AuditEntry.objects.count() == entries


def test_only_moderators_of_the_group_mute_and_never_one_another(world: World) -> None:
    cleo = person("Cleo")
    open_seat(by=world.olga.pk, group_id=world.weavers.pk, person_id=cleo.pk, organisation_id=world.lantern.pk, role=Role.MODERATOR)
    assert [mute(world, who)[0] for who in (world.ben, world.eve, world.olga)] == [404, 404, 404]
    assert mute(world, cleo, seat=world.seat(world.ada).pk)[1]["code"] == "not_allowed"
    assert mute(world, seat=world.seat(world.ada).pk)[1]["code"] == "not_allowed"
    assert ask(world.ben).get(f"/api/groups/{world.weavers.pk}/duty")[0] == 404
    assert Seat.objects.filter(muted_until__isnull=False).count() == Admission.objects.filter(muted_until__isnull=False).count() == 0
    assert Notice.objects.filter(what="muted").count() == 0


def test_a_space_that_the_moderator_does_not_read_is_not_there(world: World) -> None:
    cleo = person("Cleo")
    open_seat(by=world.olga.pk, group_id=world.weavers.pk, person_id=cleo.pk, organisation_id=world.lantern.pk, role=Role.MODERATOR)
    closed = open_space(world.ada.pk, SpaceDraft(group=world.weavers.pk, title="Back room", seats=[world.seat(world.ben).pk]))
    assert mute(world, cleo, space=closed.pk)[0] == 404
    assert mute(world, space=world.oven.pk)[0] == 404
    assert mute(world, space=closed.pk)[0] == 204
    assert [mute(world, minutes=minutes)[0] for minutes in (0, 60 * 24 * 91)] == [422, 422]


def test_the_muted_may_take_their_words_back_and_read_and_report(world: World) -> None:
    said, heard = world.say(world.ben, "Hasty."), world.say(world.ada, "Well.")
    mute(world)
    base = f"/api/spaces/{world.loom.pk}/messages"
    assert ask(world.ben).post(f"{base}/{heard.place}/report", {"reason": "tone"})[0] == 201
    assert ask(world.ben).post(f"{base}/{heard.place}/reactions", {"word": "thanks", "on": True})[1]["code"] == "muted"
    assert ask(world.ben).patch(f"{base}/{said.place}", {"body": "Calm."})[1]["code"] == "muted"
    assert ask(world.ben).post(f"{base}/{said.place}/withdraw")[0] == 200
