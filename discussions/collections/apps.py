"""App settings."""

from django.apps import AppConfig


class Collections(AppConfig):
    """Documents brought together under one subject, by a curator."""

    name = "discussions.collections"
    label = "collections"
