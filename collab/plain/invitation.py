"""The page behind the link of an invitation: where accounts begin, and where people take further seats."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import SignupForm
from allauth.account.views import SignupView
from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from collab.accounts.models import Person
from collab.errors import Code, DomainError, Refused
from collab.plain.page import refused
from collab.text.plain import tidy
from discussions.spaces.seating import accept_invitation
from groups.invitations import open_invitation
from groups.models import Invitation

ROLES = {"lead": _("lead"), "moderator": _("moderator"), "member": _("member"), "observer": _("observer")}


class InvitationForm(SignupForm):  # type: ignore[misc]  # allauth has no types
    """A name and a password; the address is the invitation's and cannot be changed."""

    name = forms.CharField(label=_("Your name, as colleagues know it"), max_length=120, widget=forms.TextInput({"autocomplete": "name"}))
    field_order = ["email", "name", "password1"]

    def __init__(self, *args: Any, token: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.token = token
        self.fields["email"].disabled = True
        self.fields["email"].label = _("Work e-mail")

    def clean_name(self) -> str:
        """The name on one line, without signs that nobody sees."""
        name = " ".join(tidy(self.cleaned_data["name"]).split())
        if not name:
            raise forms.ValidationError(_("A name needs at least one letter."))
        return name

    @transaction.atomic
    def save(self, request: HttpRequest) -> Person:
        """The new person, seated.  The link came to the address, so it needs no other proof.

        Raises NotFound, Conflict (invitation_spent).
        """
        open_invitation(self.token, lock=True)  # of two at once, the second waits here and finds it spent
        email = self.cleaned_data["email"]
        get_adapter().stash_verified_email(request, email)
        person: Person = super().save(request)
        accept_invitation(person.pk, email, self.token)
        return person


class InvitationView(SignupView):  # type: ignore[misc]  # allauth has no types
    """`/account/invitation/<token>/`: allauth's sign-up, open to whoever holds the token, for one address."""

    form_class = InvitationForm
    template_name = "account/invitation.html"
    invitation: Invitation

    def is_open(self) -> bool:
        """The token is the permission; it is asked in `dispatch` and again in the action."""
        return True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page, or a refusal in words."""
        try:
            self.invitation = open_invitation(kwargs["token"])
            if request.user.is_authenticated:
                return self.for_person(request)
            answer: HttpResponse = super().dispatch(request, *args, **kwargs)
            return answer
        except DomainError as refusal:
            return refused(request, refusal)

    def for_person(self, request: HttpRequest) -> HttpResponse:
        """Somebody signed in: one button, if the invitation is theirs.  Raises DomainError."""
        assert request.user.is_authenticated
        if request.user.email != self.invitation.email:
            raise Refused(Code.ADDRESS_DIFFERS, _("This invitation is for another mail address. Sign in with that one."))
        if request.method == "POST":
            seat = accept_invitation(request.user.pk, request.user.email, self.kwargs["token"])
            return redirect(f"/g/{seat.group_id}")
        return render(request, self.template_name, self.facts())

    def facts(self) -> dict[str, Any]:
        """What the page says of the invitation."""
        known = Person.objects.filter(email=self.invitation.email).exists()
        return {"invitation": self.invitation, "role": ROLES[self.invitation.role], "known": known, "here": self.request.path}

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form needs the token and the address."""
        return {**super().get_form_kwargs(), "token": self.kwargs["token"], "initial": {"email": self.invitation.email}}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Allauth's, and the invitation's."""
        return {**super().get_context_data(**kwargs), **self.facts()}
