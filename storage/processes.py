"""Which bots run on this store, and what waits in it: what `balance status` is made of."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, or_, select, text, update
from sqlalchemy.sql import functions

from storage.tables import ASSESSMENTS, PROCESSES, SURFACES
from storage.transaction import NOW, Transaction

KEPT = timedelta(days=1)
"""How long a process that did not stop cleanly is told of."""


@dataclass(frozen=True, slots=True)
class Process:
    """A bot as it last wrote itself down, `age` ago on the database's clock. Of the moments, which are its
    host's: `connected_since` is None while it has no connection to Slack, and `lost_at` is since when;
    `heard_at` is None until Slack sends something."""

    id: str
    team: str
    pid: int
    host: str
    mode: str
    version: str
    started_at: datetime
    connected_since: datetime | None = None
    lost_at: datetime | None = None
    heard_at: datetime | None = None
    age: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Drawing:
    """What waits to be brought to Slack: how much, and since when the oldest; `held_up`: what cannot be where
    its assessment stands, of which its owner was told."""

    waiting: int
    oldest: datetime | None
    held_up: int


def write(transaction: Transaction, process: Process) -> None:
    """That it is there, as of now."""
    changing = {
        "connected_since": process.connected_since,
        "lost_at": process.lost_at,
        "heard_at": process.heard_at,
        "written_at": NOW,
    }
    known = update(PROCESSES).where(PROCESSES.c.id == process.id).values(changing)
    if transaction.execute(known).rowcount:
        return
    transaction.execute(
        insert(PROCESSES).values(
            changing
            | {
                "id": process.id,
                "team_id": process.team,
                "pid": process.pid,
                "host": process.host[:255],
                "mode": process.mode,
                "version": process.version,
                "started_at": process.started_at,
            }
        )
    )


def remove(transaction: Transaction, id: str) -> None:
    """It stopped cleanly."""
    transaction.execute(delete(PROCESSES).where(PROCESSES.c.id == id))


def forget_dead(transaction: Transaction) -> None:
    """Of those that were killed long ago, nothing is told any more."""
    now = transaction.execute(select(NOW)).scalar_one()
    transaction.execute(delete(PROCESSES).where(PROCESSES.c.written_at < now - KEPT))


def processes(transaction: Transaction) -> list[Process]:
    """All that are written down, those that wrote last first."""
    query = select(PROCESSES, NOW.label("now")).order_by(PROCESSES.c.written_at.desc(), PROCESSES.c.id)
    return [
        Process(
            id=row.id,
            team=row.team_id,
            pid=row.pid,
            host=row.host,
            mode=row.mode,
            version=row.version,
            started_at=row.started_at,
            connected_since=row.connected_since,
            lost_at=row.lost_at,
            heard_at=row.heard_at,
            age=max(row.now - row.written_at, timedelta(0)),
        )
        for row in transaction.execute(query)
    ]


def drawing(transaction: Transaction, now: datetime) -> Drawing:
    """What is behind now, in all workspaces. Of what is wanted at once, it is not kept since when: the last
    change of its assessment tells, so after a card was deleted in Slack it may seem older than it is."""
    due = (SURFACES.c.shown < SURFACES.c.wanted, or_(SURFACES.c.due_at.is_(None), SURFACES.c.due_at <= now))
    held = ASSESSMENTS.c.trouble.is_not(None)
    since = functions.coalesce(SURFACES.c.due_at, SURFACES.c.posting_since, ASSESSMENTS.c.updated_at)
    query = (
        select(held.label("held"), func.count().label("number"), func.min(since).label("oldest"))
        .select_from(SURFACES.join(ASSESSMENTS, ASSESSMENTS.c.id == SURFACES.c.assessment_id))
        .where(*due)
        .group_by(held)
    )
    found = {bool(row.held): (int(row.number), row.oldest) for row in transaction.execute(query)}
    waiting, oldest = found.get(False, (0, None))
    return Drawing(waiting, oldest, found.get(True, (0, None))[0])


def reminders_due(transaction: Transaction, now: datetime) -> int:
    """Assessments of which somebody may be due to be reminded: the next sweep, within a minute, looks."""
    return int(
        transaction.execute(
            select(func.count()).select_from(ASSESSMENTS).where(ASSESSMENTS.c.remind_from <= now)
        ).scalar_one()
    )


def server_bytes(transaction: Transaction) -> int:
    """How large a PostgreSQL database is."""
    return int(transaction.execute(text("SELECT pg_database_size(current_database())")).scalar_one())
