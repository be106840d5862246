"""App settings."""

from django.apps import AppConfig


class Accounts(AppConfig):
    """People and their way in."""

    name = "collab.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Listen to allauth: the only signals of the house."""
        from collab.accounts import endings, factors

        endings.connect()
        factors.connect()
