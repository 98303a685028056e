"""An assessment erased: all of it goes but that it existed, when it was erased, by whom and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Table, delete, func, insert, select, update

from flows.visible import visible
from storage.assessment_rows import lock
from storage.tables import ANSWERS, ASSESSMENTS, DECISIONS, ERASED, METADATA, REMINDERS, SUBMISSIONS, SURFACES
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Message:
    """Where something that Balance posted stands in Slack."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class Found:
    """What there is of an assessment that may be erased. `reminders` are direct messages, of which Balance
    does not know where in Slack they stand."""

    id: str
    title: str
    state: str
    started_at: datetime
    answers: int
    submissions: int
    decisions: int
    messages: int
    reminders: int


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is left of one that was erased; `left` still stands in Slack."""

    id: str
    team: str
    at: datetime
    by: str
    why: str
    left: tuple[Message, ...]


def find(transaction: Transaction, assessment_id: str) -> Found | None:
    of = ASSESSMENTS.c
    row = transaction.execute(select(ASSESSMENTS).where(of.id == assessment_id)).first()
    if row is None:
        return None

    def count(table: Table, *where: ColumnElement[bool]) -> int:
        these = select(func.count()).where(table.c.assessment_id == assessment_id, *where)
        return int(transaction.execute(these).scalar_one())

    return Found(
        row.id,
        row.title,
        row.state,
        row.created_at,
        answers=count(ANSWERS),
        submissions=count(SUBMISSIONS),
        decisions=count(DECISIONS),
        messages=len(_messages(transaction, assessment_id)),
        reminders=count(REMINDERS, REMINDERS.c.channel_id.is_not(None)),
    )


def tombstones(transaction: Transaction, assessment_id: str = "") -> list[Tombstone]:
    """Of all that were erased, or of this one if it was."""
    query = select(ERASED).order_by(ERASED.c.erased_at)
    if assessment_id:
        query = query.where(ERASED.c.assessment_id == assessment_id)
    return [
        Tombstone(
            row.assessment_id,
            row.team_id,
            row.erased_at,
            row.erased_by,
            row.why,
            tuple(Message(channel, ts) for channel, ts in row.messages),
        )
        for row in transaction.execute(query)
    ]


def erase(transaction: Transaction, assessment_id: str, *, by: str, why: str, at: datetime) -> None:
    """Take everything of it out of the store, and keep where it stands in Slack until that is gone too."""
    lock(transaction, assessment_id)  # else a message that is being written down is not known here
    of = ASSESSMENTS.c
    row = transaction.execute(select(ASSESSMENTS).where(of.id == assessment_id)).one()
    messages = [[one.channel, one.ts] for one in _messages(transaction, assessment_id)]
    kept = {
        "assessment_id": row.id,
        "enterprise_id": row.enterprise_id,
        "team_id": row.team_id,
        "started_at": row.created_at,
        "erased_at": at,
        "erased_by": visible(by),
        "why": visible(why),
        "rows": row.chain_length,
        "digest": row.chain_digest,
        "messages": messages,
    }
    transaction.execute(insert(ERASED), kept)
    for table in METADATA.sorted_tables:
        if "assessment_id" in table.c and table is not ERASED:
            transaction.execute(delete(table).where(table.c.assessment_id == assessment_id))
    transaction.execute(delete(ASSESSMENTS).where(of.id == assessment_id))


def gone_from_slack(transaction: Transaction, *, assessment_id: str, left: Sequence[Message]) -> None:
    """What is still there, after some was deleted."""
    messages = [[one.channel, one.ts] for one in left]
    this = ERASED.c.assessment_id == assessment_id
    transaction.execute(update(ERASED).where(this).values(messages=messages))


def _messages(transaction: Transaction, assessment_id: str) -> list[Message]:
    """The thread's parent last: with it, the replies are hard to find for whoever deletes what is left."""
    of = SURFACES.c
    rows = transaction.execute(
        select(of.channel_id, of.ts)
        .where(of.assessment_id == assessment_id, of.ts.is_not(None))
        .order_by(of.ts.desc())
    )
    return list(dict.fromkeys(Message(row.channel_id, row.ts) for row in rows))
