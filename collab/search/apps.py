"""App settings."""

from django.apps import AppConfig


class Search(AppConfig):
    """Finding words in what one may read."""

    name = "collab.search"
    label = "search"
