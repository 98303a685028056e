"""Who draws what, and what came of it: the reconciler's side of the surfaces."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, or_, select, update

from flows.assessment import Assessment
from storage.assessment_rows import lock
from storage.lease import Lease
from storage.surface_rows import DIRECT, ORDER, SurfaceKind, SurfaceRow, assessments_shown
from storage.surfaces import Surfaces
from storage.tables import ASSESSMENTS, SURFACES
from storage.workspace import Workspace

_IS_HELD = (
    select(ASSESSMENTS.c.id)
    .where(ASSESSMENTS.c.id == bindparam("assessment"), ASSESSMENTS.c.drawn_by == bindparam("holder"))
    .with_for_update()
)
_RELEASE = (
    update(ASSESSMENTS)
    .where(ASSESSMENTS.c.id == bindparam("assessment"), ASSESSMENTS.c.drawn_by == bindparam("holder"))
    .values(drawn_by="")
)
_PLACE = select(ASSESSMENTS.c.channel_id, ASSESSMENTS.c.thread_ts).where(
    ASSESSMENTS.c.id == bindparam("assessment")
)
_TROUBLE = (
    update(ASSESSMENTS).where(ASSESSMENTS.c.id == bindparam("assessment")).values(trouble=bindparam("code"))
)


@dataclass(frozen=True, slots=True)
class Surface:
    """One place, as it was when it was claimed. `in_doubt`: a post began and nobody knows how it ended."""

    id: str
    assessment: str
    kind: SurfaceKind
    subject: str
    channel: str
    thread_ts: str | None
    ts: str | None
    wanted: int
    in_doubt: bool
    posting_since: datetime | None
    detail: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, row: SurfaceRow) -> "Surface":
        return cls(
            id=row.id,
            assessment=row.assessment_id,
            kind=row.kind,
            subject=row.subject,
            channel=row.channel_id,
            thread_ts=row.thread_ts,
            ts=row.ts,
            wanted=row.wanted,
            in_doubt=row.posting,
            posting_since=row.posting_since,
            detail=row.detail,
        )

    @property
    def reader(self) -> str:
        """Whom a direct message is for that one person is told."""
        return self.subject.rpartition(":")[2]


class Claims:
    """Within one transaction: what is behind, claimed by one process at a time. `now` is Slack's time: a post
    in doubt is looked for among messages that Slack dated."""

    def __init__(self, surfaces: Surfaces, now: datetime) -> None:
        self._surfaces = surfaces
        self._rows = surfaces.rows
        self._transaction = surfaces.transaction
        self._now = now

    # --- what is behind

    def behind(self, workspace: Workspace, channel: str | None = None) -> list[str]:
        """The assessments of which something is not as it should be; in one channel, or in all."""
        due = (
            SURFACES.c.shown < SURFACES.c.wanted,
            or_(SURFACES.c.due_at.is_(None), SURFACES.c.due_at <= self._now),
        )
        query = assessments_shown(workspace).where(*due).distinct()
        if channel is not None:
            query = query.where(SURFACES.c.channel_id == channel)
        return list(self._transaction.execute(query).scalars())

    def due_in(self, assessment_id: str, *, only_notices: bool = False) -> float | None:
        """Seconds until something of it is to be drawn; None: nothing is behind."""
        waiting = [row.due_at for row in self._behind(assessment_id, only_notices=only_notices)]
        seconds = [max(0.0, (due - self._now).total_seconds()) if due else 0.0 for due in waiting]
        return min(seconds, default=None)

    # --- claiming

    def claim(
        self,
        assessment_id: str,
        lease: Lease,
        holder: str,
        alive: Callable[[str], bool],
        *,
        only_notices: bool = False,
    ) -> list[Surface] | None:
        """What is due, which only `holder` may draw from now on; None: another living process is drawing.
        The lease is taken, but not written: that is left to the caller.

        `only_notices`: the place is in trouble, so only direct messages are worth a try."""
        if not lease.is_for(holder, alive):
            return None
        behind = self._behind(assessment_id, only_notices=only_notices)
        rows = [row for row in behind if row.is_due(self._now)]
        if not rows:
            lease.end()
            return []
        lease.take(holder)
        for card in [row for row in rows if row.kind is SurfaceKind.CARD and row.move_wanted]:
            rows.extend(self._close_card(card, rows))
        return [self._claimed(row) for row in sorted(rows, key=_in_order)]

    def is_held(self, assessment_id: str, holder: str) -> bool:
        """Whether it is still for `holder` to draw; keeps others from claiming until the transaction ends."""
        this = {"assessment": assessment_id, "holder": holder}
        return self._or_locked(assessment_id, self._transaction.execute(_IS_HELD, this).first() is not None)

    def release(self, assessment_id: str, holder: str) -> bool:
        """Let others draw, from the end of the transaction on. False: `holder` had lost its lease to
        another process meanwhile."""
        this = {"assessment": assessment_id, "holder": holder}
        return self._or_locked(assessment_id, self._transaction.execute(_RELEASE, this).rowcount == 1)

    def _or_locked(self, assessment_id: str, held: bool) -> bool:
        if not held:
            lock(self._transaction, assessment_id)
        return held

    def troubles(self, workspace: Workspace) -> dict[str, str]:
        """Of each assessment that cannot be shown where it is: why."""
        query = select(ASSESSMENTS.c.id, ASSESSMENTS.c.trouble)
        query = query.where(workspace.rows_of(ASSESSMENTS), ASSESSMENTS.c.trouble.is_not(None))
        return {row.id: row.trouble for row in self._transaction.execute(query)}

    def was_moved(self, assessment: Assessment) -> bool:
        """Whether it stands in another channel or thread by now than when it was read."""
        now = self._transaction.execute(_PLACE, {"assessment": assessment.id}).first()
        return now is not None and (
            now.channel_id != assessment.channel or assessment.thread_ts not in (None, now.thread_ts)
        )

    def trouble(self, assessment_id: str, code: str | None) -> None:
        """Why it cannot be shown where it is; None: it can. Past the assessment's optimistic version."""
        self._transaction.execute(_TROUBLE, {"assessment": assessment_id, "code": code})

    # --- what came of it

    def shown(
        self,
        surface: Surface,
        *,
        channel: str | None = None,
        ts: str | None = None,
        detail: dict[str, Any] | None = None,
        until: datetime | None = None,
    ) -> None:
        """It stands in Slack as it was wanted when it was claimed. `until`: the moment from which it
        should say something else."""
        row = self._claimed_row(surface)
        if row is None:
            return
        row.shown = surface.wanted
        row.end_posting()
        row.due_at = None
        row.channel_id = channel or row.channel_id
        row.ts = ts or row.ts
        if detail is not None:
            row.detail = {**row.detail, **detail}  # what was added meanwhile stays
        if until is not None and not row.is_behind:
            row.want_again(until)
        # What stands in Slack, and was to say something else by the time that it did, is not.
        if row.is_over and not (row.is_behind and row.ts):
            self._rows.delete(row)
        else:
            self._rows.write(row)
        if row.kind is SurfaceKind.HEADLINE and ts:
            self._surfaces.open_thread(row.assessment_id, ts)

    def found(self, surface: Surface, *, ts: str | None) -> None:
        """A post in doubt had gone out. What it shows may be old, so it is drawn once more."""
        row = self._claimed_row(surface)
        if row is not None:
            row.end_posting()
            row.ts = ts
            self._rows.write(row)
            if row.kind is SurfaceKind.HEADLINE and ts:
                self._surfaces.open_thread(row.assessment_id, ts)

    def not_shown(
        self, surface: Surface, *, in_doubt: bool = False, gone: bool = False, put_off: float = 0.0
    ) -> None:
        """It was not brought to Slack. `gone`: the message it stood in is no more. `put_off`: seconds for
        which it is not worth another try, unless it should say something else meanwhile."""
        row = self._claimed_row(surface)
        if row is None:
            return
        if put_off and row.wanted == surface.wanted:
            row.due_at = self._now + timedelta(seconds=put_off)
        if not in_doubt:
            row.end_posting()
        if gone:
            row.ts = None
            if row.kind is SurfaceKind.RECAP:
                row.shown = row.wanted  # a line of the past is not worth posting again
        if gone and row.kind in (SurfaceKind.CLOSED, SurfaceKind.TICK, SurfaceKind.NOTE):
            self._rows.delete(row)
        else:
            self._rows.write(row)

    # --- inside

    def _behind(self, assessment_id: str, *, only_notices: bool) -> list[SurfaceRow]:
        rows = self._rows.of(assessment_id)
        behind = [row for row in rows if row.is_behind]
        if only_notices:
            return [row for row in behind if row.kind in DIRECT]
        if any(row.kind is SurfaceKind.HEADLINE and row.ts is None for row in rows):
            # No thread yet: only what does not stand in it can be drawn.
            return [row for row in behind if row.kind in (SurfaceKind.HEADLINE, *DIRECT)]
        return behind

    def _close_card(self, card: SurfaceRow, behind: list[SurfaceRow]) -> list[SurfaceRow]:
        """Let go of the card's old message: it becomes the recap, or a closed card of its own."""
        if card.ts is None:
            card.move_wanted = card.posting
            self._rows.write(card)
            return []
        old, card.ts, card.move_wanted = card.ts, None, False
        # Another token: the old message carries the one it was posted with, and would be found in its place.
        self._rows.rename(card)
        recap = next(
            (r for r in behind if r.kind is SurfaceKind.RECAP and r.ts is None and not r.posting), None
        )
        if recap and recap.detail.get("takes_card"):
            recap.ts = old
            self._rows.write(recap)
            return []
        closed = SurfaceRow(
            card.assessment_id,
            SurfaceKind.CLOSED,
            old,
            card.channel_id,
            card.thread_ts,
            old,
            detail=dict(card.detail),
        )
        return [self._rows.add(closed)]

    def _claimed(self, row: SurfaceRow) -> Surface:
        surface = Surface.of(row)
        # Written down before anything is sent: a crash in between leaves a doubt, not a duplicate.
        if row.ts is None and not row.posting:
            row.posting, row.posting_since = True, self._now
            self._rows.write(row)
        return surface

    def _claimed_row(self, surface: Surface) -> SurfaceRow | None:
        return next((row for row in self._rows.of(surface.assessment) if row.id == surface.id), None)


def _in_order(row: SurfaceRow) -> tuple[int, int, str]:
    """As they should stand in the thread; what is revealed in the order of the principles, notes as they were
    said."""
    return ORDER[row.kind], row.detail.get("number", 0), row.subject if row.kind is SurfaceKind.NOTE else ""
