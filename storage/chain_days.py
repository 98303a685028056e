"""The days of the record: what a whole record that vanished would be missed by."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from flows.chain import Head, digest_of_day
from storage.panels import IS_NO_BALLOT
from storage.tables import ASSESSMENTS, CHAIN_DAYS
from storage.transaction import Transaction
from storage.workspace import Workspace

_ADD = insert(CHAIN_DAYS)
_HELD = (
    update(ASSESSMENTS).where(ASSESSMENTS.c.id == bindparam("this")).values(day_length=bindparam("length"))
)


@dataclass(frozen=True, slots=True)
class Day:
    """The ends of the chains that grew, by assessment. `digest` holds them, and the day before."""

    team: str
    day: str
    heads: dict[str, Head]
    digest: str

    def follows(self, before: str) -> bool:
        return self.digest == digest_of_day(before, self.team, self.day, self.heads)


def days_of(transaction: Transaction, team: str) -> Iterator[Day]:
    """All days of a workspace, in their order."""
    of = CHAIN_DAYS.c
    for row in transaction.execute(select(CHAIN_DAYS).where(of.team_id == team).order_by(of.day)):
        yield Day(row.team_id, row.day, _heads(row.heads), row.digest)


def _heads(kept: Any) -> dict[str, Head]:
    """Of what nobody can have written as a day there are none, so that its digest is another one."""
    try:
        return {one: Head(number, digest) for one, (number, digest) in kept.items()}
    except (AttributeError, TypeError, ValueError):
        return {}


def keep_day(transaction: Transaction, workspace: Workspace, day: date) -> bool:
    """Put the ends of all chains that grew since the last time into one digest; False where there are none,
    or where this day has its digest. Those of ballots are left out: before the reveal nothing leaves that was
    made of what somebody answered alone."""
    of, name = ASSESSMENTS.c, day.isoformat()
    days = select(CHAIN_DAYS.c.day, CHAIN_DAYS.c.digest).where(CHAIN_DAYS.c.team_id == workspace.team_id)
    last = transaction.execute(days.order_by(CHAIN_DAYS.c.day.desc()).limit(1)).first()
    if last is not None and last.day >= name:
        return False
    grew = transaction.execute(
        select(of.id, of.chain_length, of.chain_digest)
        .where(workspace.rows_of(ASSESSMENTS), of.chain_length > of.day_length, IS_NO_BALLOT)
        .order_by(of.id)
    ).all()
    heads = {row.id: Head(row.chain_length, row.chain_digest) for row in grew}
    if not heads:
        return False
    row = {
        "team_id": workspace.team_id,
        "day": name,
        "heads": {one: [head.number, head.digest] for one, head in heads.items()},
        "digest": digest_of_day(last.digest if last else "", workspace.team_id, name, heads),
    }
    transaction.execute(_ADD, row)
    transaction.execute(_HELD, [{"this": one, "length": head.number} for one, head in heads.items()])
    return True
