"""App settings."""

from django.apps import AppConfig


class Groups(AppConfig):
    """Constituencies, organisations, groups and seats."""

    name = "groups"
    label = "groups"
