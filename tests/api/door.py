"""Signing in through the pages, as people without scripts do."""

import re
import time
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client

from collab.accounts.models import Person

LOGIN = "/account/login/"
PASSWORD = "a long enough password"


def with_password(*people: Person) -> None:
    """Give people the password that `sign_in` types."""
    people[0].set_password(PASSWORD)  # hashed once: it is slow on purpose
    for person in people:
        person.password = people[0].password
        person.save(update_fields=["password"])


def sign_in(browser: Client, email: str = "ben@example.org", password: str = PASSWORD, **more: Any) -> Any:
    """Send the form."""
    return browser.post(LOGIN, {"login": email, "password": password}, **more)


def who(browser: Client) -> str | None:
    """The address of whoever is signed in."""
    answer = browser.get("/api/me")
    return str(answer.json()["email"]) if answer.status_code == 200 else None


def totp_for(person: Person) -> str:
    """Give a person a TOTP factor and recovery codes; its secret."""
    secret: str = generate_totp_secret()
    TOTP.activate(person, secret)
    RecoveryCodes.activate(person)
    return secret


def code_now(secret: str, ahead: int = 0) -> str:
    """The six digits that the app shows now, or some steps of thirty seconds ahead."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead)))


def code_in(letter: Any) -> str:
    """The code in a mail."""
    found = re.search(r"^([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})$", str(letter.body), re.MULTILINE)
    assert found, letter.body
    return found[1]
