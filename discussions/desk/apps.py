"""App settings."""

from django.apps import AppConfig


class Desk(AppConfig):
    """The moderators' desk: reports and decisions."""

    name = "discussions.desk"
    label = "desk"
