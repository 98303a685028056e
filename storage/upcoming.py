"""When the bot next does something by itself: for whoever moves its clock, and wants to stop there."""

from datetime import datetime

from sqlalchemy import select, union_all

from storage.tables import ASSESSMENTS, SURFACES
from storage.transaction import Transaction


def upcoming(transaction: Transaction, after: datetime) -> datetime | None:
    """The first such moment from `after` on, of all workspaces; None if nothing is written down. One that has
    gone by is there until the bot has been at it."""
    reminders = select(ASSESSMENTS.c.remind_from.label("at")).where(ASSESSMENTS.c.remind_from >= after)
    drawings = select(SURFACES.c.due_at.label("at")).where(
        SURFACES.c.shown < SURFACES.c.wanted, SURFACES.c.due_at >= after
    )
    both = union_all(reminders, drawings).subquery("both")
    found = transaction.execute(select(both.c.at).order_by(both.c.at).limit(1)).scalar()
    assert found is None or isinstance(found, datetime)
    return found
