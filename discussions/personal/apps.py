"""App settings."""

from django.apps import AppConfig


class Personal(AppConfig):
    """What only oneself sees: read marks, drafts, notices."""

    name = "discussions.personal"
    label = "personal"
