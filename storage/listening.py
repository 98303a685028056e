"""When the bot heard what was said, and where to look for what it did not hear."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.models import ListeningRow
from storage.repository import ASSESSMENTS, Workspace


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


def last_span(session: Session, workspace: Workspace) -> Span | None:
    """What was written down last, by whichever process."""
    row = session.get(ListeningRow, (workspace.enterprise_id, workspace.team_id))
    return Span(row.since, row.until) if row else None


def remember(session: Session, workspace: Workspace, span: Span) -> None:
    session.merge(
        ListeningRow(
            enterprise_id=workspace.enterprise_id,
            team_id=workspace.team_id,
            since=span.since,
            until=span.until,
        )
    )


def open_threads(
    session: Session, workspace: Workspace, ended: Iterable[str], touched_since: datetime
) -> list[Thread]:
    """The threads of assessments that are not finished, those that were worked on last first."""
    query = (
        select(ASSESSMENTS.c.channel_id, ASSESSMENTS.c.thread_ts)
        .where(
            ASSESSMENTS.c.enterprise_id == workspace.enterprise_id,
            ASSESSMENTS.c.team_id == workspace.team_id,
            ASSESSMENTS.c.state.not_in(list(ended)),
            ASSESSMENTS.c.thread_ts.is_not(None),
            ASSESSMENTS.c.updated_at >= touched_since,
        )
        .order_by(ASSESSMENTS.c.updated_at.desc())
    )
    return [Thread(row.channel_id, row.thread_ts) for row in session.execute(query)]
