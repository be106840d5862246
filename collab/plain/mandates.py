"""Votes that somebody else brings, without scripts: a proxy given or taken back, a recorded vote confirmed or refused."""

from collections.abc import Callable

from django.http import HttpRequest

from collab.api.request import Request
from collab.plain.forms import Form
from discussions.polls.proxies.actions import cast_by_proxy, give_proxy, revoke_proxy
from discussions.polls.proxies.shapes import CarriedDraft, ProxyDraft
from discussions.polls.recorded.actions import decide_recorded
from discussions.polls.recorded.shapes import RecordedDecision

Act = Callable[[HttpRequest, Form, int, int, int], object]


class Taken(Request):
    """The id of a proxy that is taken back."""

    proxy: int


def give(request: HttpRequest, form: Form, person: int, space: int, place: int) -> object:
    """Give the vote of one's unit: for this poll, or until the moment (UTC) that the form names."""
    until = request.POST.get("until", "")
    span: dict[str, object] = {"until": f"{until}Z"} if until else {"poll": place}
    return form.act(ProxyDraft, lambda draft: give_proxy(person, space, draft), **span)


def revoke(request: HttpRequest, form: Form, person: int, space: int, place: int) -> object:
    """Take a proxy back."""
    return form.act(Taken, lambda taken: revoke_proxy(person, space, taken.proxy), proxy=request.POST.get("proxy"))


def decide(request: HttpRequest, form: Form, person: int, space: int, place: int) -> object:
    """Confirm, or refuse, what was recorded for one's unit."""

    def done(decision: RecordedDecision) -> bool:
        decide_recorded(person, space, place, decision)
        return True

    return form.act(RecordedDecision, done, recorded=request.POST.get("recorded"), confirm=request.POST.get("act") == "confirm")


ACTS: dict[str, Act] = {"give": give, "revoke": revoke, "confirm": decide, "refuse": decide}


def carry(form: Form, person: int, space: int, place: int, given: dict[str, object]) -> object:
    """Cast the vote of the unit that the ballot names; see cast_by_proxy."""
    return form.act(CarriedDraft, lambda draft: cast_by_proxy(person, space, place, draft), **given)
