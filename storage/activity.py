"""The activity log: who did what, and when."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, insert, select

from flows.activity import Happened
from storage.statements import of_assessment
from storage.tables import ACTIVITY, ANSWER_CHANGES, ASSESSMENTS
from storage.transaction import Transaction
from storage.workspace import Workspace

_ADD = insert(ACTIVITY)
_ALL_OF = of_assessment(ACTIVITY, "id")


class ActivityLog:
    """The log of the assessments of one workspace, within one transaction."""

    def __init__(self, transaction: Transaction, workspace: Workspace) -> None:
        self._transaction = transaction
        self._workspace = workspace

    def add(
        self,
        assessment_id: str,
        person: str,
        what: str,
        at: datetime,
        question_id: str | None = None,
        **detail: Any,
    ) -> None:
        self._transaction.execute(
            _ADD,
            {
                "assessment_id": assessment_id,
                "at": at,
                "user_id": person,
                "what": what,
                "question_id": question_id,
                "detail": detail,
            },
        )

    def happened(
        self, assessment_id: str, *, without: Collection[str] = (), skip: int = 0, most: int = 100
    ) -> tuple[list[Happened], int]:
        """What happened to an assessment, latest first, and how much there is in all."""
        total = self._transaction.execute(self._select(assessment_id, without, func.count())).scalar_one()
        page = self._select(assessment_id, without, ACTIVITY).order_by(ACTIVITY.c.id.desc())
        rows = self._transaction.execute(page.offset(skip).limit(most)).all()
        words = self._words(assessment_id, [row.at for row in rows])
        found = [
            Happened(
                row.at,
                row.user_id,
                row.what,
                row.question_id,
                row.detail,
                words.get((row.question_id, row.user_id, row.at), ""),
            )
            for row in rows
        ]
        return found, total

    def _words(self, assessment_id: str, moments: Sequence[datetime]) -> dict[tuple[str, str, datetime], str]:
        """What was written for answers at these moments, by question, person and moment."""
        of = ANSWER_CHANGES.c
        rows = self._transaction.execute(
            select(of.question_id, of.changed_by, of.changed_at, of.reasons)
            .where(of.assessment_id == assessment_id, of.changed_at.in_(moments))
            .order_by(of.id)
        ).all()
        return {
            (row.question_id, row.changed_by, row.changed_at): own["words"]
            for row in rows
            for own in row.reasons
            if own["by"] == row.changed_by and datetime.fromisoformat(own["at"]) == row.changed_at
        }

    def _select(self, assessment_id: str, without: Collection[str], what: Any) -> Select[Any]:
        return (
            select(what)
            .join(ASSESSMENTS, ASSESSMENTS.c.id == ACTIVITY.c.assessment_id)
            .where(
                self._workspace.rows_of(ASSESSMENTS),
                ACTIVITY.c.assessment_id == assessment_id,
                ACTIVITY.c.what.not_in(list(without)),
            )
        )


def read_all(transaction: Transaction, assessment_id: str) -> tuple[Happened, ...]:
    """All that happened to an assessment, oldest first, without the words of answers."""
    rows = transaction.execute(_ALL_OF, {"id": assessment_id})
    return tuple(Happened(row.at, row.user_id, row.what, row.question_id, row.detail) for row in rows)


def add_all(transaction: Transaction, assessment_id: str, events: Sequence[Happened]) -> None:
    """Write the log of an assessment as another store kept it."""
    rows = [
        {
            "assessment_id": assessment_id,
            "at": one.at,
            "user_id": one.by,
            "what": one.what,
            "question_id": one.question,
            "detail": dict(one.detail),
        }
        for one in events
    ]
    if rows:
        transaction.execute(_ADD, rows)
