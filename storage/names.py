"""What the people of a workspace were called, from when on. A workspace is its team's id here."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from flows.record.names import Called, NamesKept
from flows.typed import keepable
from storage.tables import NAMES
from storage.transaction import Transaction

_ADD = insert(NAMES)
_INSTEAD_OF_HANDLE = (
    update(NAMES)
    .where(NAMES.c.team_id == bindparam("this_team"), NAMES.c.user_id == bindparam("this_person"))
    .values(is_handle=False)
)
_IN_ORDER = select(NAMES).where(NAMES.c.team_id == bindparam("team")).order_by(NAMES.c.since)
_OF_ONE = _IN_ORDER.where(NAMES.c.user_id == bindparam("person"))


def keep(
    transaction: Transaction, team: str, person: str, name: str, at: datetime, *, is_handle: bool = False
) -> None:
    """Add the name, unless the person is called so already. A handle serves only who has no name yet, and
    the first name that is learnt takes its place."""
    name = keepable(name).strip()
    rows = transaction.execute(_OF_ONE, {"team": team, "person": person}).all()
    if not name or (rows and is_handle):
        return
    if rows and rows[-1].is_handle:
        transaction.execute(_INSTEAD_OF_HANDLE, {"this_team": team, "this_person": person, "name": name})
    elif not rows or rows[-1].name != name:
        transaction.execute(_ADD, _row(team, person, Called(name, at), is_handle=is_handle))


def read(transaction: Transaction, team: str) -> NamesKept:
    """Everything that anybody in this team was called, oldest first."""
    found: dict[str, list[Called]] = {}
    for row in transaction.execute(_IN_ORDER, {"team": team}):
        found.setdefault(row.user_id, []).append(Called(row.name, row.since))
    return found


def add(transaction: Transaction, team: str, names: NamesKept) -> None:
    """Add names as another store kept them. What is here of the same moment stays."""
    here = read(transaction, team)
    for person, called in names.items():
        known = {one.since for one in here.get(person, ())}
        for one in called:
            if one.since not in known:
                transaction.execute(_ADD, _row(team, person, one))


def _row(team: str, person: str, called: Called, *, is_handle: bool = False) -> dict[str, Any]:
    known_by = {"team_id": team, "user_id": person, "since": called.since}
    return {**known_by, "name": called.name, "is_handle": is_handle}
