"""What waits for whom, as rows: what the assessment itself says, stored as it changes, so that many can be
asked at once."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import RowMapping, bindparam, delete, insert, update

from flows.assessment import Assessment
from flows.waiting import Matter, Waiting, waits_of
from storage.statements import RowsOf
from storage.tables import ASSESSMENTS, WAITS
from storage.transaction import Transaction

_ALL = RowsOf(WAITS)
_ADD = insert(WAITS)
_REMOVE = delete(WAITS).where(
    WAITS.c.assessment_id == bindparam("this_assessment"),
    WAITS.c.matter == bindparam("this_matter"),
    WAITS.c.user_id == bindparam("this_user"),
    WAITS.c.subject == bindparam("this_subject"),
)
_KEPT = update(ASSESSMENTS).where(ASSESSMENTS.c.id == bindparam("this")).values(waits_kept=True)


@dataclass(frozen=True, slots=True)
class WaitRow:
    """One row. `since` is None for what waits since the assessment was last changed: else each answer
    would change the rows of everybody who can give the next one."""

    matter: Matter
    person: str
    subject: str
    since: datetime | None
    on: date | None

    @classmethod
    def of(cls, waiting: Waiting) -> "WaitRow":
        since = None if waiting.matter is Matter.ANSWER else waiting.since
        return cls(waiting.matter, waiting.person, waiting.subject, since, waiting.on)

    @classmethod
    def read(cls, row: RowMapping) -> "WaitRow":
        return cls(Matter(row["matter"]), row["user_id"], row["subject"], row["since"], row["on_day"])

    def waiting(self, assessment_id: str, changed_at: datetime) -> Waiting:
        """`changed_at` is when the assessment was last changed."""
        since = self.since or changed_at
        return Waiting(self.matter, assessment_id, self.person, since, self.on, self.subject)


Waits = frozenset[WaitRow]


def read(transaction: Transaction, ids: Collection[str]) -> dict[str, Waits]:
    found = _ALL.unpacked(transaction, ids, WaitRow.read)
    return {id: frozenset(rows) for id, rows in found.items()}


def save(transaction: Transaction, assessment: Assessment, before: Waits) -> Waits:
    """Write what is new, and take away what is settled; returns what stands then."""
    now = _kept(assessment)
    if gone := before - now:
        transaction.execute(_REMOVE, [_this(assessment.id, kept) for kept in gone])
    if new := now - before:
        transaction.execute(_ADD, [_row(assessment.id, kept) for kept in new])
    return now


def _kept(assessment: Assessment) -> Waits:
    return frozenset(map(WaitRow.of, waits_of(assessment)))


def add(transaction: Transaction, assessments: Iterable[Assessment]) -> None:
    """Keep what waits in these, of which nothing is kept yet."""
    found = list(assessments)
    if rows := [_row(one.id, kept) for one in found for kept in _kept(one)]:
        transaction.execute(_ADD, rows)
    transaction.execute(_KEPT, [{"this": one.id} for one in found])


def _row(assessment_id: str, kept: WaitRow) -> dict[str, Any]:
    return {
        "assessment_id": assessment_id,
        "matter": kept.matter.value,
        "user_id": kept.person,
        "subject": kept.subject,
        "since": kept.since,
        "on_day": kept.on,
    }


def _this(assessment_id: str, kept: WaitRow) -> dict[str, Any]:
    return {
        "this_assessment": assessment_id,
        "this_matter": kept.matter.value,
        "this_user": kept.person,
        "this_subject": kept.subject,
    }
