"""Reminders are tested on the databases that the tests of the store have."""

from tests.storage.conftest import database, store

__all__ = ["database", "store"]
