"""Every test of the store runs on a real SQLite file and on a real PostgreSQL."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeVar

import pytest

from flows.framework import Framework
from storage import schema
from storage.database import Database
from storage.frameworks import FrameworkStore
from storage.repository import Repository, Workspace
from storage.surfaces import Surfaces
from storage.transaction import Transaction
from tests.storage.samples import FRAMEWORK, HERE, NOW

T = TypeVar("T")


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """A database with all tables and nothing in them."""
    made = Database(url)
    schema.upgrade(made)
    yield made
    made.close()


@dataclass(frozen=True)
class Store:
    """A migrated database as one workspace uses it."""

    database: Database
    workspace: Workspace = HERE
    frameworks: FrameworkStore = field(default_factory=FrameworkStore)

    def of(self, workspace: Workspace) -> "Store":
        return replace(self, workspace=workspace)

    def run(self, work: Callable[[Repository], T]) -> T:
        """Work with the repository in one transaction."""
        return self.database.write_now(
            lambda transaction: work(
                Repository(transaction, self.workspace, self.frameworks.load, self.frameworks.parts)
            )
        )

    def surfaces(self, work: Callable[[Surfaces], T]) -> T:
        return self.database.write_now(lambda transaction: work(Surfaces(transaction)))

    def rows(self, work: Callable[[Transaction], T]) -> T:
        return self.database.write_now(work)


@pytest.fixture
def framework() -> Framework:
    return FRAMEWORK


@pytest.fixture
def store(database: Database) -> Store:
    made = Store(database)
    made.rows(lambda transaction: made.frameworks.keep(transaction, FRAMEWORK, NOW))
    return made
