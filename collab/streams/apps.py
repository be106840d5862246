"""App settings."""

from django.apps import AppConfig


class Streams(AppConfig):
    """Counters that everything shown takes its order from."""

    name = "collab.streams"
    label = "streams"
