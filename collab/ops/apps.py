"""App settings."""

from django.apps import AppConfig


class Ops(AppConfig):
    """Commands that run a site."""

    name = "collab.ops"
    label = "ops"
