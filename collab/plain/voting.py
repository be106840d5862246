"""A poll without scripts: question, ballot, and the result once it is closed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from collab.plain.forms import Form
from collab.plain.page import plain
from discussions.polls.actions import visit_poll
from discussions.polls.casting import cast_ballot
from discussions.polls.shapes import BallotDraft, PollPage
from discussions.spaces.reads import space_for


@plain
def poll(request: HttpRequest, person: int, space: int, place: int) -> HttpResponse:
    """The poll, and one's vote while it is open; it may be changed until it closes."""
    form = Form()
    if request.method == "POST":
        form = Form.sent(request)
        chosen = [each for each in request.POST.getlist("choice") if each != "abstain"]
        abstained = "abstain" in request.POST.getlist("choice")
        if form.act(BallotDraft, lambda draft: cast_ballot(person, space, place, draft), choices=chosen, abstained=abstained) is not None:
            return redirect("plain_poll", space=space, place=place)
    page = visit_poll(person, space, place)
    facts = {"space": space_for(person, space), "page": page, "poll": page.poll, "options": rows_of(page), "form": form}
    return render(request, "plain/poll.html", facts, status=form.status)


def rows_of(page: PollPage) -> list[dict[str, Any]]:
    """Options as the page shows them: chosen by one's unit, and counted once the poll is closed."""
    result = page.poll.result
    chosen = set(page.ballot.choices) if page.ballot else set()
    counts = {each.key: each.count for each in result.counts} if result else {}
    leading = set(result.leading) if result else set()
    return [
        {"option": each, "chosen": each.key in chosen, "count": counts.get(each.key, 0), "leads": each.key in leading}
        for each in page.poll.options
    ]
