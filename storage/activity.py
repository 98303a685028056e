"""The activity log: who did what, and when; each row a link of the chain of its assessment's record."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, func, insert, select

from flows.activity import BY_ITSELF, Happened
from flows.chain import FACTS, Head, Link, written
from flows.record.kept import with_words
from flows.recorded import CONTENT
from storage import answering, packing
from storage.facts import PEOPLE, Facts
from storage.statements import RowsOf
from storage.tables import ACTIVITY, ASSESSMENTS
from storage.transaction import Transaction
from storage.workspace import Workspace

_ADD = insert(ACTIVITY)
_ALL = RowsOf(ACTIVITY, "id")


class ActivityLog:
    """The log of the assessments of one workspace, within one transaction."""

    def __init__(self, transaction: Transaction, workspace: Workspace) -> None:
        self._transaction = transaction
        self._workspace = workspace
        self._unwritten: dict[str, list[dict[str, Any]]] = {}

    def add(
        self,
        assessment_id: str,
        person: str,
        what: str,
        at: datetime,
        question_id: str | None = None,
        **detail: Any,
    ) -> None:
        """Written once the assessment is saved, when it is known what came of it."""
        row = {
            "assessment_id": assessment_id,
            "at": at,
            "user_id": person,
            "what": what,
            "question_id": question_id,
            "detail": detail,
        }
        self._unwritten.setdefault(assessment_id, []).append(row)

    def chained(
        self, assessment_id: str, at: datetime, last: Head, came_of_it: Facts
    ) -> tuple[list[dict[str, Any]], Head]:
        """The rows that were added, as links after `last`, and the new end of the chain. What came of an act
        stands in its last row; what came of none has a row of its own, so that nothing is missing."""
        if came_of_it and assessment_id not in self._unwritten:
            self.add(assessment_id, "", BY_ITSELF, at)
        rows = self._unwritten.pop(assessment_id, [])
        for row in rows:
            content = {name: row[name] for name in CONTENT}
            if row is rows[-1]:
                content[FACTS] = came_of_it
            people = [row["user_id"]]
            link = Link.after(last, row["at"], people, written(content, people, PEOPLE))
            row |= packing.link_columns(link)
            last = link.head
        return rows, last

    def write(self, rows: list[dict[str, Any]]) -> None:
        if rows:
            self._transaction.execute(_ADD, rows)

    def happened(
        self, assessment_id: str, *, without: Collection[str] = (), skip: int = 0, most: int = 100
    ) -> tuple[list[Happened], int]:
        """What happened to an assessment, latest first, and how much there is in all."""
        total = self._transaction.execute(self._select(assessment_id, without, func.count())).scalar_one()
        page = self._select(assessment_id, without, ACTIVITY).order_by(ACTIVITY.c.id.desc())
        rows = self._transaction.execute(page.offset(skip).limit(most)).all()
        found = [Happened(row.at, row.user_id, row.what, row.question_id, row.detail) for row in rows]
        changes = answering.read_changes(self._transaction, assessment_id, {row.at for row in rows})
        return with_words(found, changes), total

    def of_kind(self, assessment_id: str, what: str) -> list[Happened]:
        """What happened of this kind, latest first, without the words of answers."""
        return self._latest_first(assessment_id, [what])

    def latest(self, assessment_id: str, kinds: Collection[str]) -> Happened | None:
        """What happened last of these kinds, likewise."""
        return next(iter(self._latest_first(assessment_id, kinds, most=1)), None)

    def _latest_first(
        self, assessment_id: str, kinds: Collection[str], most: int | None = None
    ) -> list[Happened]:
        found = self._select(assessment_id, (), ACTIVITY).where(ACTIVITY.c.what.in_(list(kinds)))
        rows = self._transaction.execute(found.order_by(ACTIVITY.c.id.desc()).limit(most)).all()
        return [Happened(row.at, row.user_id, row.what, row.question_id, row.detail) for row in rows]

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


def read_all(transaction: Transaction, ids: Collection[str]) -> dict[str, tuple[Happened, ...]]:
    """All that happened to each assessment, oldest first, without the words of answers. Raises ValueError
    where a link was changed to what is none."""
    return _ALL.unpacked(transaction, ids, _happened)


def _happened(row: RowMapping) -> Happened:
    return Happened(
        row["at"],
        row["user_id"],
        row["what"],
        row["question_id"],
        row["detail"],
        link=None if row["number"] is None else packing.link(row),
    )


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
            **(packing.link_columns(one.link) if one.link else packing.NO_LINK),
        }
        for one in events
    ]
    if rows:
        transaction.execute(_ADD, rows)
