"""When the bot heard what was said, and where to look for what it did not hear."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from storage.tables import ASSESSMENTS, LISTENING
from storage.transaction import Transaction
from storage.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Span:
    """From `since` until `until` the bot was connected without a break."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Thread:
    """Where an assessment is held."""

    channel: str
    ts: str


def last_span(transaction: Transaction, workspace: Workspace) -> Span | None:
    """What was written down last, by whichever process."""
    row = transaction.execute(select(LISTENING).where(workspace.rows_of(LISTENING))).first()
    return Span(row.since, row.until) if row else None


def remember(transaction: Transaction, workspace: Workspace, span: Span) -> None:
    times = {"since": span.since, "until": span.until}
    if not transaction.execute(update(LISTENING).where(workspace.rows_of(LISTENING)).values(times)).rowcount:
        transaction.execute(insert(LISTENING).values(workspace.columns | times))


def open_threads(
    transaction: Transaction, workspace: Workspace, ended: Iterable[str], touched_since: datetime
) -> list[Thread]:
    """The threads of assessments that are not finished, those that were worked on last first."""
    query = (
        select(ASSESSMENTS.c.channel_id, ASSESSMENTS.c.thread_ts)
        .where(
            workspace.rows_of(ASSESSMENTS),
            ASSESSMENTS.c.state.not_in(list(ended)),
            ASSESSMENTS.c.thread_ts.is_not(None),
            ASSESSMENTS.c.updated_at >= touched_since,
        )
        .order_by(ASSESSMENTS.c.updated_at.desc())
    )
    return [Thread(row.channel_id, row.thread_ts) for row in transaction.execute(query)]
