"""App settings."""

from django.apps import AppConfig


class Mail(AppConfig):
    """Letters on their way out."""

    name = "collab.mail"
    label = "mail"
