"""What waits for whom, as rows: what the assessment itself says, stored as it changes, so that many can be
asked at once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from flows.assessment import Assessment
from flows.waiting import Matter, Waiting, waits_of
from storage.tables import ASSESSMENTS, WAITS
from storage.transaction import Transaction

OF = select(WAITS).where(WAITS.c.assessment_id == bindparam("id"))
_ADD = insert(WAITS)
_REMOVE = delete(WAITS).where(
    WAITS.c.assessment_id == bindparam("this_assessment"),
    WAITS.c.matter == bindparam("this_matter"),
    WAITS.c.user_id == bindparam("this_user"),
    WAITS.c.subject == bindparam("this_subject"),
)
_KEPT = update(ASSESSMENTS).where(ASSESSMENTS.c.id == bindparam("this")).values(waits_kept=True)
AT_ONCE = 500
"""Assessments that a start asks in one transaction, after an upgrade."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One row. `since` is None for what waits since the assessment was last changed: else each answer
    would change the rows of everybody who can give the next one."""

    matter: Matter
    person: str
    subject: str
    since: datetime | None
    on: date | None

    @classmethod
    def of(cls, waiting: Waiting) -> "Kept":
        since = None if waiting.matter is Matter.ANSWER else waiting.since
        return cls(waiting.matter, waiting.person, waiting.subject, since, waiting.on)

    @classmethod
    def read(cls, row: Any) -> "Kept":
        return cls(Matter(row.matter), row.user_id, row.subject, row.since, row.on_day)

    def waiting(self, assessment_id: str, changed_at: datetime) -> Waiting:
        """`changed_at` is when the assessment was last changed."""
        since = self.since or changed_at
        return Waiting(self.matter, assessment_id, self.person, since, self.on, self.subject)


Waits = frozenset[Kept]


def waits(assessment: Assessment) -> Waits:
    return frozenset(Kept.of(waiting) for waiting in waits_of(assessment))


def save(transaction: Transaction, assessment_id: str, before: Waits, now: Waits) -> None:
    """Write what is new, and take away what is settled."""
    gone, new = before - now, now - before
    if gone:
        transaction.execute(_REMOVE, [_this(assessment_id, kept) for kept in gone])
    if new:
        transaction.execute(_ADD, [_row(assessment_id, kept) for kept in new])


def fill(transaction: Transaction, assessments: Callable[[list[str]], Iterable[Assessment]]) -> int:
    """Keep what waits in assessments from before there was a place for it, AT_ONCE of them; `assessments`
    reads them. Returns how many were looked at: 0 when all are done."""
    missing = select(ASSESSMENTS.c.id).where(ASSESSMENTS.c.waits_kept.is_(False)).limit(AT_ONCE)
    ids = list(transaction.execute(missing).scalars())
    if not ids:
        return 0
    rows = [_row(one.id, kept) for one in assessments(ids) for kept in waits(one)]
    if rows:
        transaction.execute(_ADD, rows)
    transaction.execute(_KEPT, [{"this": assessment_id} for assessment_id in ids])
    return len(ids)


def _row(assessment_id: str, kept: Kept) -> dict[str, Any]:
    return {
        "assessment_id": assessment_id,
        "matter": kept.matter.value,
        "user_id": kept.person,
        "subject": kept.subject,
        "since": kept.since,
        "on_day": kept.on,
    }


def _this(assessment_id: str, kept: Kept) -> dict[str, Any]:
    return {
        "this_assessment": assessment_id,
        "this_matter": kept.matter.value,
        "this_user": kept.person,
        "this_subject": kept.subject,
    }
