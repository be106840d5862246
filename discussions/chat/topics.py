"""Opening and changing topics."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from collab.audit.record import record
from collab.errors import Code, Conflict, NotFound
from collab.search.index import index, reindex
from collab.text.plain import tidy
from discussions.chat.actions import shape_at
from discussions.chat.models import Message, Topic
from discussions.chat.policies import check_body, check_open_topic, check_post
from discussions.chat.posting import digest_of, post_message
from discussions.chat.reads import topic_shape
from discussions.chat.shapes import MessageDraft, MessageShape, TopicDraft, TopicEdit, TopicShape
from discussions.spaces.entering import entered
from discussions.spaces.policies import Standing, check_label, check_moderate


@transaction.atomic
def open_topic(person_id: int, space_id: int, draft: TopicDraft) -> tuple[TopicShape, MessageShape]:
    """Open a topic with its first message, and show both to the space.

    Safe to repeat by `client_id`, which is the first message's.  Raises what posting raises.
    """
    counter, standing = entered(person_id, space_id)
    check_open_topic(standing)
    earlier = Message.objects.filter(author_id=standing.seat, client_id=draft.client_id).select_related("entry").first()
    if earlier is not None:
        return repeated_topic(standing, earlier, draft)
    label = draft.label or standing.label
    check_label(label, standing.label, standing.ceiling)
    check_body(tidy(draft.body))
    entry = counter.show("topic", label=label)
    topic = Topic.objects.create(
        entry=entry, space_id=space_id, author_id=standing.seat, title=" ".join(tidy(draft.title).split()),
        capabilities=draft.capabilities, opened_at=standing.now,
    )  # fmt: skip
    index(entry, topic.title, "")
    counter.save()
    message = post_message(person_id, space_id, first_message(draft, entry.place))
    fresh = Topic.objects.select_related("entry", "author__person", "author__organisation").get(pk=topic.pk)
    return topic_shape(fresh), message


def first_message(draft: TopicDraft, topic: int) -> MessageDraft:
    """The message a topic opens with, as a draft of its own."""
    return MessageDraft(client_id=draft.client_id, topic=topic, body=draft.body, note=draft.note, cards=draft.cards)


def repeated_topic(standing: Standing, earlier: Message, draft: TopicDraft) -> tuple[TopicShape, MessageShape]:
    """The first answer again, or Conflict."""
    topic = Topic.objects.select_related("entry", "author__person", "author__organisation").get(pk=earlier.entry.topic_id)
    same = earlier.request_hash == digest_of(earlier.space_id, first_message(draft, topic.entry.place))
    if not same or topic.title != " ".join(tidy(draft.title).split()):
        raise Conflict(Code.REPLAY_DIFFERS, _("This was sent before with other words. Copy your text and send it anew."))
    return topic_shape(topic), shape_at(earlier, standing)


def is_opener(topic: Topic, person_id: int) -> bool:
    """Whether the person opened the topic.  Of one that a sealed post opened, nobody is known to have."""
    return topic.author is not None and topic.author.person_id == person_id


@transaction.atomic
def edit_topic(person_id: int, space_id: int, place: int, edit: TopicEdit) -> TopicShape:
    """Rename, lock, unlock, pin or unpin a topic; the same again changes nothing.

    Moderators; authors may rename their own as long as they may post there.
    Raises NotFound, Refused (not_allowed; for authors also space_archived, reads_only, muted, topic_locked), Invalid (empty).
    """
    counter, standing = entered(person_id, space_id)
    topic = (
        Topic.objects.select_related("entry", "author__person", "author__organisation")
        .filter(space_id=space_id, entry__place=place)
        .first()
    )
    if topic is None:
        raise NotFound
    only_title = edit.locked is None and edit.pinned is None
    if standing.bridge or not (only_title and is_opener(topic, person_id)):
        check_moderate(standing)
    if not standing.moderates:
        check_post(standing, topic_locked=topic.locked_at is not None)
    title = topic.title if edit.title is None else " ".join(tidy(edit.title).split())
    check_body(title)
    done = []
    if title != topic.title:
        topic.title = title
        reindex(topic.entry, title, "")
        done.append("topic.rename")
    if edit.locked is not None and edit.locked != (topic.locked_at is not None):
        topic.locked_at = standing.now if edit.locked else None
        done.append("topic.lock" if edit.locked else "topic.unlock")
    if edit.pinned is not None and edit.pinned != (topic.pinned_at is not None):
        topic.pinned_at = standing.now if edit.pinned else None
        done.append("topic.pin" if edit.pinned else "topic.unpin")
    if done:
        topic.save(update_fields=["title", "locked_at", "pinned_at"])
        counter.touch(topic.entry)
        counter.save()
    for verb in done if not is_opener(topic, person_id) else []:  # what moderators do to the topics of others
        record(verb, group_id=standing.group_id, actor_id=person_id, subject=("topic", f"{space_id}/{place}"))
    return topic_shape(topic)
