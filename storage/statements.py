"""Statements of which several tables have one of their own. Those that every click needs are built once:
building one costs more than running it."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, RowMapping, Table, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.transaction import Transaction

T = TypeVar("T")


class RowsOf:
    """The rows of a table that belong to assessments, in this order: of many in one statement, because to run
    one takes longer than to read the few rows that an assessment has."""

    def __init__(self, table: Table, *order: str, where: ColumnElement[bool] | None = None) -> None:
        query = select(table).where(table.c.assessment_id.in_(bindparam("ids", expanding=True)))
        if where is not None:
            query = query.where(where)
        self._query = query.order_by(*(table.c[column] for column in order))

    def read(self, transaction: Transaction, ids: Collection[str]) -> dict[str, list[RowMapping]]:
        """By assessment; those without any have an empty list."""
        found: dict[str, list[RowMapping]] = {id: [] for id in ids}
        for row in transaction.execute(self._query, {"ids": list(ids)}).mappings().all():
            found[row["assessment_id"]].append(row)
        return found

    def unpacked(
        self, transaction: Transaction, ids: Collection[str], unpack: Callable[[RowMapping], T]
    ) -> dict[str, tuple[T, ...]]:
        """The same, as what the rows hold."""
        return {id: tuple(map(unpack, rows)) for id, rows in self.read(transaction, ids).items()}


class InsertOnce:
    """Adds a row, unless one with its key is there: each database has its own statement for that."""

    def __init__(self, table: Table) -> None:
        # RETURNING, because PostgreSQL's driver does not count the rows of an INSERT.
        returned = list(table.primary_key)[-1]
        self._sqlite = sqlite.insert(table).on_conflict_do_nothing().returning(returned)
        self._postgresql = postgresql.insert(table).on_conflict_do_nothing().returning(returned)

    def run(self, transaction: Transaction, row: Mapping[str, Any]) -> bool:
        """Returns whether it was added."""
        statement = self._sqlite if transaction.is_sqlite else self._postgresql
        return transaction.execute(statement, row).first() is not None


def insert_or_update(
    transaction: Transaction, table: Table, key: Mapping[str, str], values: Mapping[str, Any]
) -> None:
    """Give the row with this key these values; where there is none, add it with the defaults of the rest."""
    insert = sqlite.insert if transaction.is_sqlite else postgresql.insert
    added = insert(table).values({**key, **values})
    transaction.execute(added.on_conflict_do_update(index_elements=list(key), set_=dict(values)))
