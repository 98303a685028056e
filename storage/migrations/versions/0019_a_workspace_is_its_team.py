"""a workspace is its team

Since this version rows are known by the team id alone. A workspace that joined an Enterprise Grid organisation had a second
key from then on, and what stood under the first was not found any more. Where rows stand under both, they become one: of
settings, and of when the bot last heard, what the key says under which it heard last; where that says nothing, what the
other does. Of one message that is there twice, the later. All else is kept.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

SETTINGS: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("workspaces", (), ("settings",)),
    ("channels", ("channel_id",), ("invited_by", "settings")),
    ("people", ("user_id",), ("said_last", "settings")),
)
MESSAGES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("reminders", ("user_id", "matter", "step")),
    ("digests", ("user_id", "week")),
    ("seen_events", ("key",)),
)
INDEXES = {
    "ix_assessments_workspace": ("state", "channel_id", "created_at", "handed_in_at", "owner_id"),
    "ix_assessments_newest": ("created_at", "channel_id"),
    "ix_assessments_channel": ("channel_id", "created_at"),
    "ix_assessments_remind_from": ("remind_from",),
    "ix_assessments_retain_from": ("retain_from",),
}


def upgrade() -> None:
    heard = _heard_last()
    for table, key, values in SETTINGS:
        _merge(table, key, values, heard)
    _merge("listening", (), (), heard)
    for table, key in MESSAGES:
        _keep_later(table, key)
    _without_enterprise("listening", ())
    for table, key in (*((table, key) for table, key, _ in SETTINGS), *MESSAGES):
        _without_enterprise(table, key)
    for index in (*INDEXES, "ix_assessments_thread"):
        op.drop_index(index, "assessments")
    for table in ("assessments", "erased"):
        op.drop_column(table, "enterprise_id")
    for index, columns in INDEXES.items():
        op.create_index(index, "assessments", ["team_id", *columns])
    op.create_index("ix_assessments_thread", "assessments", ["thread_ts", "channel_id"])


def _heard_last() -> dict[tuple[str, str], str]:
    """By key, when the bot last heard under it."""
    rows = op.get_bind().execute(sa.text("SELECT enterprise_id, team_id, until FROM listening"))
    return {(row.enterprise_id, row.team_id): str(row.until) for row in rows}


def _merge(table: str, key: Sequence[str], values: Sequence[str], heard: dict[tuple[str, str], str]) -> None:
    """Of rows that will have one key, the first in rank stays, with what it lacks out of the others."""
    names = ("enterprise_id", "team_id", *key)
    rows = sa.table(table, *(_column(name) for name in (*names, *values)))
    together: dict[tuple[str, ...], list[sa.Row[Any]]] = {}
    for row in op.get_bind().execute(sa.select(rows)):
        together.setdefault((row.team_id, *(getattr(row, name) for name in key)), []).append(row)
    for same in together.values():
        # Who joined an organisation went from no enterprise to one, and hardly anybody went back.
        same.sort(key=lambda row: (heard.get((row.enterprise_id, row.team_id), ""), row.enterprise_id))
        *older, newest = same
        for row in older:
            op.execute(sa.delete(rows).where(*_is(rows, row, names)))
        lacking = [name for name in values if not getattr(newest, name)]
        found = {name: getattr(row, name) for row in older for name in lacking if getattr(row, name)}
        if found:
            op.execute(sa.update(rows).where(*_is(rows, newest, names)).values(found))


def _column(name: str) -> sa.ColumnClause[Any]:
    return sa.column(name, sa.JSON() if name == "settings" else sa.String())


def _is(rows: sa.TableClause, row: sa.Row[Any], names: Sequence[str]) -> list[sa.ColumnElement[bool]]:
    return [rows.c[name] == getattr(row, name) for name in names]


def _keep_later(table: str, key: Sequence[str]) -> None:
    """Of rows that will have one key, the last stays. There are few, among many."""
    names = ("team_id", *key)
    rows = sa.table(table, *(_column(name) for name in ("enterprise_id", *names, "at")))
    columns = [rows.c[name] for name in names]
    twice = sa.select(*columns).group_by(*columns).having(sa.func.count() > 1)
    for same in op.get_bind().execute(twice).all():
        this = _is(rows, same, names)
        newest_first = sa.select(rows).where(*this).order_by(rows.c.at.desc(), rows.c.enterprise_id.desc())
        for row in op.get_bind().execute(newest_first).all()[1:]:
            op.execute(sa.delete(rows).where(*this, rows.c.enterprise_id == row.enterprise_id))


def _without_enterprise(table: str, key: Sequence[str]) -> None:
    name = f"pk_{table}"
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(op.f(name), type_="primary")
        batch.drop_column("enterprise_id")
        batch.create_primary_key(op.f(name), ["team_id", *key])
