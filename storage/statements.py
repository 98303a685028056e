"""Statements of which several tables have one of their own. Those that every click needs are built once:
building one costs more than running it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, Table, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.transaction import Transaction


def of_assessment(table: Table, *order: str) -> Select[Any]:
    """The rows of the table that belong to the assessment with the `id` that it is run with."""
    query = select(table).where(table.c.assessment_id == bindparam("id"))
    return query.order_by(*(table.c[column] for column in order))


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
