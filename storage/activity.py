"""The activity log, read back: who did what, and when."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, func, select

from flows.activity import Happened
from storage.tables import ACTIVITY, ASSESSMENTS
from storage.transaction import Transaction
from storage.workspace import Workspace


def happened(
    transaction: Transaction,
    workspace: Workspace,
    assessment_id: str,
    *,
    without: Collection[str] = (),
    skip: int = 0,
    most: int = 100,
) -> tuple[list[Happened], int]:
    """What happened to an assessment of this workspace, latest first, and how much there is in all."""

    def counted(*columns: Any) -> Select[Any]:
        return (
            select(*columns)
            .join(ASSESSMENTS, ASSESSMENTS.c.id == ACTIVITY.c.assessment_id)
            .where(
                workspace.rows_of(ASSESSMENTS),
                ACTIVITY.c.assessment_id == assessment_id,
                ACTIVITY.c.what.not_in(list(without)),
            )
        )

    total = transaction.execute(counted(func.count())).scalar_one()
    rows = counted(ACTIVITY).order_by(ACTIVITY.c.id.desc()).offset(skip).limit(most)
    found = [
        Happened(row.at, row.user_id, row.what, row.question_id, row.detail)
        for row in transaction.execute(rows).all()
    ]
    return found, total
