"""Sheets of facts that assessments are pinned to, and what was recorded on them."""

from collections.abc import Collection, Sequence

from sqlalchemy import insert

from flows.assessment import Assessment
from flows.entry import Entry
from flows.sheet import Sheet, from_json
from storage import packing
from storage.errors import SheetChanged
from storage.pinned import Pinned
from storage.statements import RowsOf
from storage.tables import ASSESSMENTS, ENTRIES, SHEETS
from storage.transaction import Transaction

_ENTRIES = RowsOf(ENTRIES, "number")
_ADD = insert(ENTRIES)


class SheetStore(Pinned[Sheet]):
    """`in_use` is the sheet that assessments get which have none yet; None: they get none."""

    table, called, changed = SHEETS, "sheet of facts", SheetChanged
    pins = ASSESSMENTS.c.sheet_id, ASSESSMENTS.c.sheet_version

    @staticmethod
    def read(body: str) -> Sheet:
        return from_json(body)

    def __init__(self) -> None:
        super().__init__()
        self.in_use: Sheet | None = None


def read_entries(transaction: Transaction, ids: Collection[str]) -> dict[str, tuple[Entry, ...]]:
    return _ENTRIES.unpacked(transaction, ids, packing.entry)


def save_entries(transaction: Transaction, assessment: Assessment, before: Sequence[Entry]) -> None:
    """Write those that were added; none is ever changed."""
    rows = [
        {"assessment_id": assessment.id, "number": number, **packing.entry_columns(entry)}
        for number, entry in enumerate(assessment.entries, start=1)
        if number > len(before)
    ]
    if rows:
        transaction.execute(_ADD, rows)
