"""Topics and messages over HTTP.  Parse, call one function, answer."""

from django.http import HttpRequest
from ninja import Router, Status

from collab.api.actor import actor, permission
from collab.api.request import OnOff
from collab.text.identifying import traces_in
from discussions.chat import actions, slowing, topics
from discussions.chat.posting import post_message
from discussions.chat.reads import revisions_of
from discussions.chat.shapes import (
    MessageDraft,
    MessageEdit,
    MessageShape,
    Move,
    PaceDraft,
    ReactionDraft,
    RevisionShape,
    TextToCheck,
    TopicDraft,
    TopicEdit,
    TopicOpened,
    TopicShape,
    TracesFound,
)  # fmt: skip

router = Router(tags=["chat"])


@router.post("/spaces/{int:space_id}/topics", response={201: TopicOpened}, **permission("chat.check_open_topic"))
def create_topic(request: HttpRequest, space_id: int, draft: TopicDraft) -> Status[TopicOpened]:
    topic, message = topics.open_topic(actor(request), space_id, draft)
    return Status(201, TopicOpened(topic=topic, message=message))


@router.patch("/spaces/{int:space_id}/topics/{int:place}", response=TopicShape, **permission("spaces.check_moderate"))
def change_topic(request: HttpRequest, space_id: int, place: int, edit: TopicEdit) -> TopicShape:
    return topics.edit_topic(actor(request), space_id, place, edit)


@router.put("/spaces/{int:space_id}/pace", response={204: None}, **permission("spaces.check_moderate"))
def slow_down(request: HttpRequest, space_id: int, draft: PaceDraft) -> Status[None]:
    slowing.slow_down(actor(request), space_id, draft)
    return Status(204, None)


@router.post("/traces", response=TracesFound, **permission("own"))
def find_traces(request: HttpRequest, draft: TextToCheck) -> TracesFound:
    return TracesFound(traces=traces_in(draft.text))


@router.post("/spaces/{int:space_id}/messages", response={201: MessageShape}, **permission("chat.check_post"))
def create_message(request: HttpRequest, space_id: int, draft: MessageDraft) -> Status[MessageShape]:
    return Status(201, post_message(actor(request), space_id, draft))


@router.patch("/spaces/{int:space_id}/messages/{int:place}", response=MessageShape, **permission("chat.check_edit"))
def change_message(request: HttpRequest, space_id: int, place: int, edit: MessageEdit) -> MessageShape:
    return actions.edit_message(actor(request), space_id, place, edit)


@router.get("/spaces/{int:space_id}/messages/{int:place}/revisions", response=list[RevisionShape], **permission("chat.check_seen"))
def list_revisions(request: HttpRequest, space_id: int, place: int) -> list[RevisionShape]:
    return revisions_of(actor(request), space_id, place)


@router.post("/spaces/{int:space_id}/messages/{int:place}/withdraw", response=MessageShape, **permission("chat.check_withdraw"))
def withdraw(request: HttpRequest, space_id: int, place: int) -> MessageShape:
    return actions.withdraw_message(actor(request), space_id, place)


@router.post("/spaces/{int:space_id}/messages/{int:place}/reactions", response=MessageShape, **permission("chat.check_react"))
def react(request: HttpRequest, space_id: int, place: int, draft: ReactionDraft) -> MessageShape:
    return actions.react(actor(request), space_id, place, draft.word, draft.on)


@router.post("/spaces/{int:space_id}/messages/{int:place}/pin", response=MessageShape, **permission("spaces.check_moderate"))
def pin(request: HttpRequest, space_id: int, place: int, switch: OnOff) -> MessageShape:
    return actions.pin_message(actor(request), space_id, place, switch.on)


@router.post("/spaces/{int:space_id}/messages/{int:place}/move", response=MessageShape, **permission("spaces.check_moderate"))
def move(request: HttpRequest, space_id: int, place: int, to: Move) -> MessageShape:
    return actions.move_message(actor(request), space_id, place, to.topic)
