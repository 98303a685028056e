"""Events and interactions that have been taken: Slack may send each of them again."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, delete, not_, select

from storage.statements import InsertOnce
from storage.tables import SEEN_EVENTS
from storage.transaction import Transaction
from storage.workspace import Workspace

OFFERED: Final = "offered"
"""How the keys of what was offered back to somebody begin."""
_OFFERED_FOR: Final = timedelta(days=60)
_ADD = InsertOnce(SEEN_EVENTS)


class SeenEvents:
    """Those of one workspace, within one transaction."""

    def __init__(self, transaction: Transaction, workspace: Workspace) -> None:
        self._transaction = transaction
        self._workspace = workspace

    def first_time(self, key: str, at: datetime) -> bool:
        """Remember an event; False if it was remembered before."""
        return _ADD.run(self._transaction, self._workspace.columns | {"key": key, "at": at})

    def knows(self, key: str) -> bool:
        """Whether it is remembered."""
        this = (self._workspace.rows_of(SEEN_EVENTS), SEEN_EVENTS.c.key == key)
        return self._transaction.execute(select(SEEN_EVENTS.c.key).where(*this)).first() is not None

    def beginning(self, beginning: str) -> list[str]:
        """The remembered keys that begin like this, without that."""
        found = self._transaction.execute(select(SEEN_EVENTS.c.key).where(*self._begin(beginning)))
        return [key.removeprefix(beginning) for key in found.scalars()]

    def drop(self, beginning: str) -> None:
        """What begins like this is remembered no more."""
        self._transaction.execute(delete(SEEN_EVENTS).where(*self._begin(beginning)))

    def _begin(self, beginning: str) -> tuple[ColumnElement[bool], ...]:
        return self._workspace.rows_of(SEEN_EVENTS), SEEN_EVENTS.c.key.startswith(beginning, autoescape=True)

    def forget(self, before: datetime) -> None:
        """Drop what Slack will not send again. What is said once to a channel stays remembered, and what was
        offered to somebody for a while: they may come back to it after a holiday."""
        key, at = SEEN_EVENTS.c.key, SEEN_EVENTS.c.at
        is_offered = and_(key.like(f"{OFFERED}:%"), at >= before - _OFFERED_FOR)
        old = (at < before, key.not_like("welcome:%"), not_(is_offered))
        self._transaction.execute(delete(SEEN_EVENTS).where(self._workspace.rows_of(SEEN_EVENTS), *old))
