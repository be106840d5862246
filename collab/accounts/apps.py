"""App settings."""

from django.apps import AppConfig


class Accounts(AppConfig):
    """People and their way in."""

    name = "collab.accounts"
    label = "accounts"
