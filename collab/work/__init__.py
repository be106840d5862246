"""Slow work, done by the worker (docs/worker.md): what is handed to it, and what it does on its own clock."""
