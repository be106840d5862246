"""Giving a unit's vote to another, taking it back, and casting it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from collab.audit.record import record
from collab.errors import Code, Conflict, NotFound
from collab.streams.counter import lock_all
from discussions.personal.actions import notify
from discussions.polls.ballots import Content, checked
from discussions.polls.casting import Vote, digest_of, is_repeat, write
from discussions.polls.life import settle_if_due
from discussions.polls.models import Poll, Proxy, Voter
from discussions.polls.policies import check_version
from discussions.polls.proxies.policies import Given, check_carry, check_give, check_revoke, check_takes_proxies
from discussions.polls.proxies.reads import carried_units, given_of, has_own_vote, holding, holds, proxy_shape
from discussions.polls.proxies.shapes import CarriedDraft, ProxyDraft, ProxyShape
from discussions.polls.reads import facts_of, seen_poll, vote_shape
from discussions.polls.roles import Unit
from discussions.polls.shapes import VoteShape
from discussions.polls.silence.policies import InLine, designated_of
from discussions.polls.units import full_voters, members, poll_standing
from discussions.spaces.entering import entered
from discussions.spaces.models import Admission
from discussions.spaces.policies import Standing
from discussions.spaces.reads import standing_in
from groups.models import Seat
from groups.reads import is_officer
from groups.roles import Post, Role


def give_proxy(person_id: int, space_id: int, draft: ProxyDraft) -> ProxyShape:
    """Give one's unit's vote to the seat that speaks for another unit, which is told.

    Safe to repeat by `client_id`.  Raises NotFound, Refused (not_eligible, not_designated, space_archived), Invalid (invalid),
    Conflict (poll_not_open, wrong_state, proxy_exists, proxy_full, replay_differs).
    """
    if draft.poll is not None:
        settle_if_due(person_id, space_id, draft.poll)
    with transaction.atomic():
        holder = Seat.objects.select_related("person", "organisation").filter(pk=draft.holder).first()
        counters = lock_all([space_id, *([holder.person.stream_id] if holder else [])])
        standing = standing_in(person_id, space_id)
        poll = seen_poll(standing, draft.poll) if draft.poll is not None else None
        earlier = Proxy.objects.filter(giver_id=standing.seat, client_id=draft.client_id).first() if standing.inside else None
        if earlier is not None:
            return repeated(earlier, draft, poll)
        mine = Seat.objects.select_related("organisation").filter(pk=standing.seat).first() if standing.inside else None
        wanted = Given(giver=standing.seat if mine else 0, holder=draft.holder, poll=poll.pk if poll else None, until=draft.until)
        unit = Unit(poll.unit) if poll else Unit.DELEGATION
        check_give(
            standing, wanted, speaks=mine is not None and speaks_for(mine, space_id, unit, standing.now),
            holder_speaks=holder is not None and speaks_for(holder, space_id, unit, standing.now),
            same_unit=mine is not None and holder is not None and (mine.pk == holder.pk or (
                unit is not Unit.PERSON and mine.organisation_id == holder.organisation_id
            )),
            standing=[given_of(row) for row in holding(space_id, standing.now)], secretariat=is_officer(person_id),
        )  # fmt: skip
        if poll is not None:
            check_takes_proxies(facts_of(poll), standing.now)
        assert holder is not None, "check_give refuses a holder who is not there"
        row = Proxy.objects.create(
            space_id=space_id, poll=poll, until=draft.until, giver_id=standing.seat, holder=holder, client_id=draft.client_id,
            given_at=standing.now,
        )  # fmt: skip
        own = counters[holder.person.stream_id]
        notify(own, holder.person_id, "proxy_given", poll.entry if poll else None, space=space_id)
        own.save()
        tell_audit("proxy.give", row, standing)
        return proxy_shape(holding(space_id, standing.now).get(pk=row.pk), may_revoke=True)


def repeated(earlier: Proxy, draft: ProxyDraft, poll: Poll | None) -> ProxyShape:
    """The first answer again.  Raises Conflict (replay_differs)."""
    if (earlier.holder_id, earlier.poll_id, earlier.until) != (draft.holder, poll.pk if poll else None, draft.until):
        raise Conflict(Code.REPLAY_DIFFERS, _("This proxy was given before in other words. Give it anew."))
    return proxy_shape(earlier, may_revoke=earlier.revoked_at is None)


def speaks_for(seat: Seat, space_id: int, unit: Unit, moment: datetime) -> bool:
    """Whether a seat speaks for its unit in a space: as the head of its delegation does.  Needs the organisation."""
    rows = Admission.objects.filter(space_id=space_id, ended_at__isnull=True, seat__in=Seat.objects.open_at(moment))
    rows = rows.exclude(seat__role=Role.OBSERVER)
    if is_officer(seat.person_id):
        return False
    match unit:
        case Unit.PERSON:
            rows = rows.filter(seat=seat)
        case Unit.CONSTITUENCY:
            rows = rows.filter(seat__organisation__constituency_id=seat.organisation.constituency_id)
        case Unit.DELEGATION:
            rows = rows.filter(seat__organisation_id=seat.organisation_id, seat__group_id=seat.group_id)
        case Unit.ORGANISATION:
            rows = rows.filter(seat__organisation_id=seat.organisation_id)
    line = rows.values_list("seat__post", "pk", "seat_id")
    return designated_of(InLine(Post(post), admitted, pk) for post, admitted, pk in line) == seat.pk


def revoke_proxy(person_id: int, space_id: int, proxy_id: int) -> ProxyShape:
    """Take a proxy back.  What was cast with it stands until the unit casts its own.

    Raises NotFound, Refused (not_designated), Conflict (wrong_state).
    """
    with transaction.atomic():
        _counter, standing = entered(person_id, space_id)
        row = Proxy.objects.select_related("giver__person", "giver__organisation", "holder__person", "holder__organisation", "poll__entry")
        proxy = row.filter(pk=proxy_id, space_id=space_id).first()
        mine = Seat.objects.select_related("organisation").get(pk=standing.seat)
        if proxy is None or (mine.organisation_id != proxy.giver.organisation_id and mine.pk not in {proxy.giver_id, proxy.holder_id}):
            raise NotFound
        unit = Unit(proxy.poll.unit) if proxy.poll else Unit.DELEGATION
        speaks = mine.organisation_id == proxy.giver.organisation_id and speaks_for(mine, space_id, unit, standing.now)
        check_revoke(standing, speaks=speaks or mine.pk == proxy.giver_id, holds=holds(proxy, standing.now))
        proxy.revoked_at = standing.now
        proxy.save(update_fields=["revoked_at"])
        tell_audit("proxy.revoke", proxy, standing)
        return proxy_shape(proxy, may_revoke=False)


def cast_by_proxy(person_id: int, space_id: int, place: int, draft: CarriedDraft) -> VoteShape:
    """Cast, or change, the vote of a unit that has given it; its members are shown the vote and who cast it.

    Safe to repeat by `client_id`.  Raises NotFound, Refused (space_archived, not_eligible), Invalid (see ballots.checked),
    Conflict (poll_not_open, wrong_state, own_vote_stands, poll_edited, replay_differs).
    """
    settle_if_due(person_id, space_id, place)
    with transaction.atomic():
        standing = standing_in(person_id, space_id)
        poll = seen_poll(standing, place)
        voter = full_voters().filter(poll=poll, key=draft.unit).first()
        counters = lock_all([space_id, *(members(poll, voter, standing.now).values() if voter else ())])
        standing = standing_in(person_id, space_id)  # again: now that the locks are held
        poll = seen_poll(standing, place)
        voter = full_voters().select_related("proxy_vote").filter(poll=poll, key=draft.unit).first()
        said = Content.model_validate(draft.model_dump(include=set(Content.model_fields)))
        if not is_repeat(standing, poll, draft):
            mine, _voter = poll_standing(standing, poll)
            proxy = carried_units(poll, standing.seat, standing.now).get(draft.unit)
            facts = facts_of(poll)
            check_carry(mine, facts, holds=proxy is not None and voter is not None, own_vote=voter is not None and has_own_vote(voter))
            check_version(facts, draft.version)
            assert voter is not None, "check_carry refuses a unit that is not on the roll"
            content = checked(facts.form, said)
            write(poll, voter, mine, Vote(draft.client_id, digest_of(poll, draft), content, proxy=proxy), counters)
        if voter is None:
            raise NotFound
        return shown(voter)


def shown(voter: Voter) -> VoteShape:
    """The unit's vote as it stands."""
    voter = full_voters().get(pk=voter.pk)
    return vote_shape(voter, voter.ballot)


def tell_audit(verb: str, proxy: Proxy, standing: Standing) -> None:
    """Record what was done to a proxy.  Last write of its transaction."""
    record(
        verb, group_id=proxy.space.group_id, actor_id=standing.person_id, subject=("proxy", proxy.pk), giver=proxy.giver_id,
        holder=proxy.holder_id, poll=proxy.poll_id, until=proxy.until.isoformat() if proxy.until else None,
    )  # fmt: skip
