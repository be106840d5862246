#!/usr/bin/env python
"""Django's command line for Collab."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "collab.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"ImproperlyConfigured: {error}")  # a setting is wrong: one line says which (docs/settings.md)
