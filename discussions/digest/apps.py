"""App settings."""

from django.apps import AppConfig


class Digests(AppConfig):
    """Letters, on chosen days, of what waits and what is new."""

    name = "discussions.digest"
    label = "digest"
