"""App settings."""

from django.apps import AppConfig


class Chat(AppConfig):
    """Topics and messages."""

    name = "discussions.chat"
    label = "chat"
