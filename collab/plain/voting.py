"""A poll without scripts: question, ballot, and the result once it is closed."""

from secrets import token_hex
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from collab.plain.forms import Form
from collab.plain.mandates import ACTS, carry
from collab.plain.page import plain
from discussions.polls.actions import visit_poll
from discussions.polls.ballots import PART
from discussions.polls.casting import cast_ballot
from discussions.polls.exports import printed_result
from discussions.polls.roles import FIXED_WORDS, INQUIRIES, Reasons
from discussions.polls.shapes import BallotDraft, PollPage
from discussions.polls.silence.actions import break_silence
from discussions.polls.silence.shapes import BreakDraft
from discussions.spaces.reads import space_for


@plain
def poll(request: HttpRequest, person: int, space: int, place: int) -> HttpResponse:
    """The poll, and one's vote while it is open; it may be changed until it closes."""
    form = Form()
    if "sha256" in request.POST:
        form = Form.sent(request, "reason", "remedy")
        if form.act(BreakDraft, lambda draft: break_silence(person, space, place, draft), text=request.POST["sha256"]) is not None:
            return redirect("plain_poll", space=space, place=place)
    elif request.POST.get("act") in ACTS:
        form = Form.sent(request, "holder")
        if ACTS[request.POST["act"]](request, form, person, space, place) is not None:
            return redirect("plain_poll", space=space, place=place)
    elif request.method == "POST":
        form = Form.sent(request, "reason", "conditions")
        if voted(request, form, person, space, place) is not None:
            return redirect("plain_poll", space=space, place=place)
    page = visit_poll(person, space, place)
    if page.poll.poll_kind in INQUIRIES:
        return redirect("plain_inquiry", space=space, place=place)
    if page.poll.silence is not None:
        facts = {"space": space_for(person, space), "page": page, "poll": page.poll, "silence": page.poll.silence, "form": form}
        return render(request, "plain/silence.html", facts, status=form.status)
    facts = {
        "space": space_for(person, space), "page": page, "poll": page.poll, "options": rows_of(page, request.POST), "form": form,
        "secret": request.POST.get("secret") or token_hex(16),
        "part": PART.get(page.poll.poll_kind, ""), "takes_reason": page.poll.reasons != Reasons.NONE or page.poll.poll_kind == "proposal",
        "reason": request.POST.get("reason", page.ballot.reason if page.ballot else ""),
        "conditions": request.POST.get("conditions", page.ballot.conditions if page.ballot else ""),
        "decided": recorded_words(page), "unit": request.POST.get("unit", ""), "until": request.POST.get("until", ""),
        "votes_here": page.may_vote or (page.poll.state == "open" and bool(page.proxies.carried)),
        "abstains": "abstain" in request.POST.getlist("choice") if request.POST else bool(page.ballot and page.ballot.abstained),
    }  # fmt: skip
    return render(request, "plain/poll.html", facts, status=form.status)


def voted(request: HttpRequest, form: Form, person: int, space: int, place: int) -> object:
    """Cast the ballot as it was filled in, for one's own unit or for the one named, whose vote one carries.  None: refused."""
    given = filled_in(request.POST)
    if unit := request.POST.get("unit"):
        return carry(form, person, space, place, given | {"unit": unit})
    secret = request.POST.get("secret") or None
    return form.act(BallotDraft, lambda draft: cast_ballot(person, space, place, draft), **given, secret=secret)


def filled_in(sent: QueryDict) -> dict[str, Any]:
    """What a form says: `choice`, and for each option `points.KEY`, `rank.KEY` or `text.KEY`; what is left empty says nothing."""
    by: dict[str, dict[str, str]] = {"points": {}, "rank": {}, "text": {}}
    for name, value in sent.items():
        part, _, key = name.partition(".")
        if part in by and str(value).strip():
            by[part][key] = str(value).strip()
    chosen = sent.getlist("choice")
    return {
        "choices": [each for each in chosen if each != "abstain"], "abstained": "abstain" in chosen, "texts": by["text"],
        "points": {key: int(value) if value.isdecimal() else value for key, value in by["points"].items()},
        "ranking": sorted(by["rank"], key=lambda key: (int(by["rank"][key]) if by["rank"][key].isdecimal() else 0, key)),
    }  # fmt: skip


def recorded_words(page: PollPage) -> list[str]:
    """What the vote says that was recorded for the reader's unit, a line for each part of it."""
    said = page.recording.waiting
    if said is None:
        return []
    names = {each.key: each.text or str(FIXED_WORDS.get(each.key, each.key)) for each in page.poll.options}
    lines = [names.get(key, key) for key in said.choices] + [f"{place}. {names[key]}" for place, key in enumerate(said.ranking, 1)]
    lines += [f"{names[key]}: {value}" for part in (said.points, said.texts) for key, value in part.items()]
    return lines + [each for each in (said.reason, said.conditions) if each]


@plain
def printed(request: HttpRequest, person: int, space: int, place: int) -> HttpResponse:
    """The result of a poll, with its rule and its hashes, to be printed."""
    shape, tables = printed_result(person, space, place)
    return render(request, "plain/result.html", {"poll": shape, "tables": tables})


def rows_of(page: PollPage, sent: QueryDict) -> list[dict[str, Any]]:
    """Options as the page shows them: as just filled in, else as one's unit voted, and counted once the poll is closed."""
    result, ballot = page.poll.result, page.ballot
    counts = {each.key: each.count for each in result.counts} if result else {}
    leading = set(result.leading) if result else set()
    chosen = set(sent.getlist("choice")) if sent else set(ballot.choices) if ballot else set()
    ranks = {key: n for n, key in enumerate(ballot.ranking, 1)} if ballot else {}
    return [
        {
            "option": each, "name": FIXED_WORDS.get(each.key, each.text), "count": counts.get(each.key, 0), "leads": each.key in leading,
            "chosen": each.key in chosen,
            "points": sent.get(f"points.{each.key}", ballot.points.get(each.key, "") if ballot else ""),
            "rank": sent.get(f"rank.{each.key}", ranks.get(each.key, "")),
            "text": sent.get(f"text.{each.key}", ballot.texts.get(each.key, "") if ballot else ""),
        }
        for each in page.poll.options
    ]  # fmt: skip
