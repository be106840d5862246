"""Which proxies hold, and for whom a seat carries a vote."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from collab.errors import DomainError
from discussions.polls.ballots import Content
from discussions.polls.models import Ballot, Poll, Proxy, Voter
from discussions.polls.proxies.policies import Given, check_give, check_takes_proxies, holds_at
from discussions.polls.proxies.shapes import CarriedShape, HolderShape, ProxiesShape, ProxyShape
from discussions.polls.reads import facts_of, unit_name
from discussions.polls.roles import INQUIRIES, UNLINKED, PollKind, PollState
from discussions.polls.silence.reads import designated, name_of
from discussions.polls.units import ballot_of, full_voters, key_of
from discussions.spaces.policies import Standing
from groups.badges import Badge
from groups.models import Seat
from groups.reads import is_officer

APART = INQUIRIES | {PollKind.SILENCE}  # where each unit speaks for itself


def holding(space_id: int, moment: datetime) -> QuerySet[Proxy]:
    """The proxies of a space that hold at `moment`; their seats may have ended, see `carried_units`."""
    running = Q(poll__isnull=True, until__gt=moment) | Q(poll__state__in=[PollState.SCHEDULED, PollState.OPEN])
    seats = ("giver__person", "giver__organisation", "holder__person", "holder__organisation", "poll__entry")
    return Proxy.objects.filter(running, space_id=space_id, revoked_at__isnull=True).select_related(*seats)


def given_of(proxy: Proxy) -> Given:
    """What rules ask of a proxy."""
    over = proxy.poll is not None and proxy.poll.state not in {PollState.SCHEDULED, PollState.OPEN}
    return Given(
        giver=proxy.giver_id, holder=proxy.holder_id, poll=proxy.poll_id, until=proxy.until, revoked=proxy.revoked_at is not None, over=over
    )


def applying(poll: Poll, moment: datetime) -> list[Proxy]:
    """The proxies that hold for one poll; none where votes are secret, or a text is under silence."""
    if poll.secrecy in UNLINKED or poll.kind in APART:
        return []
    return list(holding(poll.space_id, moment).filter(Q(poll=poll) | Q(poll__isnull=True)).order_by("given_at"))


def carried_units(poll: Poll, seat_id: int, moment: datetime) -> dict[str, Proxy]:
    """The keys of the units whose votes a seat carries in a poll, with the proxy.

    Both seats must still speak for their units: who has left, or been replaced as head, neither gives nor carries.
    """
    rows = [row for row in applying(poll, moment) if row.holder_id == seat_id]
    if not rows:
        return {}
    speakers = {seat.pk for seat in designated(poll, moment).values()}
    return {key_of(poll, row.giver): row for row in rows if row.giver_id in speakers and row.holder_id in speakers}


def has_own_vote(voter: Voter) -> bool:
    """Whether a unit from `full_voters` has cast a vote itself, on the poll as it reads now."""
    ballot: Ballot | None = ballot_of(voter)
    return ballot is not None and ballot.version == voter.poll.version and getattr(voter, "proxy_vote", None) is None


def proxy_shape(proxy: Proxy, *, may_revoke: bool) -> ProxyShape:
    """A proxy from `holding`."""
    return ProxyShape(
        id=proxy.pk, giver=Badge.of(proxy.giver), holder=Badge.of(proxy.holder), poll=proxy.poll.entry.place if proxy.poll else None,
        until=proxy.until, given_at=proxy.given_at, may_revoke=may_revoke,
    )  # fmt: skip


def proxies_for(standing: Standing, poll: Poll, voter: Voter | None) -> ProxiesShape:
    """What proxies mean for one reader of a poll.  `voter`: the reader's unit."""
    none = ProxiesShape(given=None, may_give=False, holders=[], carried=[])
    if poll.secrecy in UNLINKED or poll.kind in APART or voter is None:
        return none
    speakers = designated(poll, standing.now)
    rows = applying(poll, standing.now)
    own = next((row for row in rows if key_of(poll, row.giver) == voter.key), None)
    speaker = speakers.get(voter.key)
    speaks = speaker is not None and speaker.pk == standing.seat
    holders = holders_of(standing, poll, voter, speakers, rows) if speaks and own is None else []
    return ProxiesShape(
        given=proxy_shape(own, may_revoke=speaks) if own else None, may_give=bool(holders), holders=holders,
        carried=carried_of(poll, carried_units(poll, standing.seat, standing.now)),
    )  # fmt: skip


def holders_of(standing: Standing, poll: Poll, voter: Voter, speakers: dict[str, Seat], rows: Iterable[Proxy]) -> list[HolderShape]:
    """The seats to which the reader's unit could give its vote for this poll, by the names of their units."""
    given = [given_of(row) for row in rows]
    officer = is_officer(standing.person_id)
    found = []
    for other in full_voters().filter(poll=poll).exclude(key=voter.key):
        seat = speakers.get(other.key)
        if seat is None:
            continue
        wanted = Given(giver=standing.seat, holder=seat.pk, poll=poll.pk)
        try:
            check_takes_proxies(facts_of(poll), standing.now)
            check_give(standing, wanted, speaks=True, holder_speaks=True, same_unit=False, standing=given, secretariat=officer)
        except DomainError:
            continue
        found.append(HolderShape(seat=seat.pk, name=name_of(seat), unit_name=unit_name(other)))
    return sorted(found, key=lambda each: each.unit_name.casefold())


def carried_of(poll: Poll, units: dict[str, Proxy]) -> list[CarriedShape]:
    """The units whose votes are carried, with what was cast for them."""
    voters = full_voters().select_related("proxy_vote").filter(poll=poll, key__in=units)
    shapes = []
    for voter in voters:
        ballot, own = ballot_of(voter), has_own_vote(voter)
        said = Content(**ballot.content, abstained=ballot.abstained) if ballot and not own else None
        shapes.append(CarriedShape(unit=voter.key, unit_name=unit_name(voter), ballot=said, own_vote=own))
    return sorted(shapes, key=lambda each: each.unit_name.casefold())


def holds(proxy: Proxy, moment: datetime) -> bool:
    """Whether a proxy holds."""
    return holds_at(given_of(proxy), moment)
