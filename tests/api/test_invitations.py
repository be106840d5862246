"""Invitations: one address, one seat, once."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from collab import clock
from collab.accounts.models import Person
from collab.audit.models import AuditEntry
from collab.errors import Code, DomainError
from discussions.spaces.reads import standing_in
from discussions.spaces.seating import accept_invitation, change_seat, end_seat
from groups.models import Invitation, Seat
from groups.roles import Role
from tests.api.ask import Asking, ask
from tests.world import World, build, person

HIDDEN = (404, {"code": "not_found", "message": "There is nothing here that you can see.", "facts": {}})
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world() -> World:
    return build()


def invite(world: World, by: Person | None = None, **fields: object) -> tuple[int, str]:
    """Invite, and the path in the mail."""
    draft = {"email": "nia@example.org", "organisation": world.lantern.pk, "role": "member", **fields}
    status, answer = ask(by or world.ada).post(f"/api/groups/{world.weavers.pk}/invitations", draft)
    assert status == 201, answer
    return answer["id"], path_in(str(mail.outbox[-1].body))


def path_in(body: str) -> str:
    """The path of the link in a mail."""
    found = re.search(r"http://testserver(/account/invitation/[\w-]+/)", body)
    assert found, body
    return found[1]


def token_of(path: str) -> str:
    """The token in a path."""
    return path.split("/")[3]


def accept(path: str, **fields: str) -> tuple[Client, int]:
    """A new person fills in the form; the browser and the status."""
    browser = Client()
    answer = browser.post(path, {"name": "Nia (example)", "password1": "correct horse battery", **fields})
    return browser, answer.status_code


def test_the_mail_has_the_link_and_nothing_about_the_group(world: World) -> None:
    invite(world)
    [letter] = mail.outbox
    assert (letter.to, letter.subject) == (["nia@example.org"], "An invitation to Collab")
    assert "Weavers" not in str(letter.body)
    assert "Lantern" not in str(letter.body)
    assert "Ada" not in str(letter.body)


def test_only_a_hash_of_the_token_is_stored(world: World) -> None:
    number, path = invite(world)
    stored = Invitation.objects.get(pk=number)
    assert len(token_of(path)) == 43  # 256 bits
    assert re.fullmatch(r"[0-9a-f]{64}", stored.token_hash)
    assert token_of(path) not in str(vars(stored))
    assert stored.expires_at - stored.created_at >= timedelta(days=6, hours=23, minutes=59)


def test_a_new_person_makes_an_account_and_sits(world: World) -> None:
    _, path = invite(world)
    page = Client().get(path)
    for words in ("Weavers", "Lantern (example)", "member", "nia@example.org"):
        assert words in page.content.decode()
    browser, status = accept(path, email="eve@example.org")  # the field is locked: what is sent in it counts for nothing
    assert status == 302
    nia = Person.objects.get(email="nia@example.org")
    assert (nia.name, nia.has_usable_password(), nia.password.startswith("argon2")) == ("Nia (example)", True, True)
    assert standing_in(nia.pk, world.loom.pk).role is Role.MEMBER
    assert browser.get("/api/me").json()["email"] == "nia@example.org"
    assert [each.verb for each in AuditEntry.objects.filter(group_id=world.weavers.pk).order_by("-number")[:3]] == [
        "invitation.accept", "seat.open", "invitation.send",
    ]  # fmt: skip


def test_a_short_password_is_refused_and_the_invitation_stays(world: World) -> None:
    number, path = invite(world)
    _, status = accept(path, password1="fourteen chars")
    assert status == 200
    assert not Person.objects.filter(email="nia@example.org").exists()
    assert Invitation.objects.get(pk=number).used_at is None


def test_it_works_once(world: World) -> None:
    _, path = invite(world)
    accept(path)
    page = Client().get(path)
    assert (page.status_code, 'data-code="invitation_spent"' in page.content.decode()) == (409, True)
    assert accept(path)[1] == 409
    assert Person.objects.filter(email="nia@example.org").count() == 1


def test_an_existing_person_signs_in_and_accepts_with_one_button(world: World) -> None:
    _, path = invite(world, email="eve@example.org", organisation=world.kiln.pk, role="observer")
    page = Client().get(path).content.decode()
    assert f"/account/login/?next={path}" in page
    assert "password1" not in page
    eve = ask(world.eve)
    assert "Take the seat" in eve.client.get(path).content.decode()
    answer = eve.client.post(path, {"csrfmiddlewaretoken": eve.token})
    assert (answer.status_code, answer["Location"]) == (302, f"/g/{world.weavers.pk}")
    assert standing_in(world.eve.pk, world.loom.pk).role is Role.OBSERVER


def test_another_account_is_turned_away(world: World) -> None:
    number, path = invite(world)
    eve = ask(world.eve)
    page = eve.client.get(path)
    assert (page.status_code, 'data-code="address_differs"' in page.content.decode()) == (403, True)
    assert "Weavers" not in page.content.decode()
    assert eve.client.post(path, {"csrfmiddlewaretoken": eve.token}).status_code == 403
    assert Invitation.objects.get(pk=number).used_at is None
    assert Seat.objects.filter(person=world.eve).count() == 1


def test_an_unknown_token_is_missing(world: World) -> None:
    page = Client().get("/account/invitation/never-given-out/")
    assert (page.status_code, 'data-code="not_found"' in page.content.decode()) == (404, True)


def test_it_expires_after_seven_days(world: World) -> None:
    _, path = invite(world)
    clock.shift(timedelta(days=7))
    assert accept(path)[1] == 409
    assert not Person.objects.filter(email="nia@example.org").exists()
    _, page = ask(world.olga).get(f"/api/groups/{world.weavers.pk}")
    assert [each["state"] for each in page["invitations"]] == ["expired"]


def test_a_second_invitation_makes_the_first_void(world: World) -> None:
    _, first = invite(world)
    _, second = invite(world)
    assert accept(first)[1] == 409
    assert accept(second)[1] == 302


def test_an_invitation_is_revoked(world: World) -> None:
    number, path = invite(world)
    assert ask(world.eve).delete(f"/api/invitations/{number}") == HIDDEN == ask(world.eve).delete("/api/invitations/12")
    assert ask(world.ben).delete(f"/api/invitations/{number}") == HIDDEN == ask(world.ben).delete("/api/invitations/12")  # a member
    assert ask(world.ada).delete(f"/api/invitations/{number}") == (204, None) == ask(world.ada).delete(f"/api/invitations/{number}")
    assert AuditEntry.objects.filter(verb="invitation.revoke").count() == 1
    assert accept(path)[1] == 409


@pytest.mark.parametrize("how", ["ended", "demoted", "deactivated"])
def test_it_ends_with_the_right_of_whoever_invited(world: World, how: str) -> None:
    change_seat(by=world.ada.pk, seat_id=world.seat(world.ben).pk, role=Role.MODERATOR)
    _, path = invite(world, by=world.ben)
    if how == "ended":
        end_seat(by=world.ada.pk, seat_id=world.seat(world.ben).pk, reason="moved on")
    elif how == "demoted":
        change_seat(by=world.ada.pk, seat_id=world.seat(world.ben).pk, role=Role.MEMBER)
    else:
        ask(world.olga).post(f"/api/seats/{world.seat(world.ben).pk}/account", {"active": False, "reason": "lost laptop"})
    assert accept(path)[1] == 409
    assert not Person.objects.filter(email="nia@example.org").exists()


def test_who_may_invite_whom(world: World) -> None:
    draft = {"email": "nia@example.org", "organisation": world.lantern.pk, "role": "lead"}
    path = f"/api/groups/{world.weavers.pk}/invitations"
    assert ask(world.ben).post(path, draft)[1]["code"] == "not_allowed"
    assert ask(world.eve).post(path, draft) == HIDDEN == ask(world.eve).post("/api/groups/12/invitations", draft)
    change_seat(by=world.ada.pk, seat_id=world.seat(world.ben).pk, role=Role.MODERATOR)
    assert ask(world.ben).post(path, draft)[1]["message"] == "Only a lead or the secretariat makes somebody lead."
    assert ask(world.olga).post(path, draft)[0] == 201
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize("email", ["nia", "nia@", "n ia@example.org", "nıa@example.org", "nia@example.org\nBcc: eve@example.org"])
def test_an_address_is_checked(world: World, email: str) -> None:
    draft = {"email": email, "organisation": world.lantern.pk}
    status, refusal = ask(world.ada).post(f"/api/groups/{world.weavers.pk}/invitations", draft)
    assert (status, refusal["facts"]) == (422, {"fields": ["draft.email"]})
    assert mail.outbox == []


def test_inviting_somebody_who_sits_already_tells_nothing(world: World) -> None:
    """The answer for a member's address is that for a stranger's; only they learn, when they try to accept."""
    known = ask(world.ada).post(
        f"/api/groups/{world.weavers.pk}/invitations", {"email": "ben@example.org", "organisation": world.lantern.pk}
    )
    other = ask(world.ada).post(
        f"/api/groups/{world.weavers.pk}/invitations", {"email": "nia@example.org", "organisation": world.lantern.pk}
    )
    assert (known[0], sorted(known[1])) == (other[0], sorted(other[1]))
    ben = ask(world.ben)
    path = path_in(str(mail.outbox[0].body))
    page = ben.client.post(path, {"csrfmiddlewaretoken": ben.token})
    assert (page.status_code, 'data-code="seat_exists"' in page.content.decode()) == (409, True)
    assert Seat.objects.filter(person=world.ben).count() == 1


def test_fifty_at_once_take_one_seat(world: World) -> None:
    """S20: of fifty redemptions at the same moment, by one account, exactly one is seated."""
    nia = person("Nia")
    _, path = invite(world)

    def redeem(_: int) -> str:
        try:
            accept_invitation(nia.pk, nia.email, token_of(path))
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()
        return "seated"

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(redeem, range(50)))
    assert answers.count("seated") == 1
    assert answers.count(Code.INVITATION_SPENT) == 49
    assert Seat.objects.filter(person=nia).count() == 1


def test_new_accounts_at_once_are_one(world: World) -> None:
    _, path = invite(world)

    def redeem(_: int) -> int:
        try:
            return accept(path)[1]
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(redeem, range(5)))
    assert Person.objects.filter(email="nia@example.org").count() == 1
    assert Seat.objects.filter(person__email="nia@example.org").count() == 1
    assert answers.count(302) >= 1
    assert set(answers) <= {302, 409}


def test_nobody_signs_up_without_an_invitation(world: World) -> None:
    page = Client().get("/account/signup/").content.decode()
    assert "password1" not in page
    Client().post("/account/signup/", {"email": "nia@example.org", "password1": "correct horse battery", "name": "Nia"})
    body = {"email": "nia@example.org", "password": "correct horse battery"}
    answer = Asking(None).raw("POST", "/_allauth/browser/v1/auth/signup", body)
    assert answer.status_code == 403
    assert not Person.objects.filter(email="nia@example.org").exists()
