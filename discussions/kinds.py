"""Everything that a stream can show, and what of it belongs on a first page."""

from discussions.bridges.attachments.showing import shown_messages
from discussions.bridges.flag_reads import flags_of, flags_on_desk
from discussions.bridges.held_back import holds_of, holds_on_desk
from discussions.bridges.proposals import newest_proposals, proposals_of
from discussions.bridges.reads import crossings_of, newest_crossings
from discussions.carrying.reads import carries_of, consents_of, newest_carries, newest_consents
from discussions.chat.reads import newest_messages, newest_topics, topics_of
from discussions.desk.appeal_reads import appeals_of, appeals_on_desk
from discussions.desk.reads import open_reports, reports_of
from discussions.documents.living_reads import edits_after
from discussions.documents.reads import documents_of, newest_documents
from discussions.personal.reads import (
    all_hidden,
    drafts_of,
    hidden_of,
    marks_of,
    newest_marks,
    newest_notices,
    notices_of,
    open_drafts,
    reshown_of,
)
from discussions.polls.reads import ballots_of, first_polls, open_ballots, polls_of
from discussions.spaces.reads import doors_of, seats_of
from discussions.timeline import Kind, Timeline

KINDS = {
    "topic": Kind(topics_of, newest_topics, below_floor=True),
    "message": Kind(shown_messages, newest_messages),
    "document": Kind(documents_of, newest_documents),
    "seat": Kind(seats_of, below_floor=True),
    "door": Kind(doors_of),
    "mark": Kind(marks_of, newest_marks),
    "draft": Kind(drafts_of, open_drafts),
    "hidden": Kind(hidden_of, all_hidden),
    "reshown": Kind(reshown_of),
    "notice": Kind(notices_of, newest_notices),
    "proposal": Kind(proposals_of, newest_proposals),
    "report": Kind(reports_of, open_reports),
    "appeal": Kind(appeals_of, appeals_on_desk),
    "flag": Kind(flags_of, flags_on_desk),
    "hold": Kind(holds_of, holds_on_desk),
    "crossing": Kind(crossings_of, newest_crossings),
    "carry": Kind(carries_of, newest_carries),
    "consent": Kind(consents_of, newest_consents),
    "poll": Kind(polls_of, first_polls),
    "ballot": Kind(ballots_of, open_ballots),
}
FIRST_PAGES: dict[str, tuple[str, ...]] = {
    "space": ("topic", "message", "document", "poll"),
    "me": ("mark", "draft", "hidden", "notice", "crossing", "ballot", "carry", "consent"),
    "desk": ("proposal", "crossing", "report", "appeal", "flag", "hold", "consent"),
}
TIMELINE = Timeline(KINDS, FIRST_PAGES, {"text": edits_after})
