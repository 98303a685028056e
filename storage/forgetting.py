"""What is kept of a person: all of it read, for them; or taken out of every record, when they ask for that.

A person stands in many tables. Which those are is read off the tables themselves, so that none is left out:
an id in a column of its own, an id within JSON, a mention in what somebody typed.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    String,
    Table,
    Text,
    and_,
    case,
    cast,
    delete,
    false,
    or_,
    select,
    update,
)

from flows.actor import FORMER, FORMER_IN_LINK
from storage import assessment_rows, waits
from storage.frameworks import FrameworkStore
from storage.repository import Repository
from storage.statements import InsertOnce
from storage.surface_rows import DIRECT, SurfaceKind
from storage.tables import (
    ACTIVITY,
    ASSESSMENTS,
    DIGESTS,
    FORGOTTEN,
    FRAMEWORKS,
    METADATA,
    NAMES,
    PANELLISTS,
    PANELS,
    PARTICIPANTS,
    PEOPLE,
    REMINDERS,
    SEEN_EVENTS,
    SHEETS,
    SURFACES,
    WAITS,
)
from storage.tables.columns import SLACK_ID
from storage.transaction import Transaction
from storage.workspace import Workspace

_ALONE: Final = (PEOPLE, NAMES, REMINDERS, DIGESTS, WAITS)
"""Tables of which a row is about one person only."""
_SEALED: Final = frozenset(("people", "content"))
"""What a link of a chain commits to, which is not changed but erased."""
_ADD = InsertOnce(FORGOTTEN)
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many rows named them, how many assessments those belonged to (ballots are none), and of how many
    rows of the records the content was erased, because somebody had typed their name as a mention there."""

    rows: int
    assessments: int
    contents: int


def about(transaction: Transaction, person: str) -> dict[str, list[Row]]:
    """All rows that name this person, by table: as JSON can hold them. That they answer alone is among them,
    and not what they answer, as whoever runs Balance reads this. Nor is their number in a panel without
    names, or their place in it."""
    ballots, nameless = _ballots(transaction), _nameless(transaction)
    found = dict[str, list[Row]]()
    for table in tables():
        named = _rows(transaction, table, person)
        rows = [row for row in named if _assessment_of(table, row) not in ballots]
        if table is PANELLISTS:
            # People are kept in the order of their numbers, so that the one tells the other.
            away = {"number": None, "place": None}
            rows = [row | away if row["assessment_id"] in nameless else row for row in rows]
        if rows:
            found[table.name] = [_jsonable(row) for row in rows]
    return found


def counted(transaction: Transaction, person: str) -> dict[str, int]:
    """How many rows name this person, by table; those of ballots as well."""
    found = {table.name: sum(1 for _ in _rows(transaction, table, person)) for table in tables()}
    return {name: rows for name, rows in found.items() if rows}


def forget(transaction: Transaction, person: str, at: datetime) -> Forgotten:
    """Put FORMER in the place of this person everywhere, and redraw what shows them. Their answers stay: they
    are the team's."""
    # Else somebody hands in what they answered after it was looked through.
    assessment_rows.lock_all(transaction)
    rows, touched, contents = 0, set[str](), 0
    for table in _ALONE:
        transaction.execute(delete(table).where(table.c.user_id == person))
    _leave(transaction, person)
    _unsay(transaction, person)
    for table in tables():
        for row in _rows(transaction, table, person):
            key = [column == row[column.name] for column in table.primary_key]
            changed = _without(table, row, person)
            contents += table is ACTIVITY and "content" in changed
            transaction.execute(update(table).where(*key).values(**changed))
            touched.add(_assessment_of(table, row))
            rows += 1
    _redraw(transaction, touched, at)
    _wait_for_others(transaction, touched, at)
    _ADD.run(transaction, {"digest": digest_of(person), "at": at})
    return Forgotten(rows, len(touched - {""} - _ballots(transaction)), contents)


def digest_of(person: str) -> str:
    """By this somebody who was forgotten is known again in a backup, and only there."""
    return hashlib.sha256(person.encode()).hexdigest()


def _assessment_of(table: Table, row: Row) -> str:
    """Whose row it is; empty: that of none."""
    return str(row["id"] if table is ASSESSMENTS else row.get("assessment_id", ""))


def _ballots(transaction: Transaction) -> frozenset[str]:
    query = select(ASSESSMENTS.c.id).where(ASSESSMENTS.c.panel_of.is_not(None))
    return frozenset(transaction.execute(query).scalars())


def _nameless(transaction: Transaction) -> frozenset[str]:
    """The assessments in whose panel no name stands beside a rating."""
    return frozenset(transaction.execute(select(PANELS.c.assessment_id).where(~PANELS.c.named)).scalars())


def _leave(transaction: Transaction, person: str) -> None:
    """Two who were forgotten have one part together."""
    of = PARTICIPANTS.c
    others = select(of.assessment_id, of.role).where(of.user_id == FORMER)
    for row in transaction.execute(others).all():
        same = (of.assessment_id == row.assessment_id, of.role == row.role, of.user_id == person)
        transaction.execute(delete(PARTICIPANTS).where(*same))


def _unsay(transaction: Transaction, person: str) -> None:
    """What they were told alone, or were still to be told: nobody else reads it. Nor can anybody else take
    what was offered to them."""
    direct = SURFACES.c.kind.in_([kind.value for kind in DIRECT])
    theirs = or_(SURFACES.c.channel_id == person, _is_told(person))
    transaction.execute(delete(SURFACES).where(direct, theirs))
    transaction.execute(delete(SEEN_EVENTS).where(_is_in_key(person)))


def _is_told(person: str) -> ColumnElement[bool]:
    """The subject of such a message ends with whom it is for: see `Surfaces.tell`."""
    return SURFACES.c.subject.endswith(f":{person}", autoescape=True)


def _is_in_key(person: str) -> ColumnElement[bool]:
    """The key of what is remembered of one person has their id in its middle."""
    return SEEN_EVENTS.c.key.contains(f":{person}:", autoescape=True)


def tables() -> list[Table]:
    """All that may name somebody."""
    return [table for table in METADATA.sorted_tables if table not in (FRAMEWORKS, SHEETS, FORGOTTEN)]


def _rows(transaction: Transaction, table: Table, person: str) -> Iterator[Row]:
    """The rows of a table that name a person, whole."""
    named = [_may_name(column, person) for column in table.c]
    where = or_(false(), *(condition for condition in named if condition is not None))
    for row in transaction.execute(select(table).where(where)).mappings().all():
        is_told = str(row.get("subject", "")).endswith(f":{person}")
        is_in_key = table is SEEN_EVENTS and f":{person}:" in row["key"]
        if is_told or is_in_key or any(_names(value, person) for value in row.values()):
            yield dict(row)


def _may_name(column: Column[Any], person: str) -> ColumnElement[bool] | None:
    """A condition that the database can look for; what it finds is looked at again."""
    if column is SURFACES.c.subject:
        return _is_told(person)
    if column is SEEN_EVENTS.c.key:
        return _is_in_key(person)
    if isinstance(column.type, JSON):
        return cast(column, Text).contains(person, autoescape=True)
    if isinstance(column.type, Text):
        return column.contains(person, autoescape=True)
    is_id = isinstance(column.type, String) and column.type.length == SLACK_ID.length
    return column == person if is_id else None


def texts_in(value: Any) -> Iterator[str]:
    """All texts in a cell, of whatever type."""
    match value:
        case str():
            yield value
        case dict():
            for part in (*value, *value.values()):
                yield from texts_in(part)
        case list():
            for part in value:
                yield from texts_in(part)


def _names(value: Any, person: str) -> bool:
    """By their id alone, also within JSON that is kept as text, by a mention, or in a link."""
    return any(
        text == person or f'"{person}"' in text or _mention(person).search(text) for text in texts_in(value)
    )


def _mention(person: str) -> re.Pattern[str]:
    """With or without a label, or their id in Slack's link to a file of theirs or to their profile. Somebody
    else's id may begin with theirs."""
    return re.compile(rf"<@{person}(\|[^>]*)?>|(?:(?<=/files/)|(?<=/team/)){person}(?![A-Za-z0-9])")


def _former(mention: re.Match[str]) -> str:
    """What stands in its place: a link stays one."""
    return FORMER if mention[0].startswith("<") else FORMER_IN_LINK


def _without(table: Table, row: Row, person: str) -> Row:
    """The columns of a row that are other without this person."""
    changed = {
        name: _replaced(value, person)
        for name, value in row.items()
        if _names(value, person) and not (table is ACTIVITY and name in _SEALED)
    }
    if table is ACTIVITY and _names(row["people"], person):
        changed["people"] = [
            [None, None, digest] if text == person else [text, salt, digest]
            for text, salt, digest in row["people"]
        ]
    if table is ACTIVITY and _names(row["content"], person):
        changed |= {"content": None, "salt": None}
    if table is ASSESSMENTS:
        changed |= assessment_rows.folded_column(row | changed)
    return changed


def _replaced(value: Any, person: str) -> Any:
    match value:
        case str() if value == person:
            return FORMER
        case str():
            return _mention(person).sub(_former, value)
        case dict():
            return {_replaced(name, person): _replaced(part, person) for name, part in value.items()}
        case list():
            return [_replaced(part, person) for part in value]
        case _:
            return value


def _redraw(transaction: Transaction, assessments: set[str], at: datetime) -> None:
    """A running bot has what it remembers of a version, and cards that name them. What waits already goes on
    waiting since when it did, and all else since now: by that `balance status` tells whether it is late."""
    of = SURFACES.c
    waits = and_(of.shown < of.wanted, or_(of.due_at.is_(None), of.due_at <= at))
    since = case((waits, of.due_at), else_=at)
    for assessment in sorted(assessments - {""}):
        this = ASSESSMENTS.c.id == assessment
        transaction.execute(update(ASSESSMENTS).where(this).values(version=ASSESSMENTS.c.version + 1))
        shown = (of.assessment_id == assessment, of.ts.is_not(None), of.kind != SurfaceKind.TICK.value)
        transaction.execute(update(SURFACES).where(*shown).values(wanted=of.wanted + 1, due_at=since))


def _wait_for_others(transaction: Transaction, assessments: set[str], at: datetime) -> None:
    """What waited for somebody who is forgotten now waits for others: for who can choose somebody else, or
    who is told of it as of somebody who left."""
    of, load = ASSESSMENTS.c, FrameworkStore().load
    query = select(of.id, of.team_id).where(of.id.in_(assessments))
    for row in transaction.execute(query).all():
        if found := Repository(transaction, Workspace(row.team_id), load).get(row.id):
            waits.save(transaction, found, waits.read(transaction, [row.id]).get(row.id, frozenset()))
            transaction.execute(update(ASSESSMENTS).where(of.id == row.id).values(remind_from=at))


def _jsonable(row: Row) -> Row:
    return {
        name: value.isoformat() if isinstance(value, date | datetime) else value
        for name, value in row.items()
    }
