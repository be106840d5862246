"""Home, a space and a topic, without scripts: the same reads and actions as everywhere."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from collab.plain.forms import Form, labels_between
from collab.plain.page import plain
from collab.plain.reads import message_at, messages_before, polls_in, read_up_to, rows_for, topic_at, topics_in
from discussions.chat.actions import edit_message, withdraw_message
from discussions.chat.posting import post_message
from discussions.chat.shapes import MessageDraft, MessageEdit, TopicDraft
from discussions.chat.topics import open_topic
from discussions.personal.reads import unread
from discussions.spaces.reads import space_for
from discussions.start import start_for

MESSAGES = 50  # on one page


@plain
def home(request: HttpRequest, person: int) -> HttpResponse:
    """My groups and their spaces, with what is unread."""
    start = start_for(person)
    counts = {each.space: each for each in start.counts}
    rooms: dict[int, list[dict[str, Any]]] = {}  # by group; 0: with other groups
    for space in start.spaces:
        rooms.setdefault(space.group.id if space.group else 0, []).append({"space": space, "counts": counts.get(space.id)})
    groups = [{"group": group, "rooms": rooms.get(group.id, [])} for group in start.groups]
    return render(request, "plain/home.html", {"groups": groups, "bridges": rooms.get(0, [])})


@plain
def space(request: HttpRequest, person: int, space: int) -> HttpResponse:
    """A space: its topics, and a form for a new one."""
    shown = space_for(person, space)
    form = Form()
    if request.method == "POST":
        form = Form.sent(request, "title", "body", "label", "note")
        opened = None if form.asks() else form.act(TopicDraft, lambda draft: open_topic(person, space, draft))
        if opened is not None:
            return redirect("plain_topic", space=space, topic=opened[0].place)
    counts = unread(person, [space])[space]["topics"]
    topics = [{"topic": topic, "unread": counts.get(topic.place, 0)} for topic in topics_in(person, space)]
    labels = labels_between(shown.label, shown.ceiling)
    facts = {"space": shown, "topics": topics, "polls": polls_in(person, space), "form": form, "labels": labels}
    return render(request, "plain/space.html", facts, status=form.status)


@plain
def topic(request: HttpRequest, person: int, space: int, topic: int) -> HttpResponse:
    """A topic: its messages, a page at a time, and a form for a new one.  What is shown counts as read."""
    shown, about = space_for(person, space), topic_at(person, space, topic)
    form = Form()
    if request.method == "POST":
        form = Form.sent(request, "body", "label", "note")
        posted = None if form.asks() else form.act(MessageDraft, lambda draft: post_message(person, space, draft), topic=topic)
        if posted is not None:
            return redirect(f"/plain/s/{space}/t/{topic}/#m{posted.place}")
    asked = request.GET.get("before", "")
    before = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 16 else None
    messages = messages_before(person, space, topic, before, MESSAGES)
    if messages:
        read_up_to(person, space, topic, messages[-1].place)
    facts = {
        "space": shown, "topic": about, "rows": rows_for(person, space, messages), "form": form, "older": before is not None,
        "labels": labels_between(about.label, shown.ceiling), "earlier": messages[0].place if len(messages) == MESSAGES else None,
    }  # fmt: skip
    return render(request, "plain/topic.html", facts, status=form.status)


@plain
def edit(request: HttpRequest, person: int, space: int, place: int) -> HttpResponse:
    """New words for one's own message."""
    shown, message = space_for(person, space), message_at(person, space, place)
    form = Form({"body": message.body, "label": message.label, "note": message.note, "rev": message.rev})
    if request.method == "POST":
        form = Form.sent(request, "body", "label", "note", "rev")
        if form.act(MessageEdit, lambda draft: edit_message(person, space, place, draft), note=form.values["note"]) is not None:
            return redirect(f"/plain/s/{space}/t/{message.topic}/#m{place}")
    labels = labels_between(topic_at(person, space, message.topic).label, shown.ceiling)
    return render(request, "plain/edit.html", {"space": shown, "message": message, "form": form, "labels": labels}, status=form.status)


@plain
def withdraw(request: HttpRequest, person: int, space: int, place: int) -> HttpResponse:
    """Ask once, then take one's own words back."""
    shown, message = space_for(person, space), message_at(person, space, place)
    if request.method == "POST":
        withdraw_message(person, space, place)
        return redirect(f"/plain/s/{space}/t/{message.topic}/#m{place}")
    return render(request, "plain/withdraw.html", {"space": shown, "message": message})
