"""People: accounts, and how each wants to be treated."""

from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from collab.ids import random_id
from collab.streams.models import Stream, StreamKind


class People(BaseUserManager["Person"]):
    """Makes accounts.  A mail address is compared exactly, in lower case (S59: no Unicode folding)."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        """A new active person with a stream of their own.  The caller vouches for the address."""
        person = self.model(email=email.strip().lower(), **fields)
        person.set_password(password)
        person.stream = Stream.objects.create(kind=StreamKind.PERSON)
        person.save(using=self._db)
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
        return person

    def get_by_natural_key(self, username: str | None) -> "Person":
        """The person with this address, compared in lower case."""
        return self.get(email=(username or "").lower())


class Person(AbstractBaseUser):
    """An account.  Rights come from seats alone: there is no staff flag and no superuser."""

    class Theme(models.TextChoices):
        """Colours: as the system says, or one of two."""

        SYSTEM = "system", "system"
        LIGHT = "light", "light"
        DARK = "dark", "dark"

    id = models.BigIntegerField(primary_key=True, default=random_id)
    email = models.EmailField(unique=True, max_length=254)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    second_factor = models.BooleanField(default=False)  # has one; kept in step by accounts.factors
    stream = models.OneToOneField(Stream, on_delete=models.PROTECT, related_name="+")
    joined_at = models.DateTimeField(auto_now_add=True)
    language = models.CharField(max_length=8, default="en")
    time_zone = models.CharField(max_length=64, default="UTC")  # IANA name
    theme = models.CharField(max_length=8, choices=Theme, default=Theme.SYSTEM)
    more_contrast = models.BooleanField(default=False)
    less_motion = models.BooleanField(default=False)
    enter_sends = models.BooleanField(default=True)
    single_keys = models.BooleanField(default=True)  # letters as commands while focus is in the stream
    shows_presence = models.BooleanField(default=True)  # presence and typing

    objects: ClassVar[People] = People()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return f"person {self.pk}"  # never a name or an address: this lands in logs

    @property
    def is_staff(self) -> bool:
        """Nobody: Django's admin is not installed (decision 7)."""
        return False
