"""One transaction, as use cases and the reconciler see it."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, CursorResult, Executable, func, type_coerce

from storage.tables.columns import MOMENT

NOW = type_coerce(func.current_timestamp(), MOMENT)
"""The database's time: on PostgreSQL that at which the transaction began, on SQLite the machine's, cut to the
second."""


class Transaction:
    """Runs statements, and remembers what is to be done once it is committed.

    Core statements only: an assessment is read and written with every click, and the unit of work of the
    ORM costs several times as much as the database does.
    """

    __slots__ = ("_changes", "_once_committed", "connection")

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._changes = False
        self._once_committed: list[Callable[[], None]] = []

    def execute(
        self, statement: Executable, values: Mapping[str, Any] | list[dict[str, Any]] | None = None
    ) -> CursorResult[Any]:
        result = self.connection.execute(statement, values)
        if statement.is_dml and result.rowcount:
            self._changes = True
        return result

    @property
    def is_sqlite(self) -> bool:
        return self.connection.dialect.name == "sqlite"

    @property
    def has_plans(self) -> bool:
        """Whether something waits for the commit: what is read now may yet be taken back."""
        return bool(self._once_committed)

    @property
    def changes(self) -> bool:
        """Whether it changes anything. What is only written by way of words of SQL is not counted."""
        return self._changes

    def once_committed(self, act: Callable[[], None]) -> None:
        """Do this after the commit, on whichever thread it runs; never if it fails."""
        self._once_committed.append(act)

    def committed(self) -> None:
        for act in self._once_committed:
            act()
