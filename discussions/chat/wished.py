"""What becomes of a message that waits for a decision: it says nothing to the room, and then speaks again or leaves.

So it is with a wish that it be TLP:RED, with a flag of another group, and with a redaction that is lifted on appeal.
"""

from datetime import datetime
from typing import Any

from collab.clock import now
from collab.labels import highest
from collab.search.index import forget, reindex
from collab.streams.counter import Counter
from collab.text.render import mentioned, render
from discussions.chat.actions import seal_evidence, touch_quoting
from discussions.chat.models import Message, ShownCounts, Topic
from discussions.chat.posting import store_mentions

SAID = [
    "body", "html", "note", "cards", "carried", "attachments", "edited_at", "mentions_all", "mentions_moderators", "gone", "gone_at",
]  # fmt: skip


def put_away(message: Message, counter: Counter, label: str, how: str = "wished") -> dict[str, Any]:
    """Take a message's words out of every channel, raise its label to `label` at least, and return what it said.

    The caller keeps that, and saves the counter.  Needs entry and author loaded.
    """
    seal_evidence(message)
    said = {
        "body": message.body, "note": message.note, "cards": message.cards, "carried": message.carried,
        "attachments": message.attachments, "edited_at": message.edited_at.isoformat() if message.edited_at else None,
    }  # fmt: skip
    message.body = message.html = message.note = ""
    message.cards, message.carried, message.attachments, message.edited_at = [], None, None, None
    message.mentions_all = message.mentions_moderators = False
    message.gone, message.gone_at = how, now()
    message.save(update_fields=SAID)
    message.mentions.all().delete()
    message.entry.label = highest(message.entry.label, label)
    forget(message.entry)
    show(message, counter)
    return said


def bring_back(message: Message, said: dict[str, Any], counter: Counter) -> None:
    """Give a message its words again, under the label that it has now."""
    seats, words = (set[int](), set[str]()) if said["carried"] else mentioned(said["body"])  # an excerpt calls nobody
    message.body, message.html, message.note = said["body"], render(said["body"]), said["note"]
    message.cards, message.carried, message.attachments = said["cards"], said["carried"], said.get("attachments")
    message.edited_at = datetime.fromisoformat(said["edited_at"]) if said["edited_at"] else None
    message.mentions_all, message.mentions_moderators = "group:all" in words, "role:moderators" in words
    message.gone, message.gone_at = "", None
    message.save(update_fields=SAID)
    store_mentions(message, seats)
    reindex(message.entry, Topic.objects.get(pk=message.entry.topic_id).title, message.body)
    show(message, counter)


def send_off(message: Message, counter: Counter, how: str = "red") -> None:
    """Let a message that was put away leave the room for good; a tombstone says why."""
    message.gone, message.gone_at, message.pinned_at = how, now(), None
    message.save(update_fields=["gone", "gone_at", "pinned_at"])
    message.revisions.all().delete()
    message.reactions.all().delete()
    ShownCounts.objects.filter(message=message).update(shown={}, due_at=None)
    show(message, counter)


def show(message: Message, counter: Counter) -> None:
    """Show a message anew, and what quotes it."""
    counter.touch(message.entry)
    touch_quoting(message, counter)
