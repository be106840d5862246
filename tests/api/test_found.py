"""Founding: the operator's one command on an empty site."""

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from collab.accounts.models import Person
from collab.audit.models import AuditEntry
from groups.models import Constituency, Group, Seat
from groups.reads import is_officer
from tests.world import World

pytestmark = pytest.mark.django_db


def test_the_first_officer_is_made_and_told(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("found", "--mail", "First@Example.org", "--name", " Nia  Lark (example) ", "--organisation", "Lark House (example)")
    nia = Person.objects.get()
    seat = Seat.objects.select_related("organisation", "group").get()
    assert (nia.email, nia.name, nia.has_usable_password()) == ("first@example.org", "Nia Lark (example)", False)
    assert (seat.person_id, seat.role, seat.organisation.name, seat.group.kind) == (nia.pk, "lead", "Lark House (example)", "secretariat")
    assert is_officer(nia.pk)
    assert list(Constituency.objects.values_list("mark", flat=True)) == ["gov", "prv", "cso", "igo", "svc", "lea", "res", "sec"]
    assert AuditEntry.objects.get().verb == "alliance.found"
    [letter] = mail.outbox
    assert letter.to == ["first@example.org"]
    assert "http://testserver/account/login/" in letter.body
    assert "first@example.org" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("address", "name", "says"),
    [
        ("nobody", "Nia", "not a mail address"),
        ("first@example.org", "  ", "at least one letter"),
        ("olga@example.org", "Olga", "account already"),
        ("first@example.org", "Nia", "secretariat already"),
    ],
)
def test_what_cannot_be_founded_is_refused(world: World, address: str, name: str, says: str) -> None:
    before = Person.objects.count()
    with pytest.raises(CommandError, match=says):
        call_command("found", "--mail", address, "--name", name)
    assert (Person.objects.count(), Group.objects.filter(kind="secretariat").count(), mail.outbox) == (before, 1, [])
