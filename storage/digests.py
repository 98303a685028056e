"""Which weekly messages governance leads have got."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, update

from storage.statements import InsertOnce
from storage.tables import DIGESTS
from storage.transaction import Transaction
from storage.workspace import Workspace

_ADD = InsertOnce(DIGESTS)


class DigestStore:
    """Within one transaction, and of one workspace."""

    def __init__(self, transaction: Transaction, workspace: Workspace) -> None:
        self._transaction = transaction
        self._workspace = workspace

    def begin(self, person: str, week: str, now: datetime, token: str, names: Sequence[str]) -> bool:
        """Write down that this message, which names these assessments, is about to go out; False if it was
        written down before."""
        row = {"user_id": person, "week": week, "at": now, "token": token, "names": list(names)}
        return _ADD.run(self._transaction, self._workspace.columns | row)

    def sent(self, person: str, week: str, channel: str, ts: str) -> None:
        """It went out, and stands there."""
        stands = {"channel_id": channel, "ts": ts}
        self._transaction.execute(update(DIGESTS).where(*self._this(person, week)).values(stands))

    def was_begun(self, person: str, week: str) -> bool:
        """Whether it was written down, by whichever process."""
        found = self._transaction.execute(select(DIGESTS.c.week).where(*self._this(person, week)))
        return found.first() is not None

    def release(self, person: str, week: str) -> None:
        """It surely did not go out: it may be sent again."""
        self._transaction.execute(delete(DIGESTS).where(*self._this(person, week)))

    def _this(self, person: str, week: str) -> tuple[ColumnElement[bool], ...]:
        of = DIGESTS.c
        return self._workspace.rows_of(DIGESTS), of.user_id == person, of.week == week
