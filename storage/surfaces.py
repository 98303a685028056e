"""What stands in Slack and what should: the reconciler's memory.

A use case marks what is behind in the transaction that changes the assessment, so that no crash can
lose the need to draw. The reconciler claims an assessment, draws, and writes down what it has shown.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import Select, bindparam, select, update
from sqlalchemy.orm import Session

from flows.assessment import Assessment
from storage.models import AssessmentRow, SurfaceRow
from storage.repository import ASSESSMENTS, Workspace

T = TypeVar("T")

_LEASE = (
    select(ASSESSMENTS.c.drawn_by, ASSESSMENTS.c.drawn_until)
    .where(ASSESSMENTS.c.id == bindparam("assessment"))
    .with_for_update()
)
_TAKE_LEASE = (
    update(ASSESSMENTS)
    .where(ASSESSMENTS.c.id == bindparam("assessment"))
    .values(drawn_by=bindparam("holder"), drawn_until=bindparam("until"))
)

LEASE = timedelta(seconds=30)
"""How long a process may draw one assessment before another one takes over; a call to Slack ends in 10 s."""


class Kind(StrEnum):
    """What is drawn. In the order in which they are brought to Slack."""

    HEADLINE = "headline"  # in the channel; the parent of the thread
    RECAP = "recap"  # a line in the thread when a principle is done; subject: principle
    NOTE = "note"  # a line in the thread that is said once; subject: the turn
    CLOSED = "closed"  # a card that was the current one; subject: its ts
    CARD = "card"  # the one living card in the thread
    SUMMARY = "summary"  # in the thread and the channel
    TICK = "tick"  # the check mark on a typed message; subject: its ts
    NOTICE = "notice"  # a direct message to the owner; subject: what about


@dataclass(frozen=True, slots=True)
class Surface:
    """One place, as it was when it was claimed. `in_doubt`: a post began and nobody knows how it ended."""

    id: str
    assessment: str
    kind: Kind
    subject: str
    channel: str
    thread_ts: str | None
    ts: str | None
    wanted: int
    in_doubt: bool
    posting_since: datetime | None
    detail: dict[str, Any] = field(default_factory=dict)


class Surfaces:
    """The surfaces of assessments, within one session."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._known: dict[str, list[SurfaceRow]] = {}

    # --- used by use cases

    def open(self, assessment: Assessment) -> None:
        """A new assessment: a headline to post, and a card beneath it."""
        for kind in (Kind.HEADLINE, Kind.CARD):
            self._add(assessment, kind)

    def want(self, assessment: Assessment, kind: Kind, subject: str = "") -> None:
        """This should be drawn anew; it is made if it was not there."""
        row = self._row(assessment.id, kind, subject)
        if row is None:
            self._add(assessment, kind, subject)
        else:
            row.wanted += 1

    def want_in(self, assessment: Assessment, ts: str) -> bool:
        """Draw anew whatever of this assessment stands in this message; False if nothing of it does.

        A card that was posted a moment ago may not be written down yet: then it may well be this one.
        """
        rows = [row for row in self._rows(assessment.id) if row.ts == ts or (row.posting and row.ts is None)]
        for row in rows:
            row.wanted += 1
        return bool(rows)

    def has(self, assessment: Assessment, kind: Kind, subject: str = "") -> bool:
        return self._row(assessment.id, kind, subject) is not None

    def recap(self, assessment: Assessment, principle: str, *, takes_card: bool) -> None:
        """A principle is done. Its line takes the place of the card that was clicked; after a typed
        answer it stands alone, because the question above that answer should stay readable."""
        self._add(assessment, Kind.RECAP, principle).detail = {"takes_card": takes_card}

    def note(self, assessment: Assessment, words: str) -> None:
        """Say something once in the thread. `words` are ours, escaped."""
        self._add(assessment, Kind.NOTE, str(assessment.turn)).detail = {"words": words}

    def card_in_sight(self, assessment: Assessment) -> str | None:
        """Since when, on Slack's clock, the card of the present turn can be seen; None: not yet."""
        card = self._row(assessment.id, Kind.CARD, "")
        if card is None or card.detail.get("turn") != assessment.turn:
            return None
        return str(card.detail.get("since", "0"))

    def move_card(self, assessment: Assessment) -> None:
        """The card should stand at the bottom of the thread, and the old one be closed."""
        row = self._row(assessment.id, Kind.CARD, "")
        assert row is not None
        row.wanted += 1
        row.move_wanted = True

    def tick(self, assessment: Assessment, message_ts: str) -> None:
        row = self._add(assessment, Kind.TICK, message_ts)
        row.ts = message_ts

    def notice(self, assessment: Assessment, about: str) -> None:
        """Tell the owner, once while it lasts."""
        row = self._row(assessment.id, Kind.NOTICE, about)
        if row is not None and row.detail.get("over"):
            self._delete(row)  # it is the same trouble again: that deserves a new message
            self.session.flush()
            row = None
        if row is None:
            row = self._add(assessment, Kind.NOTICE, about)
            row.channel_id, row.thread_ts = assessment.owner, None

    def notices_are_over(self, assessment_id: str) -> None:
        """The trouble is gone: what the owner was told should say so."""
        for row in list(self._rows(assessment_id)):
            if row.kind == Kind.NOTICE and not row.detail.get("over"):
                if row.ts is None:
                    self._delete(row)
                else:
                    row.detail, row.wanted = {"over": True}, row.wanted + 1

    def relocate(self, assessment: Assessment, channel: str) -> None:
        """Everything is to be posted anew in another channel; what stands in the old one stays as it is."""
        for row in list(self._rows(assessment.id)):
            if row.kind in (Kind.HEADLINE, Kind.CARD, Kind.SUMMARY):
                row.id = secrets.token_hex(8)
                row.channel_id, row.thread_ts, row.ts = channel, None, None
                row.posting, row.posting_since, row.move_wanted, row.detail = False, None, False, {}
                row.wanted += 1
            else:
                self._delete(row)

    def message_gone(self, workspace: Workspace, channel: str, ts: str) -> str | None:
        """Somebody deleted a message: if it was a living one of ours, it is wanted again."""
        query = select(SurfaceRow).where(SurfaceRow.channel_id == channel, SurfaceRow.ts == ts)
        row = self.session.scalars(_within(query, workspace)).first()
        if row is None:
            self._may_be_gone(workspace, channel)
            return None
        self.lock(row.assessment_id)
        if row.kind not in (Kind.CARD, Kind.SUMMARY, Kind.HEADLINE):
            return None
        row.wanted += 1
        if row.kind != Kind.HEADLINE:  # a headline that is gone took the thread with it
            row.ts = None
        return row.assessment_id

    def _may_be_gone(self, workspace: Workspace, channel: str) -> None:
        """A message that we do not know was deleted. What was posted a moment ago may not be written down
        yet, and may be this one: drawing it once more shows whether it is there. Whoever posts it does so."""
        query = select(SurfaceRow.assessment_id).where(
            SurfaceRow.channel_id == channel, SurfaceRow.posting.is_(True), SurfaceRow.ts.is_(None)
        )
        for assessment_id in self.session.scalars(_within(query, workspace).distinct()).all():
            self.lock(assessment_id)
            for row in self._rows(assessment_id):
                if row.posting and row.ts is None:
                    row.wanted += 1

    def card_ts(self, assessment_id: str) -> str | None:
        row = self._row(assessment_id, Kind.CARD, "")
        return row.ts if row else None

    def summary_ts(self, assessment_id: str) -> str | None:
        row = self._row(assessment_id, Kind.SUMMARY, "")
        return row.ts if row else None

    # --- used by the reconciler

    def behind(self, workspace: Workspace) -> list[str]:
        """The assessments of which something is not as it should be."""
        query = select(SurfaceRow.assessment_id).where(SurfaceRow.shown < SurfaceRow.wanted)
        return list(self.session.scalars(_within(query, workspace).distinct()))

    def waiting_in(self, workspace: Workspace, channel: str) -> list[str]:
        """The same for one channel: the bot was invited, or the channel came back."""
        query = select(SurfaceRow.assessment_id).where(
            SurfaceRow.channel_id == channel, SurfaceRow.shown < SurfaceRow.wanted
        )
        return list(self.session.scalars(_within(query, workspace).distinct()))

    def lock(self, assessment_id: str) -> None:
        """The assessment's row comes first, here as in use cases: two orders of locking would meet in a
        deadlock on PostgreSQL."""
        self.session.connection().execute(_LEASE, {"assessment": assessment_id})

    def claim(
        self,
        assessment_id: str,
        holder: str,
        now: datetime,
        alive: Callable[[str], bool],
        *,
        only_notices: bool = False,
    ) -> list[Surface] | None:
        """What is behind, for `holder` alone to draw. None: another living process is at it.

        `only_notices`: the place is in trouble, so only direct messages are worth a try."""
        lease = self.session.connection().execute(_LEASE, {"assessment": assessment_id}).one()
        if lease.drawn_by not in ("", holder) and lease.drawn_until > now and alive(lease.drawn_by):
            return None
        rows = self._due(assessment_id, only_notices=only_notices)
        if not rows:
            if lease.drawn_by:
                self._lease(assessment_id, "", now)
            return []
        self._lease(assessment_id, holder, now + LEASE)
        for card in [row for row in rows if row.kind == Kind.CARD and row.move_wanted]:
            rows.extend(self._close_card(card, rows))
        return [self._claimed(row, now) for row in sorted(rows, key=_order)]

    def due(self, assessment_id: str, *, only_notices: bool = False) -> bool:
        return bool(self._due(assessment_id, only_notices=only_notices))

    def trouble(self, assessment_id: str, code: str | None) -> None:
        """Why it cannot be shown where it is; None: it can. Past the assessment's optimistic version."""
        this = ASSESSMENTS.c.id == assessment_id
        self.session.connection().execute(update(ASSESSMENTS).where(this).values(trouble=code))

    def release(self, assessment_id: str, holder: str, now: datetime) -> None:
        """Let others draw. `holder` may have lost its lease to another process meanwhile."""
        this = (ASSESSMENTS.c.id == assessment_id, ASSESSMENTS.c.drawn_by == holder)
        self.session.connection().execute(
            update(ASSESSMENTS).where(*this).values(drawn_by="", drawn_until=now)
        )

    def _lease(self, assessment_id: str, holder: str, until: datetime) -> None:
        values = {"assessment": assessment_id, "holder": holder, "until": until}
        self.session.connection().execute(_TAKE_LEASE, values)

    def shown(
        self,
        surface: Surface,
        *,
        channel: str | None = None,
        ts: str | None = None,
        detail: dict[str, Any] | None = None,
    ) -> None:
        """It stands in Slack as it was wanted when it was claimed."""
        row = self._claimed_row(surface)
        if row is None:
            return
        row.shown = surface.wanted
        row.posting, row.posting_since = False, None
        row.channel_id = channel or row.channel_id
        row.ts = ts or row.ts
        if detail is not None:
            row.detail = detail
        if row.kind == Kind.HEADLINE and ts:
            self._open_thread(row.assessment_id, ts)
        if row.kind in (Kind.CLOSED, Kind.TICK, Kind.NOTE) or row.detail.get("over"):
            self._delete(row)

    def found(self, surface: Surface, *, ts: str | None) -> None:
        """A post in doubt had gone out. What it shows may be old, so it is drawn once more."""
        row = self._claimed_row(surface)
        if row is not None:
            row.ts, row.posting, row.posting_since = ts, False, None
            if row.kind == Kind.HEADLINE and ts:
                self._open_thread(row.assessment_id, ts)

    def not_shown(self, surface: Surface, *, in_doubt: bool = False, gone: bool = False) -> None:
        """It was not brought to Slack. `gone`: the message it stood in is no more."""
        row = self._claimed_row(surface)
        if row is None:
            return
        if not in_doubt:
            row.posting, row.posting_since = False, None
        if gone:
            row.ts = None
            if row.kind in (Kind.CLOSED, Kind.TICK, Kind.RECAP):
                row.shown = row.wanted  # a line of the past is not worth posting again
            if row.kind in (Kind.CLOSED, Kind.TICK):
                self._delete(row)

    def _due(self, assessment_id: str, *, only_notices: bool) -> list[SurfaceRow]:
        rows = self._rows(assessment_id)
        behind = [row for row in rows if row.shown < row.wanted]
        if only_notices:
            return [row for row in behind if row.kind == Kind.NOTICE]
        if any(row.kind == Kind.HEADLINE and row.ts is None for row in rows):
            # No thread yet: only what does not stand in it can be drawn.
            return [row for row in behind if row.kind in (Kind.HEADLINE, Kind.NOTICE)]
        return behind

    def _close_card(self, card: SurfaceRow, behind: list[SurfaceRow]) -> list[SurfaceRow]:
        """Let go of the card's old message: it becomes the recap, or a closed card of its own."""
        if card.ts is None:
            card.move_wanted = card.posting
            return []
        old, card.ts, card.move_wanted = card.ts, None, False
        # Another token: the old message carries the one it was posted with, and would be found in its place.
        card.id = secrets.token_hex(8)
        recap = next((r for r in behind if r.kind == Kind.RECAP and r.ts is None and not r.posting), None)
        if recap and recap.detail.get("takes_card"):
            recap.ts = old
            return []
        closed = SurfaceRow(
            id=secrets.token_hex(8),
            assessment_id=card.assessment_id,
            kind=Kind.CLOSED,
            subject=old,
            channel_id=card.channel_id,
            thread_ts=card.thread_ts,
            ts=old,
            wanted=1,
            shown=0,
            detail=dict(card.detail),
        )
        self.session.add(closed)
        self._rows(card.assessment_id).append(closed)
        return [closed]

    def _claimed(self, row: SurfaceRow, now: datetime) -> Surface:
        in_doubt = row.posting
        surface = Surface(
            id=row.id,
            assessment=row.assessment_id,
            kind=Kind(row.kind),
            subject=row.subject,
            channel=row.channel_id,
            thread_ts=row.thread_ts,
            ts=row.ts,
            wanted=row.wanted,
            in_doubt=in_doubt,
            posting_since=row.posting_since,
            detail=dict(row.detail),
        )
        # Written down before anything is sent: a crash in between leaves a doubt, not a duplicate.
        if row.ts is None and not in_doubt:
            row.posting, row.posting_since = True, now
        return surface

    def _open_thread(self, assessment_id: str, thread_ts: str) -> None:
        # Past the assessment's optimistic version: an answer given meanwhile is not in conflict with this.
        this = ASSESSMENTS.c.id == assessment_id
        self.session.connection().execute(update(ASSESSMENTS).where(this).values(thread_ts=thread_ts))
        for row in self._rows(assessment_id):
            if row.kind not in (Kind.HEADLINE, Kind.NOTICE):
                row.thread_ts = thread_ts

    def _add(self, assessment: Assessment, kind: Kind, subject: str = "") -> SurfaceRow:
        row = SurfaceRow(
            id=secrets.token_hex(8),
            assessment_id=assessment.id,
            kind=kind,
            subject=subject,
            channel_id=assessment.channel,
            thread_ts=None if kind == Kind.HEADLINE else assessment.thread_ts,
            ts=None,
            wanted=1,
            shown=0,
            move_wanted=False,
            posting=False,
            detail={},
        )
        self.session.add(row)
        self._rows(assessment.id).append(row)
        return row

    def _delete(self, row: SurfaceRow) -> None:
        self._rows(row.assessment_id).remove(row)
        self.session.delete(row)

    def _claimed_row(self, surface: Surface) -> SurfaceRow | None:
        return next((row for row in self._rows(surface.assessment) if row.id == surface.id), None)

    def _rows(self, assessment_id: str) -> list[SurfaceRow]:
        """All of them, read once in a session: use cases ask for one after the other."""
        if assessment_id not in self._known:
            query = select(SurfaceRow).where(SurfaceRow.assessment_id == assessment_id)
            self._known[assessment_id] = list(self.session.scalars(query))
        return self._known[assessment_id]

    def _row(self, assessment_id: str, kind: Kind, subject: str) -> SurfaceRow | None:
        rows = self._rows(assessment_id)
        return next((row for row in rows if row.kind == kind and row.subject == subject), None)


def _within(query: Select[T], workspace: Workspace) -> Select[T]:
    """Only what belongs to this workspace: another one's bot may keep its assessments in the same store."""
    return query.join(AssessmentRow, AssessmentRow.id == SurfaceRow.assessment_id).where(
        AssessmentRow.enterprise_id == workspace.enterprise_id, AssessmentRow.team_id == workspace.team_id
    )


def _order(row: SurfaceRow) -> int:
    return list(Kind).index(Kind(row.kind))
