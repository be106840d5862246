"""Backups: a folder that holds every day's database, and each file once."""
