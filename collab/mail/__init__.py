"""Outgoing mail: written into the database with what it tells of, sent by the worker (docs/worker.md)."""
