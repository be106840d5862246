"""How the parts are joined: written out, so that a search finds it."""

from typing import Any

from collab.accounts.reads import me_shape
from collab.accounts.sessions import live_sessions, signed_in
from collab.audit.heads import witness
from collab.files.store import forget_stranded
from collab.mail.sending import deliver
from collab.realtime.deadlines import DueJob
from collab.realtime.house import BatchVerb, House, Verb
from collab.realtime.lanes import Together, writing
from collab.search.erase import erase_forgotten
from collab.work.rounds import Round
from discussions import listening
from discussions.bridges.batches import depart_due
from discussions.bridges.flagging import lapse_due
from discussions.bridges.overdue import escalate_due
from discussions.bridges.pausing import resume_due
from discussions.carrying.settling import settle_due
from discussions.collections.actions import drop_disposed
from discussions.desk.appealing import end_due
from discussions.digest.sending import send_digests
from discussions.documents import life as documents
from discussions.documents.confirming import remind
from discussions.documents.disposing import destroy_leftovers, see_to_what_is_due
from discussions.documents.living import fold_old
from discussions.kinds import TIMELINE
from discussions.polls.life import keep_time
from discussions.polls.reminding import remind_voters
from discussions.polls.silence.telling import tell_ends
from discussions.spaces.seating import end_due_seats
from discussions.uploads.actions import forget_expired
from discussions.verbs import PostFrame, ReactFrame, ReadFrame, VoteFrame, act_posts, act_react, act_read, act_vote

VERBS: dict[str, Verb | BatchVerb] = {
    "post": BatchVerb(PostFrame, Together(writing, act_posts), "spaces.check_write, chat.check_post"),
    "react": Verb(ReactFrame, act_react, "chat.check_react"),
    "read": Verb(ReadFrame, act_read, "spaces.check_view"),
    "vote": Verb(VoteFrame, act_vote, "polls.check_cast"),
}

DUE_JOBS: list[DueJob] = [
    keep_time,
    documents.keep_time,
    see_to_what_is_due,
    remind,
    end_due_seats,
    resume_due,
    escalate_due,
    depart_due,
    settle_due,
    lapse_due,
    end_due,
    erase_forgotten,
]

# The worker's own clock.  What is a task as well is found here when the queue is away, and retried.
ROUNDS = [
    Round("mail", deliver.work, every=5),
    Round("reminders of polls", remind_voters, every=30),
    Round("ends of silences", tell_ends, every=5),
    Round("digests", send_digests, every=60),
    Round("texts", fold_old, every=120),
    Round("stranded uploads", forget_stranded, every=1800),
    Round("files of disposed documents", destroy_leftovers, every=300),
    Round("disposed documents in collections", drop_disposed, every=300),
    Round("expired uploads", forget_expired, every=600),
    Round("audit heads", witness, every=600),
]


def hello(person_id: int) -> dict[str, Any]:
    """The first frame of every connection."""
    return {"kind": "hello", "me": me_shape(person_id).model_dump(mode="json")}


HOUSE = House(
    signed_in=signed_in,
    hello=hello,
    access=listening.access,
    first_page=TIMELINE.first_page,
    changes_after=TIMELINE.changes_after,
    caught_up=listening.caught_up,
    floors=listening.floors,
    heads=listening.heads,
    live_sessions=live_sessions,
    verbs=VERBS,
    due_jobs=DUE_JOBS,
)
