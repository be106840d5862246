"""App settings."""

from django.apps import AppConfig


class Bridges(AppConfig):
    """Moderated cross-group threads."""

    name = "discussions.bridges"
    label = "bridges"
