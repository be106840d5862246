"""App settings."""

from django.apps import AppConfig


class Summaries(AppConfig):
    """What a thread between groups came to, for those who did not sit in it."""

    name = "discussions.summaries"
    label = "summaries"
