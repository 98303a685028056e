"""What an assessment that looks at another again holds of that one: its answers, what it had come to, and the
message with which the new thread begins. It goes when the other one is erased."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import func, select, update

from flows.notes import Note
from storage.assessment_rows import lock
from storage.clearing import InSlack, Message, Post
from storage.surface_rows import SurfaceKind, SurfaceRow, SurfaceRows
from storage.tables import ACTIVITY, ANSWER_CHANGES, ANSWERS, ASSESSMENTS, PARTICIPANTS, SURFACES
from storage.transaction import Transaction

_OF = ASSESSMENTS.c
_SHOWS = (SurfaceKind.HEADLINE, SurfaceKind.CARD, SurfaceKind.SUMMARY)
"""What says something of the last look."""
_TELLS = '"origin"'
"""In the content of the row that says with what an assessment began."""


def count(transaction: Transaction, assessment_id: str) -> int:
    """How many assessments hold something of this one."""
    return int(transaction.execute(select(func.count()).where(_OF.previous_id == assessment_id)).scalar_one())


def take_out(transaction: Transaction, assessment_id: str) -> InSlack:
    """Take what is erased out of all that look at it again, and have them drawn anew. What somebody gave
    anew there is theirs, and stays. Returns what is to be deleted in Slack."""
    found = transaction.execute(select(_OF.id).where(_OF.previous_id == assessment_id).order_by(_OF.id))
    messages, posts = list[Message](), list[Post]()
    for id in found.scalars().all():
        lock(transaction, id)
        _forget_answers(transaction, id)
        _unseal(transaction, id)
        for row in _last_time(transaction, id):
            if row.ts:
                messages.append(Message(row.channel_id, row.ts))
            elif row.posting and row.posting_since:
                posts.append(Post(row.channel_id, row.thread_ts or "", row.id, row.posting_since))
        shown = (SURFACES.c.assessment_id == id, SURFACES.c.ts.is_not(None), SURFACES.c.kind.in_(_SHOWS))
        transaction.execute(update(SURFACES).where(*shown).values(wanted=SURFACES.c.wanted + 1, due_at=None))
    return InSlack(tuple(messages), posts=tuple(posts))


def _forget_answers(transaction: Transaction, id: str) -> None:
    """An answer that was kept was given anew, and its reasons with it: who wrote them has done nothing in
    this one, which is told by that they were there before. All else goes."""
    before = transaction.execute(select(_OF.before).where(_OF.id == id)).scalar_one() or {}
    given = set[tuple[str, str, str]]()
    for table in (ANSWERS, ANSWER_CHANGES):
        query = select(table.c.question_id, table.c.reasons).where(table.c.assessment_id == id)
        for row in transaction.execute(query):
            given |= _reasons(row.question_id, row.reasons)
    kept = {question: one for question, one in before.items() if given & _reasons(question, one["reasons"])}
    values: dict[str, Any] = {"before": kept, "previous_verdict": None, "version": _OF.version + 1}
    transaction.execute(update(ASSESSMENTS).where(_OF.id == id).values(**values))


def _reasons(question: str, reasons: Collection[Mapping[str, Any]]) -> set[tuple[str, str, str]]:
    return {(question, one["by"], one["at"]) for one in reasons}


def _unseal(transaction: Transaction, id: str) -> None:
    """Erase the row that says with what it began, and who is named there without a part in it. Whoever
    began it stays. The chain holds."""
    of = ACTIVITY.c
    query = select(of.id, of.people).where(of.assessment_id == id, of.content.contains(_TELLS))
    parts = select(PARTICIPANTS.c.user_id).where(PARTICIPANTS.c.assessment_id == id)
    known = set(transaction.execute(parts).scalars())
    for row in transaction.execute(query).all():
        people = [
            [text, salt, digest] if place == 0 or text in known else [None, None, digest]
            for place, (text, salt, digest) in enumerate(row.people)
        ]
        erased = {"content": None, "salt": None, "people": people}
        transaction.execute(update(ACTIVITY).where(of.id == row.id).values(**erased))


def _last_time(transaction: Transaction, id: str) -> list[SurfaceRow]:
    """What the thread is told of last time, taken out of what is to stand in Slack."""
    rows = SurfaceRows(transaction)
    found = [
        row
        for row in rows.of(id)
        if row.kind is SurfaceKind.NOTE and row.detail.get("note") == Note.LAST_TIME
    ]
    for row in found:
        rows.delete(row)
    return found
