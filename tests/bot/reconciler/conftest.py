"""The reconciler's part of the store is tried on a real one."""

from tests.storage.conftest import database, framework, store

__all__ = ["database", "framework", "store"]
