"""App settings."""

from django.apps import AppConfig


class Uploads(AppConfig):
    """Files on their way in, in parts."""

    name = "discussions.uploads"
    label = "uploads"
