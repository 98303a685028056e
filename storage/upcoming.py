"""When the bot next does something by itself: for whoever moves its clock, and wants to stop there."""

from datetime import datetime

from sqlalchemy import select, union_all

from flows.states import State
from storage.tables import ASSESSMENTS, PANELS, SURFACES
from storage.transaction import Transaction


def upcoming(transaction: Transaction, after: datetime) -> datetime | None:
    """The first such moment from `after` on, of all workspaces; None if nothing is written down. One that has
    gone by is there until the bot has been at it."""
    reminders = select(ASSESSMENTS.c.remind_from.label("at")).where(ASSESSMENTS.c.remind_from >= after)
    drawings = select(SURFACES.c.due_at.label("at")).where(
        SURFACES.c.shown < SURFACES.c.wanted, SURFACES.c.due_at >= after
    )
    of = ASSESSMENTS.c
    erasures = select(of.retain_from.label("at")).where(of.retain_from >= after)
    at = PANELS.c.reveal_at
    reveals = (select(at.label("at")).join(ASSESSMENTS, of.id == PANELS.c.assessment_id)).where(
        of.state == State.ALONE, at >= after
    )
    every = union_all(reminders, drawings, erasures, reveals).subquery("every")
    found = transaction.execute(select(every.c.at).order_by(every.c.at).limit(1)).scalar()
    assert found is None or isinstance(found, datetime)
    return found
