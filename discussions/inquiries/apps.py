"""App settings."""

from django.apps import AppConfig


class Inquiries(AppConfig):
    """Consultations and surveys: polls whose ballot is a form."""

    name = "discussions.inquiries"
    label = "inquiries"
