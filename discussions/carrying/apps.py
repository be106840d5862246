"""App settings."""

from django.apps import AppConfig


class Carrying(AppConfig):
    """Posts of a thread between groups, carried on with the consent of those whose words they are."""

    name = "discussions.carrying"
    label = "carrying"
