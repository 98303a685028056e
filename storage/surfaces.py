"""What should stand in Slack: use cases mark here what is behind, in the transaction that changes the
assessment, so that no crash can lose the need to draw. `storage/claims.py` is the reconciler's side."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update

from flows.actor import is_taken_out
from flows.assessment import Assessment
from flows.notes import Note, Told
from storage.assessment_rows import lock
from storage.surface_rows import (
    DIRECT,
    LIVING,
    SurfaceKind,
    SurfaceRow,
    SurfaceRows,
    assessments_shown,
    new_token,
)
from storage.tables import ASSESSMENTS, SURFACES
from storage.transaction import Transaction
from storage.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message stands."""

    channel: str
    ts: str
    thread_ts: str | None


@dataclass(frozen=True, slots=True)
class InSight:
    """Since when, on Slack's clock, a card can be seen. `exactly`: that is the `ts` with which it was posted;
    else it is good to a second."""

    since: str
    exactly: bool


class Surfaces:
    """The surfaces of assessments, within one transaction. Have one of it for each transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self.transaction = transaction
        self.rows = SurfaceRows(transaction)

    def open(self, assessment: Assessment) -> None:
        """A new assessment: a headline to post, and a card beneath it."""
        for kind in (SurfaceKind.HEADLINE, SurfaceKind.CARD):
            self._add(assessment, kind)

    def want(
        self, assessment: Assessment, kind: SurfaceKind, subject: str = "", *, by: datetime | None = None
    ) -> None:
        """This should be drawn anew; it is made if it was not there.

        `by`: it may wait until then, so that several changes become one; None: at once."""
        row = self.rows.one(assessment.id, kind, subject)
        if row is None:
            self._add(assessment, kind, subject)
            return
        if by is not None and row.is_behind and row.due_at is None:
            by = None  # it is wanted at once already
        self._want_again([row], by=by)

    def put_off(self, assessment: Assessment, kind: SurfaceKind, by: datetime) -> None:
        """What may wait already, may wait until then; what is wanted at once is not touched."""
        row = self.rows.one(assessment.id, kind)
        if row is not None and row.is_behind and row.due_at is not None:
            row.due_at = by
            self.rows.write(row)

    def want_in(self, assessment_id: str, ts: str) -> bool:
        """Draw anew whatever of this assessment stands in this message; False if nothing of it does.

        A card that was posted a moment ago may not be written down yet: then it may well be this one.
        """
        rows = [
            row for row in self.rows.of(assessment_id) if row.ts == ts or (row.posting and row.ts is None)
        ]
        self._want_again(rows)
        return bool(rows)

    def has(self, assessment: Assessment, kind: SurfaceKind, subject: str = "") -> bool:
        return self.rows.one(assessment.id, kind, subject) is not None

    def reveal(self, assessment: Assessment, principle: str, number: int) -> None:
        """How a panel answered the questions of one principle, which is the `number`th, is to stand in the
        thread."""
        if self.has(assessment, SurfaceKind.REVEAL, principle):
            self.want(assessment, SurfaceKind.REVEAL, principle)
        else:
            self._add(assessment, SurfaceKind.REVEAL, principle, detail={"number": number})

    def recap(self, assessment: Assessment, principle: str, *, takes_card: bool) -> None:
        """A principle is done, or handed in half done: its lines are to stand in the thread. They take the
        place of the card that was clicked; after a typed answer they stand alone, because the question above
        that answer should stay readable."""
        self._add(assessment, SurfaceKind.RECAP, principle, detail={"takes_card": takes_card})

    def end_minutes(self, assessment: Assessment, principle: str) -> None:
        """The card at the end says what was answered of this principle; empty: all stands above it."""
        row = self.rows.one(assessment.id, SurfaceKind.CARD) or self._add(assessment, SurfaceKind.CARD)
        row.detail = {**row.detail, "minutes": principle}
        self.rows.write(row)

    def want_closed(self, assessment: Assessment, question: str) -> None:
        """What stands of the cards that asked this question should be drawn anew."""
        closed = [row for row in self.rows.of(assessment.id) if row.kind is SurfaceKind.CLOSED]
        self._want_again([row for row in closed if row.detail.get("question") == question])

    def note(self, assessment: Assessment, note: Note, by: str, **about: Any) -> None:
        """Say something once in the thread, after what is still unsaid: what `by` did, and what it is
        about."""
        unsaid = [row.subject for row in self.rows.of(assessment.id) if row.kind is SurfaceKind.NOTE]
        # What an earlier version left unsaid has no number.
        numbers = (int(subject.split(" ")[0]) for subject in unsaid if " " in subject)
        number = max(numbers, default=0) + 1
        detail = {"note": note.value, "by": by, **about}
        self._add(assessment, SurfaceKind.NOTE, f"{number:06} {new_token()}", detail=detail)

    def card_in_sight(self, assessment: Assessment) -> InSight | None:
        """Since when the card of the present turn can be seen; None: not yet."""
        card = self.rows.one(assessment.id, SurfaceKind.CARD)
        if card is None or card.detail.get("turn") != assessment.turn:
            return None
        since = str(card.detail.get("since", "0"))
        return InSight(since, exactly=since == card.ts)

    def move_card(self, assessment: Assessment) -> None:
        """The card should stand at the bottom of the thread, and the old one be closed."""
        row = self.rows.one(assessment.id, SurfaceKind.CARD)
        if row is None:
            self._add(assessment, SurfaceKind.CARD)
            return
        row.move_wanted = True
        self._want_again([row])

    def tick(self, assessment: Assessment, message_ts: str) -> None:
        self._add(assessment, SurfaceKind.TICK, message_ts, ts=message_ts)

    def notice(self, assessment: Assessment, about: str) -> None:
        """Tell the owner, once while it lasts."""
        row = self.rows.one(assessment.id, SurfaceKind.NOTICE, about)
        if row is not None and row.detail.get("over"):
            self.rows.delete(row)  # it is the same trouble again: that deserves a new message
            row = None
        if row is None:
            owner = assessment.owner
            # Once it is sent, the channel is a conversation, which does not say whose.
            detail = {"reader": owner}
            self.rows.add(SurfaceRow(assessment.id, SurfaceKind.NOTICE, about, owner, detail=detail))

    def tell(self, assessment: Assessment, person: str, told: Told, about: str, **detail: Any) -> None:
        """Say something once to one person, in a direct message. `about` tells it from other such words: what
        was said of the same before stays as it stands. To who was taken out nothing is said."""
        if is_taken_out(person):
            return
        subject = f"{about}:{person}"
        if before := self.rows.one(assessment.id, SurfaceKind.TOLD, subject):
            self.rows.delete(before)
        detail = {"told": told.value, **detail}
        self.rows.add(SurfaceRow(assessment.id, SurfaceKind.TOLD, subject, person, detail=detail))

    def tell_otherwise(self, assessment: Assessment, about: str, person: str = "") -> None:
        """What people were told about this is no longer so: their messages are to say how it is now. What
        was not said yet is left out. `person`: this one's alone."""
        for row in list(self.rows.of(assessment.id)):
            is_meant = row.subject == f"{about}:{person}" if person else row.subject.startswith(f"{about}:")
            if row.kind is SurfaceKind.TOLD and is_meant:
                if row.ts is None and not row.posting:
                    self.rows.delete(row)
                else:
                    self._want_again([row])

    def notices_are_over(self, assessment_id: str) -> None:
        """The trouble is gone: what the owner was told should say so, also what is on its way just now."""
        for row in list(self.rows.of(assessment_id)):
            if row.kind is SurfaceKind.NOTICE and not row.detail.get("over"):
                if row.ts is None and not row.posting:
                    self.rows.delete(row)
                else:
                    row.detail = {**row.detail, "over": True}
                    self._want_again([row])

    def relocate(self, assessment: Assessment, *, tell_there: bool) -> None:
        """It was moved: everything is to be posted anew. `tell_there`: what people could still use in the old
        place says where it went; Balance can write there."""
        channel = assessment.channel
        before = _threads_of(self.rows.one(assessment.id, SurfaceKind.HEADLINE))
        self.notices_are_over(assessment.id)
        for row in list(self.rows.of(assessment.id)):
            unsaid = row.kind is SurfaceKind.QUERY and row.ts is None
            if row.kind in LIVING or unsaid:
                if row.ts is not None and tell_there:
                    old = (row.ts, row.channel_id, row.thread_ts, row.ts)
                    self.rows.add(SurfaceRow(assessment.id, SurfaceKind.CLOSED, *old, detail={"moved": True}))
                row.channel_id, row.thread_ts, row.ts = channel, None, None
                row.move_wanted = False
                row.detail = _kept_elsewhere(row, before)
                row.end_posting()
                row.want_again()
                self.rows.rename(row)
            elif row.kind not in (SurfaceKind.QUERY, *DIRECT) and not _stays(row):
                self.rows.delete(row)

    def message_gone(self, workspace: Workspace, channel: str, ts: str) -> str | None:
        """Somebody deleted a message: if it was a living one of ours, it is wanted again."""
        here = (SURFACES.c.channel_id == channel, SURFACES.c.ts == ts)
        found = self.transaction.execute(assessments_shown(workspace).where(*here))
        assessment_id: str | None = found.scalars().first()
        if assessment_id is None:
            self._may_be_gone(workspace, channel)
            return None
        lock(self.transaction, assessment_id)
        row = next((row for row in self.rows.of(assessment_id) if row.ts == ts and row.kind in LIVING), None)
        if row is None:
            return None
        if row.kind is not SurfaceKind.HEADLINE:  # a headline that is gone took the thread with it
            row.ts = None
        self._want_again([row])
        return assessment_id

    def _may_be_gone(self, workspace: Workspace, channel: str) -> None:
        """A message that we do not know was deleted. It may be one that was posted a moment ago and is not
        written down yet. Such a one is wanted once more, so that its process sees whether it is there."""
        posting = (SURFACES.c.channel_id == channel, SURFACES.c.posting.is_(True), SURFACES.c.ts.is_(None))
        query = assessments_shown(workspace).where(*posting).distinct()
        for assessment_id in self.transaction.execute(query).scalars().all():
            lock(self.transaction, assessment_id)
            self._want_again(row for row in self.rows.of(assessment_id) if row.posting and row.ts is None)

    def ts_of(self, assessment_id: str, kind: SurfaceKind) -> str | None:
        """Where the one surface of this kind stands."""
        row = self.rows.one(assessment_id, kind)
        return row.ts if row else None

    def places(self, assessment_id: str, kind: SurfaceKind) -> dict[str, Place]:
        """Where those of this kind stand, by subject."""
        return {
            row.subject: Place(row.channel_id, row.ts, row.thread_ts)
            for row in self.rows.of(assessment_id)
            if row.kind is kind and row.ts is not None
        }

    def open_thread(self, assessment_id: str, thread_ts: str) -> None:
        """The headline stands; everything else goes into its thread."""
        # Past the assessment's optimistic version: an answer given meanwhile is not in conflict with this.
        this = ASSESSMENTS.c.id == assessment_id
        self.transaction.execute(update(ASSESSMENTS).where(this).values(thread_ts=thread_ts))
        for row in self.rows.of(assessment_id):
            if row.kind not in (SurfaceKind.HEADLINE, *DIRECT) and not _stays(row):
                row.thread_ts = thread_ts
                self.rows.write(row)

    def _want_again(self, rows: Iterable[SurfaceRow], *, by: datetime | None = None) -> None:
        for row in rows:
            row.want_again(by)
            self.rows.write(row)

    def _add(self, assessment: Assessment, kind: SurfaceKind, subject: str = "", **more: Any) -> SurfaceRow:
        if self.rows.one(assessment.id, SurfaceKind.HEADLINE) is None:
            # It is new; or it was imported, and of what stands in Slack its record knows the thread alone,
            # whose first message is the headline.
            first = SurfaceRow(
                assessment.id, SurfaceKind.HEADLINE, "", assessment.channel, ts=assessment.thread_ts
            )
            self.rows.add(first)
            if kind is SurfaceKind.HEADLINE:
                return first
        return self.rows.add(
            SurfaceRow(assessment.id, kind, subject, assessment.channel, assessment.thread_ts, **more)
        )


def _stays(row: SurfaceRow) -> bool:
    """An exchange stays where it was held, and what was said of last time where it was said."""
    return row.kind in (SurfaceKind.QUERY, SurfaceKind.NOTE) and row.ts is not None


def _kept_elsewhere(row: SurfaceRow, before: list[list[str]]) -> dict[str, Any]:
    """What stays so of what is posted anew in another place. `before`: where it was until now."""
    match row.kind:
        case SurfaceKind.HEADLINE if before:
            return {"before": before}
        case SurfaceKind.REVEAL:
            return row.detail  # the place of its principle among the others
        case _:
            return {}


def _threads_of(headline: SurfaceRow | None) -> list[list[str]]:
    """Where the threads stand that it was in, this one among them: what Balance said there goes when the
    assessment does."""
    if headline is None:
        return []
    here = [[headline.channel_id, headline.ts]] if headline.ts else []
    return [*headline.detail.get("before", []), *here]
