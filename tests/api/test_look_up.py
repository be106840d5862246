"""Who is behind a pseudonym: its group's leads look it up with a reason, on the record, and the person is told."""

import pytest

from collab.accounts.models import Person
from collab.audit.models import AuditEntry
from discussions.personal.models import Notice
from discussions.spaces.seating import accept_invitation, open_seat
from groups.actions import create_group
from groups.invitations import invite
from groups.models import Group, Seat
from groups.roles import GroupKind, Role
from groups.shapes import GroupDraft, InvitationDraft
from tests.api.ask import ask
from tests.api.gate import NOTHING_HERE, stored
from tests.world import World, person

pytestmark = pytest.mark.django_db
REASON = "She asked for her travel to be paid."


@pytest.fixture
def circle(world: World) -> Group:
    """Ada leads, Eve moderates, Ben belongs."""
    group = create_group(world.olga.pk, GroupDraft(name="Circle", kind=GroupKind.CIRCLE, pseudonyms=True, listed=False))
    for who, role in ((world.ada, Role.LEAD), (world.eve, Role.MODERATOR), (world.ben, Role.MEMBER)):
        open_seat(by=world.olga.pk, group_id=group.pk, person_id=who.pk, organisation_id=world.lantern.pk, role=role)
    return group


def address(circle: Group, who: Person) -> str:
    return f"/api/seats/{Seat.objects.get(group=circle, person=who).pk}/look-up"


def test_a_lead_reads_the_name_and_the_person_is_told(world: World, circle: Group) -> None:
    status, answer = ask(world.ada).post(address(circle, world.ben), {"reason": REASON})
    seat = Seat.objects.get(group=circle, person=world.ben)
    assert (status, answer) == (200, {"seat": seat.pk, "name": "Ben (example)", "email": world.ben.email})
    notice = Notice.objects.get(person=world.ben)
    assert (notice.what, notice.facts) == ("looked_up", {"reason": REASON, "group": circle.pk})
    entry = AuditEntry.objects.filter(chain_id=circle.pk).last()
    assert entry is not None
    assert (entry.verb, entry.actor_id, entry.subject_id, entry.reason) == ("seat.look_up", world.ada.pk, str(seat.pk), REASON)
    assert "Ben" not in str(entry.facts)


def test_nobody_else_reads_it_and_nobody_without_a_reason(world: World, circle: Group) -> None:
    """Not the secretariat, not a moderator, not who sits beside; to others there is no such seat."""
    path, zoe = address(circle, world.ben), person("Zoe")
    before = stored()
    assert ask(world.eve).post(path, {"reason": REASON})[1]["code"] == "not_allowed"
    assert ask(world.ben).post(path, {"reason": REASON})[1]["code"] == "not_allowed"
    assert ask(world.ada).post(address(circle, world.ada), {"reason": REASON})[1]["code"] == "not_allowed"
    for other in (world.olga, zoe):
        assert ask(other).post(path, {"reason": REASON}) == (404, NOTHING_HERE)
    assert ask(world.ada).post(path, {"reason": ""})[0] == 422
    plain = Seat.objects.get(group=world.weavers, person=world.ben).pk
    assert ask(world.ada).post(f"/api/seats/{plain}/look-up", {"reason": REASON})[1]["code"] == "not_allowed"
    assert stored() == before


def test_an_invitation_tells_nobody_whose_pseudonym_came_of_it(world: World, circle: Group) -> None:
    """Its address beside the newest pseudonym would; and so would its number in the record, to who has seen the two together."""
    made, token = invite(world.ada.pk, circle.pk, InvitationDraft(email="zoe@example.org", organisation=world.lantern.pk))

    def listed(who: Person) -> list[str]:
        return [each["email"] for each in ask(who).get(f"/api/groups/{circle.pk}")[1]["invitations"]]

    assert [listed(who) for who in (world.ada, world.eve, world.olga, world.ben)] == [["zoe@example.org"], [], [], []]
    zoe = person("Zoe")
    seat = accept_invitation(zoe.pk, zoe.email, token)
    assert [listed(who) for who in (world.ada, world.eve, world.olga)] == [[], [], []]
    record = ask(world.ada).get(f"/api/groups/{circle.pk}/audit")[1]["entries"]
    (entry,) = [each for each in record if each["verb"] == "invitation.accept"]
    assert (entry["subject"], entry["subject_id"]) == ("seat", str(seat.pk))
    assert str(made.pk) not in {each["subject_id"] for each in record if each["verb"] != "invitation.send"}
