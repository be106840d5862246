"""`manage.py found`: the first officer of a new alliance, who seats everybody else."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from collab.accounts.models import Person
from collab.errors import DomainError
from groups.actions import found


class Command(BaseCommand):
    """Makes the secretariat of an empty site, and tells its first officer by mail how to sign in."""

    help = "Make the secretariat and its first officer, and write to them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who, and for which organisation."""
        parser.add_argument("--mail", required=True, help="address of the first officer; a code goes there at each sign-in")
        parser.add_argument("--name", required=True, help="how others will see them named")
        parser.add_argument("--organisation", default="Secretariat", help="for whom they speak")

    @transaction.atomic
    def handle(self, **options: Any) -> None:
        """Found, or say in one line why not.  The mail is written with it, and sent by the worker."""
        mail, name = options["mail"].strip().lower(), " ".join(options["name"].split())
        try:
            validate_email(mail)
        except ValidationError:
            raise CommandError(f"{mail} is not a mail address.") from None
        if not name:
            raise CommandError("A name needs at least one letter.")
        if Person.objects.filter(email=mail).exists():
            raise CommandError(f"{mail} has an account already.")
        person = Person.objects.create_user(mail, name=name)
        try:
            found(person.pk, options["organisation"])
        except DomainError as refusal:
            raise CommandError(str(refusal.message)) from None
        subject = _("Your account in %(product)s") % {"product": settings.PRODUCT_NAME}
        words = _(
            "You are the first officer of this alliance. Open %(address)s and ask for a code by mail, or for a new password. "
            "Then make organisations and groups, and seat or invite the people who lead them."
        )
        send_mail(subject, words % {"address": f"{settings.SITE_ORIGIN}/account/login/"}, None, [mail])
        self.stdout.write(f"The secretariat is there, and {mail} is told by mail how to sign in.")
