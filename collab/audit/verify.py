"""Proving the record: every entry's hash, every link, every head, and whether what was signed earlier still stands."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from collab.audit.heads import Signed
from collab.audit.models import AuditChain, AuditEntry
from collab.audit.record import START, hash_of

AT_ONCE = 2000  # entries in memory


@dataclass(frozen=True, slots=True)
class Fault:
    """Where a chain does not hold.  `number` is the entry's, or the length that the chain should have."""

    chain: int
    number: int
    what: str

    def __str__(self) -> str:
        return f"chain {self.chain}, entry {self.number}: {self.what}"


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at, and what is wrong with it."""

    chains: int
    entries: int
    faults: list[Fault]


def verify(signed: Iterable[Signed] = ()) -> Verified:
    """Read every chain from its first entry.  `signed` are heads from earlier: each must lie on its chain.

    Run it on a copy, or while nobody writes: an entry that is appended meanwhile can look like one too many.
    """
    earlier: dict[int, dict[int, str]] = {}
    for each in signed:
        for head in each.chains:
            earlier.setdefault(head.chain, {})[head.length] = head.hash
    faults: list[Fault] = []
    chains = {chain.pk: chain for chain in AuditChain.objects.order_by("pk")}
    for key, chain in chains.items():
        entries = AuditEntry.objects.filter(chain=chain).order_by("number").iterator(AT_ONCE)
        faults += faults_of(chain, entries, earlier.get(key, {}))
    for key in sorted(earlier.keys() - chains.keys()):
        faults.append(Fault(key, max(earlier[key]), "the chain is gone; a signed head names it"))
    return Verified(len(chains), AuditEntry.objects.count(), faults)


def faults_of(chain: AuditChain, entries: Iterable[AuditEntry], earlier: Mapping[int, str]) -> Iterator[Fault]:
    """What is wrong with one chain, from its entries in the order of their numbers; `earlier` are signed hashes by length."""
    number, previous = 0, START
    for entry in entries:
        if entry.number != number + 1:
            yield Fault(chain.pk, number + 1, "missing" if entry.number > number + 1 else "there twice")
        if entry.previous_hash != previous:
            yield Fault(chain.pk, entry.number, "does not follow the one before it")
        if entry.hash != hash_of(entry):
            yield Fault(chain.pk, entry.number, "was changed after it was written")
        if earlier.get(entry.number, entry.hash) != entry.hash:
            yield Fault(chain.pk, entry.number, "is another one than when the head was signed")
        number, previous = entry.number, entry.hash
    if (chain.length, chain.head) != (number, previous):
        yield Fault(chain.pk, chain.length, "the head of the chain names another entry than its last")
    for length in sorted(earlier):
        if length > number:
            yield Fault(chain.pk, length, "is gone; a signed head names it")
