"""What a start adds to a store that an earlier version wrote: what is kept now beside what was kept then."""

from collections.abc import Callable

from sqlalchemy import select

from flows.framework import Framework
from storage import assessment_rows, scores, waits
from storage.database import Database
from storage.patience import patiently
from storage.repository import Repository
from storage.tables import ASSESSMENTS
from storage.transaction import Transaction
from storage.workspace import Workspace

AT_ONCE = 500
"""Assessments that are read within one transaction."""

Load = Callable[[Transaction, str, str], Framework]


def fill(database: Database, load: Load) -> None:
    """Add all that is missing, a part in each transaction. Raises StorageError."""
    patiently(lambda: database.write_now(lambda transaction: scores.fill(transaction, load)))
    while patiently(lambda: database.write_now(lambda transaction: _fill_waits(transaction, load))):
        pass


def _fill_waits(transaction: Transaction, load: Load) -> bool:
    """What waits for whom, and what was decided; True while some may still be missing."""
    of = ASSESSMENTS.c
    missing = select(of.id, of.team_id).where(of.waits_kept.is_(False)).limit(AT_ONCE)
    rows = transaction.execute(missing).all()
    found = [Repository(transaction, Workspace(row.team_id), load).get(row.id) for row in rows]
    if assessments := [one for one in found if one is not None]:
        assessment_rows.save_decided(transaction, assessments)
        waits.add(transaction, assessments)
    return len(rows) == AT_ONCE
