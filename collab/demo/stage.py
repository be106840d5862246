"""Making the people, groups, seats and spaces of the example alliance, by the actions that officers and leads use."""

from datetime import timedelta

from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import make_password

from collab.accounts.models import Person
from collab.clock import now
from collab.demo.accounts import EVERYBODY, PASSWORD, mail_of
from collab.demo.cast import Chair, House, Room, Stage, marked
from collab.demo.content.bodies import BODIES
from collab.demo.content.groups import GROUPS
from collab.demo.content.people import SECRETARIAT
from discussions.spaces.actions import open_space
from discussions.spaces.seating import open_seat
from discussions.spaces.shapes import SpaceDraft
from groups.actions import change_group, create_group, create_organisation, found, give_office
from groups.roles import GroupKind
from groups.shapes import GroupDraft, GroupEdit, OfficeDraft, OrganisationDraft

FOUNDER = "noor"
OFFICE_DAYS = 700  # about two years


def build() -> Stage:
    """Everything but what people say."""
    stage = Stage()
    make_accounts(stage)
    seat = found(stage.people[FOUNDER], marked("Example Secretariat"))
    stage.bodies[SECRETARIAT] = seat.organisation_id
    for body in BODIES:
        draft = OrganisationDraft(name=marked(body.name), constituency=body.constituency, country=body.country)
        stage.bodies[body.key] = create_organisation(stage.people[FOUNDER], draft).pk
    for house in GROUPS:
        stage.groups[house.name] = make_group(stage, house) if house.kind != GroupKind.SECRETARIAT else seat.group_id
        for chair in house.seats:
            fill(stage, house, chair, seat.pk)
        for room in house.rooms:
            furnish(stage, house, room)
    return stage


def make_accounts(stage: Stage) -> None:
    """Accounts with one password.  It is hashed once: hashing is slow on purpose."""
    encoded = make_password(PASSWORD)
    for each in EVERYBODY:
        person = Person.objects.create_user(
            mail_of(each), name=marked(each.name), language=each.language, time_zone=each.time_zone, second_factor=bool(each.totp_secret)
        )
        person.password = encoded
        person.save(update_fields=["password"])
        if each.totp_secret:
            TOTP.activate(person, each.totp_secret)
        stage.people[each.key] = person.pk


def make_group(stage: Stage, house: House) -> int:
    """A group, made by the secretariat."""
    draft = GroupDraft(
        name=house.name, kind=house.kind, constituency=house.constituency, purpose=house.purpose, rules=house.rules,
        default_label=house.label, second_factor=house.second_factor, pseudonyms=house.pseudonyms, listed=house.listed,
    )  # fmt: skip
    return create_group(stage.people[FOUNDER], draft).pk


def fill(stage: Stage, house: House, chair: Chair, founders: int) -> None:
    """One seat, opened by the secretariat.  The founder's own exists: with it comes what the secretariat says of itself."""
    group, founder = stage.groups[house.name], stage.people[FOUNDER]
    if house.kind == GroupKind.SECRETARIAT and chair.who == FOUNDER:
        change_group(founder, group, GroupEdit(purpose=house.purpose, rules=house.rules))
        stage.seats[house.name, chair.who] = founders
        return
    body = next(each.body for each in EVERYBODY if each.key == chair.who)
    seat = open_seat(
        by=founder, group_id=group, person_id=stage.people[chair.who], organisation_id=stage.bodies[body],
        role=chair.role, post=chair.post, pseudonym=chair.pseudonym,
    )  # fmt: skip
    stage.seats[house.name, chair.who] = seat.pk
    if chair.office is not None:
        today = now().date()
        until = today + timedelta(days=OFFICE_DAYS)
        give_office(founder, group, OfficeDraft(seat=seat.pk, kind=chair.office, from_on=today, until_on=until))


def furnish(stage: Stage, house: House, room: Room) -> None:
    """One space, opened by a lead, a moderator, or for closed spaces by a member."""
    seats = [stage.seats[house.name, key] for key in room.only] if room.only else None
    draft = SpaceDraft(
        group=stage.groups[house.name], title=room.title, purpose=room.purpose, label=room.label, ceiling=room.ceiling,
        observers_post=room.observers_post, seats=seats,
    )  # fmt: skip
    stage.spaces[house.name, room.title] = open_space(stage.people[room.by], draft).pk
