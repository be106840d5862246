"""App settings."""

from django.apps import AppConfig


class Safeguarding(AppConfig):
    """What may not be here: sealed, told to the safeguarding lead, referred."""

    name = "discussions.safeguarding"
    label = "safeguarding"
