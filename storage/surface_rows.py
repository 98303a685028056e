"""The table of surfaces: places in Slack where something of ours stands or should stand."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Select, bindparam, delete, insert, select, update

from flows.notes import KEPT_TRUE, Note
from storage.tables import ASSESSMENTS, SURFACES
from storage.transaction import Transaction
from storage.workspace import Workspace

_OF = select(SURFACES).where(SURFACES.c.assessment_id == bindparam("id"))
_ADD = insert(SURFACES)
_WRITE = update(SURFACES).where(SURFACES.c.id == bindparam("known_as"))
_DELETE = delete(SURFACES).where(SURFACES.c.id == bindparam("known_as"))


class SurfaceKind(StrEnum):
    """What is drawn. In the order in which they are brought to Slack."""

    HEADLINE = "headline"  # in the channel; the parent of the thread
    REVEAL = "reveal"  # how a panel answered, in the thread; subject: principle
    RECAP = "recap"  # a line in the thread when a principle is done; subject: principle
    NOTE = "note"  # a line in the thread that is said once; subject: a number, and a token of its own
    QUERY = "query"  # a reviewer's question about an answer, in the thread; subject: its id
    CLOSED = "closed"  # a card that was the current one; subject: its ts
    CARD = "card"  # the one living card in the thread
    SUMMARY = "summary"  # in the thread and the channel
    TICK = "tick"  # the check mark on a typed message; subject: its ts
    NOTICE = "notice"  # a direct message to the owner; subject: what about
    TOLD = "told"  # a direct message to one person; subject: what about, and to whom


DIRECT: Final = (SurfaceKind.NOTICE, SurfaceKind.TOLD)
"""These need no place in a channel, and no thread."""

LIVING: Final = (SurfaceKind.HEADLINE, SurfaceKind.REVEAL, SurfaceKind.CARD, SurfaceKind.SUMMARY)
"""People act on these: where an assessment goes on they stand as well, and what is deleted is posted anew."""

SHOWN_ONCE: Final = (SurfaceKind.TICK, SurfaceKind.NOTE)
"""These are said once: when they stand in Slack, their rows go, but for that of what was agreed last time."""

ORDER = {kind: number for number, kind in enumerate(SurfaceKind)}


@dataclass(slots=True)
class SurfaceRow:
    """One surface. Behind while `shown < wanted`, and due then from `due_at` on (None: at once).

    `posting`: a post began, and it is not known how it ended. `move_wanted`: it should be posted anew.
    """

    assessment_id: str
    kind: SurfaceKind
    subject: str
    channel_id: str
    thread_ts: str | None = None
    ts: str | None = None
    wanted: int = 1
    shown: int = 0
    move_wanted: bool = False
    posting: bool = False
    posting_since: datetime | None = None
    due_at: datetime | None = None
    detail: dict[str, Any] = field(default_factory=dict)
    id: str = field(default_factory=lambda: new_token())

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "SurfaceRow":
        """As its columns say."""
        return cls(**{**stored, "kind": SurfaceKind(stored["kind"])})

    @property
    def is_over(self) -> bool:
        """Whether it is never drawn again once it stands in Slack. A closed card is, if somebody answers its
        question anew, or writes a reason; what a person was told, if it is no longer so. What its reader may
        not see, or may have got, has no `ts`: nothing of it can be changed."""
        if self.kind is SurfaceKind.CLOSED:
            return "moved" in self.detail or not self.detail.get("question")
        if self.kind is SurfaceKind.TOLD:
            return self.ts is None or self.detail.get("told") not in KEPT_TRUE
        if self.kind is SurfaceKind.NOTE and self.detail.get("note") == Note.LAST_TIME:
            return False  # it tells of another assessment, and goes when that is erased
        return self.kind in SHOWN_ONCE or bool(self.detail.get("over"))

    @property
    def is_behind(self) -> bool:
        return self.shown < self.wanted

    def want_again(self, by: datetime | None = None) -> None:
        """It should be drawn anew; None: at once."""
        self.wanted, self.due_at = self.wanted + 1, by

    def end_posting(self) -> None:
        """It is known how the post ended, or it no longer matters."""
        self.posting, self.posting_since = False, None

    def is_due(self, now: datetime) -> bool:
        return self.is_behind and (self.due_at is None or self.due_at <= now)


class SurfaceRows:
    """The surfaces of assessments within one transaction: each assessment's are read once, and each
    change is written at once."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._known: dict[str, list[SurfaceRow]] = {}
        self._stored: dict[str, dict[str, Any]] = {}
        """By id, what the store holds of each."""

    def of(self, assessment_id: str) -> list[SurfaceRow]:
        if assessment_id not in self._known:
            found = list(map(dict, self._transaction.execute(_OF, {"id": assessment_id}).mappings()))
            self._stored.update((stored["id"], stored) for stored in found)
            self._known[assessment_id] = [SurfaceRow.of(stored) for stored in found]
        return self._known[assessment_id]

    def one(self, assessment_id: str, kind: SurfaceKind, subject: str = "") -> SurfaceRow | None:
        rows = self.of(assessment_id)
        return next((row for row in rows if row.kind is kind and row.subject == subject), None)

    def add(self, row: SurfaceRow) -> SurfaceRow:
        self.of(row.assessment_id).append(row)
        self._stored[row.id] = {"id": row.id, **_columns(row)}
        self._transaction.execute(_ADD, self._stored[row.id])
        return row

    def write(self, row: SurfaceRow) -> None:
        """Only what is different: SQLite writes each index anew that a column in the statement belongs to."""
        self._write(row, row.id)

    def rename(self, row: SurfaceRow) -> None:
        """Give it another token, and write it."""
        known_as, row.id = row.id, new_token()
        self._write(row, known_as)

    def _write(self, row: SurfaceRow, known_as: str) -> None:
        stored, columns = self._stored.pop(known_as), {"id": row.id, **_columns(row)}
        self._stored[row.id] = columns
        if changed := {name: value for name, value in columns.items() if stored[name] != value}:
            self._transaction.execute(_WRITE, {"known_as": known_as, **changed})

    def delete(self, row: SurfaceRow) -> None:
        self.of(row.assessment_id).remove(row)
        self._transaction.execute(_DELETE, {"known_as": row.id})


def assessments_shown(workspace: Workspace) -> Select[tuple[str]]:
    """The assessments of the surfaces that belong to this workspace."""
    return (
        select(SURFACES.c.assessment_id)
        .join(ASSESSMENTS, ASSESSMENTS.c.id == SURFACES.c.assessment_id)
        .where(workspace.rows_of(ASSESSMENTS))
    )


def new_token() -> str:
    """Opaque; stands in the metadata of the message, so that a post in doubt is found again."""
    return secrets.token_hex(8)


def _columns(row: SurfaceRow) -> dict[str, Any]:
    return {
        "assessment_id": row.assessment_id,
        "kind": row.kind.value,
        "subject": row.subject,
        "channel_id": row.channel_id,
        "thread_ts": row.thread_ts,
        "ts": row.ts,
        "wanted": row.wanted,
        "shown": row.shown,
        "move_wanted": row.move_wanted,
        "posting": row.posting,
        "posting_since": row.posting_since,
        "due_at": row.due_at,
        "detail": row.detail,
    }
