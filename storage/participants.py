"""Who has which part in an assessment, and since when."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import bindparam, delete, func, insert, select

from flows.assessment import Assessment
from flows.roles import HELPING, Role, Roles
from storage.statements import RowsOf
from storage.tables import ASSESSMENTS, PARTICIPANTS
from storage.transaction import Transaction
from storage.workspace import Workspace

_ALL = RowsOf(PARTICIPANTS)
_ADD = insert(PARTICIPANTS)
_REMOVE = delete(PARTICIPANTS).where(
    PARTICIPANTS.c.assessment_id == bindparam("this_assessment"),
    PARTICIPANTS.c.user_id == bindparam("this_user"),
    PARTICIPANTS.c.role == bindparam("this_role"),
)


def read(transaction: Transaction, ids: Collection[str]) -> dict[str, Roles]:
    return {
        id: {(Role(row["role"]), row["user_id"]): row["since"] for row in rows}
        for id, rows in _ALL.read(transaction, ids).items()
    }


def save(transaction: Transaction, assessment: Assessment, before: Roles, at: datetime) -> Roles:
    """Remove whoever has a part no longer, and add whoever is new; returns what stands then."""
    now = {role: before.get(role, at) for role in assessment.roles}
    if gone := [
        {"this_assessment": assessment.id, "this_user": person, "this_role": role.value}
        for role, person in before.keys() - now.keys()
    ]:
        transaction.execute(_REMOVE, gone)
    add(transaction, assessment.id, dict.fromkeys(now.keys() - before.keys(), at))
    return now


def of_unfinished(
    transaction: Transaction, workspace: Workspace, ended: Iterable[str], most: int
) -> list[str]:
    """Who answers, or may, where something is not finished; at most so many, and first of all those whose
    assessment was worked on last."""
    query = (
        select(PARTICIPANTS.c.user_id)
        .join(ASSESSMENTS, ASSESSMENTS.c.id == PARTICIPANTS.c.assessment_id)
        .where(
            workspace.rows_of(ASSESSMENTS),
            ASSESSMENTS.c.state.not_in(list(ended)),
            PARTICIPANTS.c.role.in_([role.value for role in HELPING]),
        )
        .group_by(PARTICIPANTS.c.user_id)
        .order_by(func.max(ASSESSMENTS.c.updated_at).desc(), PARTICIPANTS.c.user_id)
        .limit(most)
    )
    return list(transaction.execute(query).scalars())


def add(transaction: Transaction, assessment_id: str, roles: Roles) -> None:
    rows = [
        {"assessment_id": assessment_id, "user_id": person, "role": role.value, "since": since}
        for (role, person), since in roles.items()
    ]
    if rows:
        transaction.execute(_ADD, rows)
