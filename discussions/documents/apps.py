"""App settings."""

from django.apps import AppConfig


class Documents(AppConfig):
    """Documents and their versions."""

    name = "discussions.documents"
    label = "documents"
