"""Appending to the audit chain."""

import hashlib
import json
from datetime import datetime
from typing import Any

from collab.audit.models import AuditChain, AuditEntry
from collab.clock import now

START = "0" * 64  # what the first entry of a chain follows


def record(
    verb: str, *, group_id: int | None, actor_id: int | None, subject: tuple[str, int | str], reason: str = "", **facts: Any
) -> AuditEntry:
    """Append one act to its group's chain, in the caller's transaction.

    Call it as the last write: the head of the chain is the last lock in the order of locks.
    """
    AuditChain.objects.get_or_create(pk=group_id or 0)
    chain = AuditChain.objects.select_for_update(no_key=True).get(pk=group_id or 0)
    entry = AuditEntry(
        chain=chain, number=chain.length + 1, group_id=group_id, actor_id=actor_id, verb=verb, subject_kind=subject[0],
        subject_id=str(subject[1]), reason=reason, facts=facts, at=now(), previous_hash=chain.head,
    )  # fmt: skip
    entry.hash = hash_of(entry)
    entry.save(force_insert=True)
    chain.length, chain.head = entry.number, entry.hash
    chain.save(update_fields=["length", "head"])
    return entry


def hash_of(entry: AuditEntry) -> str:
    """SHA-256 over the canonical JSON of every other column, the previous hash included."""
    at: datetime = entry.at
    content = [
        entry.chain_id, entry.number, entry.group_id, entry.actor_id, entry.verb, entry.subject_kind, entry.subject_id,
        entry.reason, entry.facts, at.isoformat(timespec="microseconds"), entry.previous_hash,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
