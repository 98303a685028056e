"""Every test of the store runs on a real SQLite file and on a real PostgreSQL."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

import pytest

from flows.assessment import Assessment
from flows.framework import Framework
from storage.database import Database
from storage.frameworks import FrameworkStore
from storage.repository import Repository
from storage.surfaces import Surfaces
from storage.transaction import Transaction
from storage.workspace import Workspace
from tests.storage.samples import FRAMEWORK, HERE, NOW, later

T = TypeVar("T")
A_MINUTE_ON = later(1)


@pytest.fixture
def database(migrated: str) -> Iterator[Database]:
    """A database with all tables and nothing in them."""
    made = Database(migrated)
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
                Repository(
                    transaction,
                    self.workspace,
                    self.frameworks.load,
                    self.frameworks.parts,
                    self.frameworks.sheets,
                )
            )
        )

    def add(self, what: Assessment, at: datetime = NOW) -> None:
        self.run(lambda repository: repository.add(what, at))

    def load(self, id: str = "one") -> Assessment:
        found = self.run(lambda repository: repository.get(id))
        assert found is not None
        return found

    def change(
        self, work: Callable[[Assessment], object], id: str = "one", at: datetime = A_MINUTE_ON
    ) -> None:
        """Load, change and save in one transaction, past the use cases."""

        def write(repository: Repository) -> None:
            found = repository.get(id, lock=True)
            assert found is not None
            work(found)
            repository.save(found, at)

        self.run(write)

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
