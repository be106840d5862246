"""Where sign-in differs from what allauth does by itself: nobody signs up without an invitation."""

from contextlib import nullcontext
from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.translation import get_language

from collab.accounts.models import Person
from collab.mail.backend import useful_for
from collab.streams.models import Stream, StreamKind


def shown_name(person: Person) -> str:
    """How allauth names somebody to themselves."""
    return person.name


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts by invitation; mails that name this site by its own address alone."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: the page of an invitation makes accounts, and no other page or route does."""
        return False

    def save_user(self, request: HttpRequest, user: AbstractBaseUser, form: BaseForm, commit: bool = True) -> Person:
        """The new person, with a stream, the name they gave and the language in which they read the page."""
        assert isinstance(user, Person)
        user.stream = Stream.objects.create(kind=StreamKind.PERSON)
        user.name = form.cleaned_data["name"]
        user.language = get_language() or settings.LANGUAGE_CODE
        saved: Person = super().save_user(request, user, form, commit=commit)
        return saved

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail of allauth.  The address of the site is the configured one, whatever host was asked for (S55)."""
        with useful_for(life_of_code(template_prefix)) if "code" in context else nullcontext():
            super().send_mail(template_prefix, email, {**context, "origin": settings.SITE_ORIGIN})


def life_of_code(template_prefix: str) -> timedelta:
    """How long the code in a mail counts; a mail that could not be sent by then is thrown away."""
    confirms = "email_confirmation" in template_prefix
    return timedelta(seconds=settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT if confirms else settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
