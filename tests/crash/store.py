"""Everything that the store says of the one assessment of a run, read as the product reads it."""

import contextlib
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar, cast

from sqlalchemy import select

from flows.assessment import Assessment
from flows.framework import read
from storage.database import Database
from storage.frameworks import FrameworkStore
from storage.models import ActivityRow, AnswerChangeRow, AssessmentRow, SeenEventRow, SurfaceRow
from storage.repository import Repository, Workspace
from storage.transaction import Transaction

R = TypeVar("R", SurfaceRow, ActivityRow, AnswerChangeRow)

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


def rows_of(transaction: Transaction, kind: type[R], assessment: str) -> list[R]:
    """The rows of this kind that belong to an assessment, oldest first."""
    found = transaction.execute(select(kind).where(kind.assessment_id == assessment).order_by(kind.id))
    return cast(list[R], list(found))  # a row of SQLAlchemy's Core has these columns, its type has none


@dataclass(frozen=True, slots=True)
class Store:
    """Everything that the store says of the one assessment."""

    assessment: Assessment
    surfaces: list[SurfaceRow]
    activity: list[ActivityRow]
    changes: list[AnswerChangeRow]
    heard: frozenset[str]

    @classmethod
    def read(cls, path: Path, questions: Path) -> "Store":
        database = Database(f"sqlite:///{path}")
        try:
            return database.write_now(lambda transaction: cls._read(transaction, questions))
        finally:
            database.close()

    @classmethod
    def _read(cls, transaction: Transaction, questions: Path) -> "Store":
        rows = transaction.execute(select(AssessmentRow)).all()
        assert len(rows) == 1, f"{len(rows)} assessments were made of one form"
        frameworks = FrameworkStore()
        frameworks.keep(transaction, read(questions), datetime.now(UTC))
        here = Workspace(rows[0].enterprise_id, rows[0].team_id)
        assessment = Repository(transaction, here, frameworks.load, frameworks.parts).get(rows[0].id)
        assert assessment is not None
        return cls(
            assessment,
            rows_of(transaction, SurfaceRow, assessment.id),
            rows_of(transaction, ActivityRow, assessment.id),
            rows_of(transaction, AnswerChangeRow, assessment.id),
            frozenset(transaction.execute(select(SeenEventRow.key)).scalars()),
        )

    @property
    def behind(self) -> list[SurfaceRow]:
        """What should be seen now; what a later day will make out of date is not among it."""
        tomorrow = datetime.now(UTC) + timedelta(days=1)
        return [
            row
            for row in self.surfaces
            if row.shown < row.wanted and (row.due_at is None or row.due_at < tomorrow)
        ]

    @property
    def moves(self) -> list[ActivityRow]:
        """How often it was moved to another channel or thread."""
        return [row for row in self.activity if row.what == MOVED]

    @property
    def answered(self) -> list[AnswerChangeRow]:
        """The changes that gave an answer; the others only changed its reason."""
        reasons = {(row.question_id, row.at) for row in self.activity if row.what == "reason"}
        latest: dict[str, AnswerChangeRow] = {}
        given = []
        for row in self.changes:
            before = latest.get(row.question_id)
            latest[row.question_id] = row
            if before is None or before.answered_at != row.answered_at:
                given.append(row)
        assert len(given) + len(reasons) >= len(self.changes)
        return given
