"""What people were told of what waits for them: the memory of the reminders."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update

from flows.waiting import Waiting
from storage.statements import InsertOnce
from storage.tables import ASSESSMENTS, REMINDERS
from storage.transaction import Transaction
from storage.workspace import Workspace, in_workspace

BEGUN, SENT, DROPPED, PUT_OFF, STOPPED = "begun", "sent", "dropped", "put_off", "stopped"

_ADD = InsertOnce(REMINDERS)
_IN_DOUBT = (
    select(REMINDERS.c.token, REMINDERS.c.user_id, func.min(REMINDERS.c.at).label("since"))
    .where(in_workspace(REMINDERS), REMINDERS.c.state == BEGUN, REMINDERS.c.at < bindparam("before"))
    .group_by(REMINDERS.c.token, REMINDERS.c.user_id)
)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A message that was begun, and of which nobody knows whether it went out. `channel` is where its
    reader was written to before, if ever."""

    token: str
    since: datetime
    channel: str | None


Steps = dict[tuple[str, str], dict[str, datetime | None]]
"""By person and matter: the steps that are written down. A moment: until then the matter was put off."""


class ReminderStore:
    """Within one transaction, and of one workspace."""

    def __init__(self, transaction: Transaction, workspace: Workspace) -> None:
        self._transaction = transaction
        self._workspace = workspace

    def known(self, assessment_ids: Collection[str]) -> Steps:
        """What is written down of these assessments."""
        found: Steps = {}
        for row in self._rows(select(REMINDERS).where(REMINDERS.c.assessment_id.in_(assessment_ids))):
            steps = found.setdefault((row.user_id, row.matter), {})
            steps[row.step] = row.again_at
        return found

    def last_told(self, people: Collection[str]) -> dict[str, datetime]:
        """When each of these people got the last reminder."""
        told = (REMINDERS.c.user_id.in_(people), REMINDERS.c.state.in_((BEGUN, SENT)))
        query = select(REMINDERS.c.user_id, func.max(REMINDERS.c.at).label("at")).where(*told)
        return {row.user_id: row.at for row in self._rows(query.group_by(REMINDERS.c.user_id))}

    # --- one message

    def begin(self, steps: Sequence[tuple[Waiting, str]], token: str, now: datetime) -> set[str]:
        """Write down that a message is about to go out. Returns the keys of the matters whose steps were
        all new: those are for this process to send; the others are with another one."""
        new: set[str] = set()
        taken: set[str] = set()
        # In a steady order: two processes that wait for each other's rows would be in a deadlock.
        for waiting, step in sorted(steps, key=lambda entry: (entry[0].key, entry[1])):
            added = self._add(waiting.person, waiting.key, step, waiting.assessment, BEGUN, now, token=token)
            (new if added else taken).add(waiting.key)
        return new - taken

    def confirm(self, token: str, state: str, channel: str | None = None, ts: str | None = None) -> None:
        """What came of a message, and where it stands; only if it is not known yet."""
        values = {"state": state} | ({"channel_id": channel, "ts": ts} if channel else {})
        self._transaction.execute(update(REMINDERS).where(*self._begun(token)).values(values))

    def drop(self, token: str, keys: Collection[str]) -> None:
        """These matters are not told of after all: they were settled meanwhile."""
        these = (*self._begun(token), REMINDERS.c.matter.in_(keys))
        self._transaction.execute(update(REMINDERS).where(*these).values(state=DROPPED))

    def release(self, token: str, now: datetime) -> None:
        """The message surely did not go out: any process may send it."""
        about = select(REMINDERS.c.assessment_id).where(*self._begun(token))
        self._transaction.execute(
            update(ASSESSMENTS).where(ASSESSMENTS.c.id.in_(about)).values(remind_from=now)
        )
        self._transaction.execute(delete(REMINDERS).where(*self._begun(token)))

    def in_doubt(self, before: datetime) -> list[Doubt]:
        """The messages that were begun before then and never confirmed."""
        rows = self._transaction.execute(_IN_DOUBT, self._workspace.scope | {"before": before}).all()
        return [Doubt(row.token, row.since, self._direct_message(row.user_id)) for row in rows]

    # --- what people want

    def put_off(
        self, person: str, key: str, assessment_id: str, step: str, now: datetime, until: datetime | None
    ) -> None:
        """Remind again then; None: never again. The next sweep looks at it."""
        state = STOPPED if until is None else PUT_OFF
        self._add(person, key, step, assessment_id, state, now, again_at=until)
        this = (ASSESSMENTS.c.id == assessment_id, self._workspace.rows_of(ASSESSMENTS))
        self._transaction.execute(update(ASSESSMENTS).where(*this).values(remind_from=now))

    # --- inside

    def _direct_message(self, person: str) -> str | None:
        there = (REMINDERS.c.user_id == person, REMINDERS.c.channel_id.is_not(None))
        rows = self._rows(select(REMINDERS.c.channel_id).where(*there).limit(1))
        return rows[0].channel_id if rows else None

    def _add(
        self,
        person: str,
        key: str,
        step: str,
        assessment_id: str,
        state: str,
        now: datetime,
        *,
        token: str = "",
        again_at: datetime | None = None,
    ) -> bool:
        """False if it was written down before."""
        row = self._workspace.columns | {
            "user_id": person,
            "matter": key,
            "step": step,
            "assessment_id": assessment_id,
            "state": state,
            "at": now,
            "again_at": again_at,
            "token": token,
        }
        return _ADD.run(self._transaction, row)

    def _begun(self, token: str) -> tuple[Any, ...]:
        return (REMINDERS.c.token == token, REMINDERS.c.state == BEGUN, self._workspace.rows_of(REMINDERS))

    def _rows(self, query: Any) -> Sequence[Any]:
        return self._transaction.execute(query.where(self._workspace.rows_of(REMINDERS))).all()
