"""Everything that the store says of the one assessment of a run, read as the product reads it."""

import contextlib
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Row, Table, select

from flows.assessment import Assessment
from flows.earlier import Earlier
from flows.framework import read
from storage.answering import earlier_answers
from storage.chains import Verified, verify
from storage.database import Database
from storage.frameworks import FrameworkStore
from storage.repository import Repository
from storage.tables import ACTIVITY, ANSWER_CHANGES, ASSESSMENTS, SEEN_EVENTS, SURFACES
from storage.transaction import Transaction
from storage.workspace import Workspace

QUESTIONS = Path(__file__).with_name("four-questions.yml")
FRAMEWORK = read(QUESTIONS)
MOVED = "moved"
"""What the log calls a move to another channel or thread."""


@dataclass(frozen=True, slots=True)
class Glance:
    """What a look says that is cheap enough for twenty a second."""

    behind: int
    """How many surfaces are not shown as they should be."""
    trouble: str | None
    channel: str

    @classmethod
    def at(cls, path: Path) -> "Glance":
        with contextlib.closing(sqlite3.connect(path, timeout=10)) as database:
            behind = database.execute(
                "SELECT count(*) FROM surfaces WHERE shown < wanted"
                " AND (due_at IS NULL OR due_at < datetime('now', '+1 day'))"
            ).fetchone()[0]
            return cls(behind, *database.execute("SELECT trouble, channel_id FROM assessments").fetchone())


def rows_of(transaction: Transaction, table: Table, assessment: str) -> list[Row[Any]]:
    """The rows of this table that belong to an assessment, oldest first."""
    of = table.c
    return list(transaction.execute(select(table).where(of.assessment_id == assessment).order_by(of.id)))


@dataclass(frozen=True, slots=True)
class Store:
    """Everything that the store says of the one assessment."""

    assessment: Assessment
    surfaces: list[Row[Any]]
    activity: list[Row[Any]]
    changes: list[Row[Any]]
    heard: frozenset[str]
    earlier: Mapping[str, Earlier]
    record: Verified

    @classmethod
    def read(cls, path: Path) -> "Store":
        """The one that there is in this file."""
        stores = cls.read_all(f"sqlite:///{path}")
        assert len(stores) == 1, f"{len(stores)} assessments were made of one form"
        return stores[0]

    @classmethod
    def read_all(cls, url: str) -> list["Store"]:
        """Every assessment with what belongs to it, in the order in which they were made."""
        database = Database(url)
        try:
            return database.write_now(cls._read_all)
        finally:
            database.close()

    @classmethod
    def _read_all(cls, transaction: Transaction) -> list["Store"]:
        frameworks = FrameworkStore()
        frameworks.keep(transaction, FRAMEWORK, datetime.now(UTC))
        rows = transaction.execute(select(ASSESSMENTS).order_by(ASSESSMENTS.c.created_at)).all()
        heard = frozenset(transaction.execute(select(SEEN_EVENTS.c.key)).scalars())
        record = verify(transaction, frameworks.load)
        return [cls._of(transaction, frameworks, row, heard, record) for row in rows]

    @classmethod
    def _of(
        cls,
        transaction: Transaction,
        frameworks: FrameworkStore,
        row: Row[Any],
        heard: frozenset[str],
        record: Verified,
    ) -> "Store":
        here = Workspace(row.team_id)
        assessment = Repository(transaction, here, frameworks.load, frameworks.parts).get(row.id)
        assert assessment is not None
        return cls(
            assessment,
            rows_of(transaction, SURFACES, row.id),
            rows_of(transaction, ACTIVITY, row.id),
            rows_of(transaction, ANSWER_CHANGES, row.id),
            heard,
            earlier_answers(transaction, assessment),
            record,
        )

    @property
    def behind(self) -> list[Row[Any]]:
        """What should be seen now; what a later day will make out of date is not among it."""
        tomorrow = datetime.now(UTC) + timedelta(days=1)
        return [
            row
            for row in self.surfaces
            if row.shown < row.wanted and (row.due_at is None or row.due_at < tomorrow)
        ]

    @property
    def moves(self) -> list[Row[Any]]:
        """How often it was moved to another channel or thread."""
        return [row for row in self.activity if row.what == MOVED]

    @property
    def answered(self) -> list[Row[Any]]:
        """The changes that gave an answer; the others only changed its reason."""
        reasons = {(row.question_id, row.at) for row in self.activity if row.what == "reason"}
        latest: dict[str, Row[Any]] = {}
        given = []
        for row in self.changes:
            before = latest.get(row.question_id)
            latest[row.question_id] = row
            if before is None or before.answered_at != row.answered_at:
                given.append(row)
        assert len(given) + len(reasons) >= len(self.changes)
        return given
