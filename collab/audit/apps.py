"""App settings."""

from django.apps import AppConfig


class Audit(AppConfig):
    """The chain of privileged acts."""

    name = "collab.audit"
    label = "audit"
