"""Who has which part in an assessment."""

from datetime import datetime

from sqlalchemy import bindparam, delete, insert

from flows.assessment import Assessment
from storage.statements import of_assessment
from storage.tables import PARTICIPANTS
from storage.transaction import Transaction

OWNER, ASSESSOR, REVIEWER = "owner", "assessor", "reviewer"

Roles = frozenset[tuple[str, str]]
"""Pairs of a role and a person."""

_OF = of_assessment(PARTICIPANTS)
_ADD = insert(PARTICIPANTS)
_REMOVE = delete(PARTICIPANTS).where(
    PARTICIPANTS.c.assessment_id == bindparam("this_assessment"),
    PARTICIPANTS.c.user_id == bindparam("this_user"),
    PARTICIPANTS.c.role == bindparam("this_role"),
)


def roles_of(assessment: Assessment) -> Roles:
    return frozenset(
        [
            (OWNER, assessment.owner),
            *((ASSESSOR, person) for person in assessment.assessors),
            *((REVIEWER, person) for person in assessment.reviewers),
        ]
    )


def read(transaction: Transaction, assessment_id: str) -> Roles:
    rows = transaction.execute(_OF, {"id": assessment_id}).all()
    return frozenset((row.role, row.user_id) for row in rows)


def save(transaction: Transaction, assessment: Assessment, before: Roles, at: datetime) -> None:
    """Remove whoever has a part no longer, and add whoever is new."""
    now = roles_of(assessment)
    for role, person in before - now:
        gone = {"this_assessment": assessment.id, "this_user": person, "this_role": role}
        transaction.execute(_REMOVE, gone)
    if new := [
        {"assessment_id": assessment.id, "user_id": person, "role": role, "since": at}
        for role, person in now - before
    ]:
        transaction.execute(_ADD, new)
