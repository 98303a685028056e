"""Reminders are tested on the same stores as storage is."""

from tests.storage.conftest import database, framework, store

__all__ = ["database", "framework", "store"]
