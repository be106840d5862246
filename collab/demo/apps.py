"""App settings."""

from django.apps import AppConfig


class Demo(AppConfig):
    """The example alliance."""

    name = "collab.demo"
    label = "demo"
