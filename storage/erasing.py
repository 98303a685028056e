"""An assessment erased: all of it goes but that it existed, when it was erased, by whom and why. What of it
stands in Slack is written down with that until it is gone too: see clearing.py. What people answered alone
for it goes with it, and never by itself, and so does what was carried over to those that look at it again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Table, delete, func, insert, select

from flows.visible import visible
from storage import carried_over, panels
from storage.assessment_rows import lock
from storage.clearing import IS_POSTED, InSlack, in_slack, left_columns, left_of, together
from storage.tables import (
    ANSWERS,
    ASSESSMENTS,
    DECISIONS,
    ERASED,
    METADATA,
    SHARED_FILES,
    SUBMISSIONS,
    SURFACES,
)
from storage.told import told_of
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Found:
    """What there is of an assessment that may be erased. `messages` are those whose place is known, those of
    its ballots too; lines in the thread come on top. `reminders` are direct messages that named it, reminders
    and weekly ones, which Balance can delete or change. `panel_of`: it is a ballot for that assessment.
    `follow_ups`: how many look at it again, and hold its answers."""

    id: str
    title: str
    state: str
    started_at: datetime
    answers: int
    submissions: int
    decisions: int
    messages: int
    reminders: int
    files: int = 0
    ballots: int = 0
    panel_of: str | None = None
    follow_ups: int = 0


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is left of one that was erased; `left` may still stand in Slack. `by` is a person's id, or what
    was typed at a terminal. `tell`: who is to be told what Slack did not delete."""

    id: str
    team: str
    at: datetime
    by: str
    why: str
    left: InSlack
    tell: str | None = None


_OF = ASSESSMENTS.c
# No more than is needed: what cannot be read elsewhere in its row does not keep it from being erased.
_TO_FIND = select(_OF.id, _OF.title, _OF.state, _OF.created_at, _OF.panel_of)
_TO_ERASE = select(
    *(_OF.id, _OF.team_id, _OF.created_at, _OF.chain_length, _OF.chain_digest, _OF.channel_id, _OF.thread_ts)
)


def find(transaction: Transaction, assessment_id: str) -> Found | None:
    row = transaction.execute(_TO_FIND.where(_OF.id == assessment_id)).first()
    if row is None:
        return None

    ballots = panels.ballots_of(transaction, assessment_id)
    named = told_of(transaction, (assessment_id, *ballots))

    def count(table: Table, *where: ColumnElement[bool], of: Collection[str] = (assessment_id,)) -> int:
        these = select(func.count()).where(table.c.assessment_id.in_(of), *where)
        return int(transaction.execute(these).scalar_one())

    return Found(
        row.id,
        row.title,
        row.state,
        row.created_at,
        answers=count(ANSWERS),
        submissions=count(SUBMISSIONS),
        decisions=count(DECISIONS),
        messages=count(SURFACES, IS_POSTED, SURFACES.c.ts.is_not(None), of=(assessment_id, *ballots)),
        reminders=len(named.messages) + len(named.posts) + len(named.told),
        files=count(SHARED_FILES),
        ballots=len(ballots),
        panel_of=row.panel_of,
        follow_ups=carried_over.count(transaction, assessment_id),
    )


def tombstones(
    transaction: Transaction, assessment_id: str = "", *, columns: Collection[str] | None = None
) -> list[Tombstone]:
    """Of all that were erased, or of this one if it was. `columns`: those that the table has, where an
    earlier version wrote it."""
    known = [column for column in ERASED.c if columns is None or column.name in columns]
    query = select(*known).order_by(ERASED.c.erased_at)
    if assessment_id:
        query = query.where(ERASED.c.assessment_id == assessment_id)
    return [
        Tombstone(
            row["assessment_id"],
            row["team_id"],
            row["erased_at"],
            row["erased_by"],
            row["why"],
            left_of(dict(row)),
            row.get("tell"),
        )
        for row in transaction.execute(query).mappings()
    ]


def erase(
    transaction: Transaction, assessment_id: str, *, by: str, why: str, at: datetime, tell: str | None = None
) -> None:
    """Take everything of it out of the store, and keep where it stands in Slack until that is gone too.
    `tell`: who is told then what could not be deleted."""
    lock(transaction, assessment_id)  # else a message that is being written down is not known here
    all_of_it = [assessment_id, *panels.ballots_of(transaction, assessment_id)]
    for ballot in all_of_it[1:]:
        lock(transaction, ballot)
    rows = {row.id: row for row in transaction.execute(_TO_ERASE.where(_OF.id.in_(all_of_it)))}
    row = rows[assessment_id]
    left = [in_slack(transaction, one.id, one.channel_id, one.thread_ts) for one in rows.values()]
    left.append(told_of(transaction, all_of_it, for_good=True))
    left.append(carried_over.take_out(transaction, assessment_id))
    kept = {
        "assessment_id": row.id,
        "team_id": row.team_id,
        "started_at": row.created_at,
        "erased_at": at,
        "erased_by": visible(by),
        "why": visible(why),
        "rows": row.chain_length,
        "digest": row.chain_digest,
        "tell": tell,
        **left_columns(together(left)),
    }
    transaction.execute(insert(ERASED), kept)
    for table in METADATA.sorted_tables:
        if "assessment_id" in table.c and table is not ERASED:
            transaction.execute(delete(table).where(table.c.assessment_id.in_(all_of_it)))
    transaction.execute(delete(ASSESSMENTS).where(_OF.id.in_(all_of_it)))


def note_files(transaction: Transaction, assessment_id: str, files: Collection[str], at: datetime) -> None:
    """Files of it are about to be shared in Slack, and go when it does."""
    rows = [{"file_id": file, "assessment_id": assessment_id, "at": at} for file in files]
    if rows:
        transaction.execute(insert(SHARED_FILES), rows)
