"""App settings."""

from django.apps import AppConfig


class Spaces(AppConfig):
    """Rooms: the unit of audience, order and access."""

    name = "discussions.spaces"
    label = "spaces"
