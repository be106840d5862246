"""What moderators decided about people, from the act to its end: written with the act, under the locks of the act."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings

from collab.clock import now
from collab.streams.counter import Counter
from discussions.chat.actions import empty
from discussions.chat.models import Message
from discussions.desk.models import Appeal, Ruling
from discussions.desk.roles import AppealAnswer, RulingKind
from discussions.desk.sealing import seal
from discussions.personal.actions import notify
from groups.models import Seat


def redact(message: Message, by: Seat, reason: str, room: Counter, own: Counter | None) -> None:
    """Empty a message for everybody, and tell its author why.  Both counters are saved.

    `own`: the counter of the stream of `author_to_tell`; then the words are sealed until the time to appeal is over.  None: there is
    nobody to tell, and they are gone at once.
    """
    if own is not None and message.author is not None:
        content = {
            "body": message.body, "note": message.note, "cards": message.cards, "carried": message.carried,
            "edited_at": message.edited_at.isoformat() if message.edited_at else None,
        }  # fmt: skip
        ruling = Ruling.objects.create(
            kind=RulingKind.REDACTION, seat=message.author, by=by, space_id=message.space_id, message=message, reason=reason, at=now(),
            until=now() + timedelta(days=settings.APPEAL_DAYS), sealed=seal(content),
        )  # fmt: skip
        notify(own, message.author.person_id, "redacted", message.entry, reason=reason, group=by.group_id, ruling=ruling.number)
        own.save()
    empty(message, "redacted", room)


def author_to_tell(message: Message, person_id: int) -> Seat | None:
    """Whom a redaction by `person_id` concerns: the author, if it is somebody else whose seat has not ended.  Needs the author loaded."""
    author = message.author
    told = author is not None and author.person_id != person_id and (author.until is None or author.until > now())
    return author if told else None


def end(rulings: Iterable[Ruling], desk: Counter) -> None:
    """End rulings: sealed words are erased, an appeal that waits is over.  The caller saves the counter."""
    for ruling in rulings:
        ruling.ended_at, ruling.sealed = now(), None
        ruling.save(update_fields=["ended_at", "sealed"])
        for appeal in Appeal.objects.select_related("entry").filter(ruling=ruling, answer=""):
            appeal.answer, appeal.decided_at = AppealAnswer.OVER, now()
            appeal.save(update_fields=["answer", "decided_at"])
            desk.touch(appeal.entry)
