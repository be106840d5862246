"""Who belongs where: constituencies, organisations, groups, seats, offices, invitations."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from collab.ids import random_id
from collab.labels import Label
from collab.streams.models import Stream
from groups.roles import GroupKind, OfficeKind, Post, Role, choices


class Constituency(models.Model):
    """A kind of organisation.  Data, not code: an alliance may have others."""

    slug = models.SlugField(primary_key=True, max_length=24)
    name = models.CharField(max_length=80)
    mark = models.CharField(max_length=3)  # which shape stands beside the name: gov cso prv lea igo svc res sec
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "slug"]

    def __str__(self) -> str:
        return self.slug


class Organisation(models.Model):
    """A body that seats speak for: one constituency, a country as a label."""

    id = models.BigIntegerField(primary_key=True, default=random_id)
    name = models.CharField(max_length=160, unique=True)
    constituency = models.ForeignKey(Constituency, on_delete=models.PROTECT, related_name="+")
    country = models.CharField(max_length=2, blank=True)  # ISO 3166-1; a label only

    def __str__(self) -> str:
        return f"organisation {self.pk}"


class Group(models.Model):
    """A body of seats with its own rules, moderators and spaces."""

    id = models.BigIntegerField(primary_key=True, default=random_id)
    name = models.CharField(max_length=160, unique=True)
    kind = models.CharField(max_length=16, choices=choices(GroupKind))
    constituency = models.ForeignKey(Constituency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    purpose = models.TextField(blank=True)
    rules = models.TextField(blank=True)
    default_label = models.CharField(max_length=12, choices=Label, default=Label.AMBER)
    second_factor = models.BooleanField(default=False)  # every seat needs one
    pseudonyms = models.BooleanField(default=False)  # a circle: seats show a chosen name, no organisation
    listed = models.BooleanField(default=True)  # members of other groups may learn that it exists
    desk = models.OneToOneField(Stream, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"group {self.pk}"


class SeatQuerySet(models.QuerySet["Seat"]):
    """Seats by time."""

    def open_at(self, moment: datetime) -> "SeatQuerySet":
        """Those that count at `moment` (UTC)."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=moment), since__lte=moment, person__is_active=True)

    def reading_at(self, moment: datetime) -> "SeatQuerySet":
        """Those that may read content at `moment`: where the group demands a second factor, the person has one."""
        return self.open_at(moment).filter(Q(group__second_factor=False) | Q(person__second_factor=True))


class Seat(models.Model):
    """A person in a group, for an organisation, as lead, moderator, member or observer, from-until.

    A seat is who people are to one another: it, not the person, is named in everything sent to others.
    """

    id = models.BigIntegerField(primary_key=True, default=random_id)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="seats")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="seats")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="seats")
    role = models.CharField(max_length=10, choices=choices(Role), default=Role.MEMBER)
    post = models.CharField(max_length=12, choices=choices(Post), blank=True, default=Post.NONE)
    pseudonym = models.CharField(max_length=80, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    muted_until = models.DateTimeField(null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "person"], condition=Q(until__isnull=True), name="seat_one_open_per_person"),
            models.UniqueConstraint(
                fields=["group", "organisation"], condition=Q(until__isnull=True, post=Post.HEAD), name="seat_one_head_per_delegation"
            ),
        ]

    def __str__(self) -> str:
        return f"seat {self.pk}"


class Office(models.Model):
    """Chair or vice-chair of a group, from one day to another (UTC days, the last one included)."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="offices")
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="offices")
    kind = models.CharField(max_length=12, choices=choices(OfficeKind))
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.kind} of group {self.group_id}"


class Invitation(models.Model):
    """A way in, for one address, into one group, for one organisation, in one role; used once.

    Only the SHA-256 of the token is stored: a copy of the database opens no door.
    """

    id = models.BigIntegerField(primary_key=True, default=random_id)
    token_hash = models.CharField(max_length=64, unique=True)
    email = models.EmailField(max_length=254)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="invitations")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=choices(Role), default=Role.MEMBER)
    post = models.CharField(max_length=12, choices=choices(Post), blank=True, default=Post.NONE)
    invited_by = models.ForeignKey(Seat, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"invitation {self.pk}"
