"""App settings."""

from django.apps import AppConfig


class Polls(AppConfig):
    """Polls, ballots and results."""

    name = "discussions.polls"
    label = "polls"
