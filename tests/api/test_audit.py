"""The record of privileged acts: append-only, provable, and fixed by signed heads that lie elsewhere."""

import json
import random
from collections.abc import Callable
from copy import copy
from datetime import UTC, datetime
from importlib import import_module
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from pytest_django.fixtures import Settings

from collab.audit.heads import Head, Signed, Unsigned, public_key, read_signed, sign, witness
from collab.audit.models import AuditChain, AuditEntry, AuditHead
from collab.audit.record import START, hash_of, record
from collab.audit.verify import Fault, faults_of, verify

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
ACTS = 12


def filled() -> None:
    """Two chains: that of group 7, and the site's."""
    with transaction.atomic():
        for number in range(ACTS):
            record(
                "seat.open", group_id=7, actor_id=1, subject=("seat", number), reason=f"Réf. {number}", role="member", parts=["a", number]
            )
        record("organisation.create", group_id=None, actor_id=1, subject=("organisation", 3))


def chain_of(key: int) -> tuple[AuditChain, list[AuditEntry]]:
    return AuditChain.objects.get(pk=key), list(AuditEntry.objects.filter(chain_id=key).order_by("number"))


def rehashed(chain: AuditChain, entries: list[AuditEntry], start: int) -> None:
    """What a forger with the database does: all hashes anew from `start` on, and the head with them."""
    previous = entries[start - 1].hash if start else START
    for number, entry in enumerate(entries[start:], start + 1):
        entry.number, entry.previous_hash = number, previous
        entry.hash = previous = hash_of(entry)
    chain.length, chain.head = len(entries), previous


def test_a_whole_record_holds() -> None:
    filled()
    found = verify([sign()])
    assert (found.chains, found.entries, found.faults) == (2, ACTS + 1, [])


def test_the_database_refuses_to_change_or_delete_an_entry() -> None:
    filled()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(import_module("collab.audit.migrations.0002_heads_and_triggers").SQLITE["audit_entry_undeleted"])
    before = list(AuditEntry.objects.order_by("pk").values_list())
    for act in (lambda: AuditEntry.objects.filter(number=3).update(reason="x"), lambda: AuditEntry.objects.filter(number=3).delete()):
        with pytest.raises(DatabaseError, match="an entry of the audit is never changed or deleted"), transaction.atomic():
            act()
    assert list(AuditEntry.objects.order_by("pk").values_list()) == before


Tampering = Callable[[AuditChain, list[AuditEntry], random.Random], None]


def flip(chain: AuditChain, entries: list[AuditEntry], chance: random.Random) -> None:
    entry = chance.choice(entries)
    moment = entry.at.replace(microsecond=(entry.at.microsecond + 1) % 1_000_000)
    changes = {
        "actor_id": 2, "reason": entry.reason + " ", "facts": {**entry.facts, "role": "lead"}, "subject_id": "99", "at": moment,
        "verb": "seat.end", "group_id": 8, "subject_kind": "person", "hash": START,
    }  # fmt: skip
    column = chance.choice(sorted(changes))
    setattr(entry, column, changes[column])


def drop(chain: AuditChain, entries: list[AuditEntry], chance: random.Random) -> None:
    entries.pop(chance.randrange(len(entries)))


def swap(chain: AuditChain, entries: list[AuditEntry], chance: random.Random) -> None:
    one, other = chance.sample(range(len(entries)), 2)
    entries[one], entries[other] = entries[other], entries[one]
    entries[one].number, entries[other].number = entries[other].number, entries[one].number


def truncate(chain: AuditChain, entries: list[AuditEntry], chance: random.Random) -> None:
    """The end is cut off, and the head of the chain put right: only a head that lies elsewhere tells."""
    del entries[chance.randrange(len(entries)) :]
    rehashed(chain, entries, len(entries))


def forge(chain: AuditChain, entries: list[AuditEntry], chance: random.Random) -> None:
    """An act and all that follows, written anew with fitting hashes."""
    start = chance.randrange(len(entries))
    entries[start].actor_id = 2
    rehashed(chain, entries, start)


@pytest.mark.parametrize("tamper", [flip, drop, swap, truncate, forge])
def test_every_tampering_is_found(tamper: Tampering) -> None:
    """200 of each kind, 1,000 together, beside a head that was signed before."""
    filled()
    chain, entries = chain_of(7)
    signed = {chain.length: chain.head}
    assert list(faults_of(chain, entries, signed)) == []
    for seed in range(200):
        forged, chance = copy(chain), random.Random(seed)
        changed = [copy(entry) for entry in entries]
        tamper(forged, changed, chance)
        assert list(faults_of(forged, changed, signed)), f"{tamper.__name__} {seed} was not found"


def test_a_chain_that_is_gone_is_missed() -> None:
    filled()
    signed = sign()
    more = Signed(signed.site, signed.at, [*signed.chains, Head(8, 4, "ab")], signed.key)
    assert verify([more]).faults == [Fault(8, 4, "the chain is gone; a signed head names it")]


def test_a_changed_line_is_no_signed_head(settings: Settings) -> None:
    filled()
    line = sign().line()
    assert read_signed(line).chains == sign().chains
    raw = json.loads(line)
    raw["chains"][1][1] -= 1
    for bad, why in (
        (json.dumps(raw), "The signature does not fit"), ("{}", "no signed head"), ("[]", "no signed head"), ("nonsense", "no signed head"),
    ):  # fmt: skip
        with pytest.raises(Unsigned, match=why):
            read_signed(bad)
    old = public_key()
    settings.SECRET_KEY = "another key, as after a change of keys"
    with pytest.raises(Unsigned, match="another key"):
        read_signed(line)
    assert read_signed(line, old).key == old


def test_the_command_proves_the_record_against_heads_from_a_file(tmp_path: Path) -> None:
    filled()
    heads, out = tmp_path / "heads.jsonl", StringIO()
    call_command("audit", "head", "--to", str(heads), stdout=StringIO())
    call_command("audit", "verify", "--heads", str(heads), stdout=out)
    assert out.getvalue() == f"The record holds: {ACTS + 1} entries in 2 chains, 1 signed heads.\n"
    entries = chain_of(7)[1]
    AuditChain.objects.filter(pk=7).update(length=ACTS - 1, head=entries[-2].hash)
    errors = StringIO()
    with pytest.raises(CommandError, match="The record does not hold: 1 faults"):
        call_command("audit", "verify", stdout=StringIO(), stderr=errors)
    assert errors.getvalue() == f"chain 7, entry {ACTS - 1}: the head of the chain names another entry than its last\n"
    heads.write_text(heads.read_text().replace('"length"', '"l"').replace(entries[-1].hash, entries[0].hash))
    with pytest.raises(CommandError, match="line 1: The signature does not fit"):
        call_command("audit", "verify", "--heads", str(heads), stdout=StringIO())


def test_a_head_goes_out_once_a_day(settings: Settings, tmp_path: Path) -> None:
    filled()
    assert (witness(), AuditHead.objects.count()) == (False, 0)  # nobody was named
    settings.AUDIT_WITNESS = "witness@example.org"
    with time_machine.travel(datetime(2026, 11, 25, 9, tzinfo=UTC), tick=False):
        assert (witness(), witness()) == (True, False)
    with time_machine.travel(datetime(2026, 11, 26, 0, 1, tzinfo=UTC), tick=False):
        assert (witness(), witness()) == (True, False)
    assert [letter.to for letter in mail.outbox] == [["witness@example.org"]] * 2
    line = AuditHead.objects.get(day="2026-11-25").line
    assert line in mail.outbox[0].body
    assert verify([read_signed(line)]).faults == []


def test_a_head_that_could_not_be_kept_is_tried_again(settings: Settings, tmp_path: Path) -> None:
    filled()
    settings.AUDIT_WITNESS = str(tmp_path / "no" / "heads.jsonl")
    with pytest.raises(FileNotFoundError):
        witness()
    assert AuditHead.objects.count() == 0
    (tmp_path / "no").mkdir()
    assert witness()
    assert read_signed((tmp_path / "no" / "heads.jsonl").read_text()).chains == sign().chains
