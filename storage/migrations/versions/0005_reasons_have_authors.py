"""reasons have authors

Whoever wrote a reason for an answer was not kept beside it. The activity log names them: each `reason` row stands for
one change of the words. Where the log and the changes cannot be brought together, the author is not recorded.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NOT_RECORDED = ""

ASSESSMENTS = sa.table(
    "assessments",
    sa.column("id", sa.String),
    sa.column("previous_id", sa.String),
    sa.column("before", sa.JSON),
    sa.column("created_at", sa.DateTime(timezone=True)),
)
ANSWERS = sa.table(
    "answers",
    sa.column("assessment_id", sa.String),
    sa.column("question_id", sa.String),
    sa.column("reason", sa.Text),
    sa.column("evidence", sa.Text),
    sa.column("answered_at", sa.DateTime(timezone=True)),
    sa.column("reasons", sa.JSON),
)
CHANGES = sa.table(
    "answer_changes",
    sa.column("id", sa.Integer),
    sa.column("assessment_id", sa.String),
    sa.column("question_id", sa.String),
    sa.column("kind", sa.String),
    sa.column("rating", sa.Integer),
    sa.column("reason", sa.Text),
    sa.column("evidence", sa.Text),
    sa.column("answered_by", sa.String),
    sa.column("answered_at", sa.DateTime(timezone=True)),
    sa.column("reasons", sa.JSON),
    sa.column("changed_by", sa.String),
    sa.column("changed_at", sa.DateTime(timezone=True)),
)
ACTIVITY = sa.table(
    "activity",
    sa.column("id", sa.Integer),
    sa.column("assessment_id", sa.String),
    sa.column("at", sa.DateTime(timezone=True)),
    sa.column("user_id", sa.String),
    sa.column("what", sa.String),
    sa.column("question_id", sa.String),
)
SUBMISSIONS = sa.table(
    "submissions",
    sa.column("assessment_id", sa.String),
    sa.column("number", sa.Integer),
    sa.column("answers", sa.JSON),
)

Reasons = list[dict[str, str]]
Words = tuple[str, str, str, datetime]
"""A question, its reason and evidence, and when its answer was given: what tells one state of words from others."""


def upgrade() -> None:
    op.add_column("answers", sa.Column("reasons", sa.JSON(), server_default="[]", nullable=False))
    for column in (
        sa.Column("reasons", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("changed_by", sa.String(length=20), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
    ):
        op.add_column("answer_changes", column)
    known: dict[str, dict[Words, Reasons]] = {}
    connection = op.get_bind()
    rows = sa.select(ASSESSMENTS).order_by(ASSESSMENTS.c.created_at, ASSESSMENTS.c.id)
    for assessment in connection.execute(rows).all():
        before = _attribute_before(connection, assessment, known.get(assessment.previous_id or "", {}))
        known[assessment.id] = states = _attribute_changes(connection, assessment.id, before)
        _attribute_answers(connection, assessment.id, states)
        _attribute_submissions(connection, assessment.id, states)


@dataclass(frozen=True)
class Change:
    """A row of `answer_changes` with whoever made it, and when."""

    row: Any
    by: str
    at: datetime
    is_answer: bool


def _attribute_changes(
    connection: sa.Connection, assessment_id: str, before: dict[str, tuple[str, Reasons]]
) -> dict[Words, Reasons]:
    """Who wrote what, for every state of words that there ever was in this assessment."""
    of = CHANGES.c
    rows = connection.execute(
        sa.select(CHANGES).where(of.assessment_id == assessment_id).order_by(of.question_id, of.id)
    ).all()
    log = connection.execute(
        sa.select(ACTIVITY)
        .where(ACTIVITY.c.assessment_id == assessment_id, ACTIVITY.c.what == "reason")
        .order_by(ACTIVITY.c.id)
    ).all()
    states: dict[Words, Reasons] = {}
    for question in dict.fromkeys(row.question_id for row in rows):
        last: Any = None
        reasons: Reasons = []
        of_question = [row for row in rows if row.question_id == question]
        for change in _changes(of_question, [act for act in log if act.question_id == question]):
            reasons = _reasons(change, last, reasons, before.get(question))
            last = change.row
            states[_words(last)] = reasons
            values = {"reasons": reasons, "changed_by": change.by or None, "changed_at": change.at}
            connection.execute(sa.update(CHANGES).where(of.id == last.id).values(values))
    return states


def _changes(rows: Sequence[Any], log: Sequence[Any]) -> Iterator[Change]:
    """Each answer with the changes of its reason that follow, and the rows of the log that stand for these."""
    given = list(dict.fromkeys(row.answered_at for row in rows))
    for number, at in enumerate(given):
        answer, *later = (row for row in rows if row.answered_at == at)
        yield Change(answer, answer.answered_by, at, is_answer=True)
        until = given[number + 1] if number + 1 < len(given) else None
        acts = [act for act in log if act.at >= at and (until is None or act.at < until)]
        for place, row in enumerate(later):
            if len(acts) == len(later):
                yield Change(row, acts[place].user_id, acts[place].at, is_answer=False)
            elif len({act.user_id for act in acts}) == 1:
                act = acts[min(place, len(acts) - 1)]
                yield Change(row, act.user_id, act.at, is_answer=False)
            else:
                yield Change(row, NOT_RECORDED, at, is_answer=False)


def _reasons(change: Change, last: Any, reasons: Reasons, before: tuple[str, Reasons] | None) -> Reasons:
    """The reasons after a change: those from before it where the words are the same, and what is new."""
    row = change.row
    if change.is_answer and last is None and before and before[0] == row.reason + "\n" + row.evidence:
        return before[1]  # last time's answer was confirmed, in another look
    says_the_same = last is not None and (last.kind, last.rating) == (row.kind, row.rating)
    old = (last.reason, last.evidence) if says_the_same else ("", "")
    kept = reasons if says_the_same else []
    if (row.reason, row.evidence) == old:
        return kept
    if old[0] and row.reason.startswith(old[0] + "\n") and row.evidence == old[1]:
        return _added(kept, row.reason[len(old[0]) + 1 :], change)
    if row.reason == old[0]:
        kept = [one | {"evidence": ""} for one in kept if one["words"]]
        return [*kept, _reason("", row.evidence, change)] if row.evidence else kept
    if row.evidence == old[1]:
        kept = [one | {"words": ""} for one in kept if one["evidence"]]
        return [*kept, _reason(row.reason, "", change)] if row.reason else kept
    return [_reason(row.reason, row.evidence, change)] if row.reason or row.evidence else []


def _added(reasons: Reasons, words: str, change: Change) -> Reasons:
    """With these words after their author's own, if there are any: one reason for each author."""
    if not any(one["by"] == change.by for one in reasons):
        return [*reasons, _reason(words, "", change)]
    return [
        one | {"words": f"{one['words']}\n{words}".strip(), "at": _moment(change.at)}
        if one["by"] == change.by
        else one
        for one in reasons
    ]


def _reason(words: str, evidence: str, change: Change) -> dict[str, str]:
    return {"words": words, "evidence": evidence, "by": change.by, "at": _moment(change.at)}


def _moment(at: datetime) -> str:
    """As it is written within JSON: UTC, also where the database forgets the time zone."""
    return at.isoformat() if at.tzinfo else f"{at.isoformat()}+00:00"


def _words(row: Any) -> Words:
    return (row.question_id, row.reason, row.evidence, row.answered_at.replace(tzinfo=None))


def _attribute_answers(connection: sa.Connection, assessment_id: str, states: dict[Words, Reasons]) -> None:
    of = ANSWERS.c
    rows = connection.execute(sa.select(ANSWERS).where(of.assessment_id == assessment_id)).all()
    for row in rows:
        if row.reason or row.evidence:
            this = (of.assessment_id == assessment_id, of.question_id == row.question_id)
            reasons = states.get(_words(row)) or _unclear(row.reason, row.evidence, row.answered_at)
            connection.execute(sa.update(ANSWERS).where(*this).values(reasons=reasons))


def _attribute_submissions(
    connection: sa.Connection, assessment_id: str, states: dict[Words, Reasons]
) -> None:
    of = SUBMISSIONS.c
    for row in connection.execute(sa.select(SUBMISSIONS).where(of.assessment_id == assessment_id)).all():
        this = (of.assessment_id == assessment_id, of.number == row.number)
        answers = {question: _packed(question, given, states) for question, given in row.answers.items()}
        connection.execute(sa.update(SUBMISSIONS).where(*this).values(answers=answers))


def _attribute_before(
    connection: sa.Connection, assessment: Any, states: dict[Words, Reasons]
) -> dict[str, tuple[str, Reasons]]:
    """The answers that another look holds beside its own: by question, their words and reasons."""
    if not assessment.before:
        return {}
    before = {question: _packed(question, given, states) for question, given in assessment.before.items()}
    connection.execute(sa.update(ASSESSMENTS).where(ASSESSMENTS.c.id == assessment.id).values(before=before))
    return {q: (given["reason"] + "\n" + given["evidence"], given["reasons"]) for q, given in before.items()}


def _packed(question: str, given: dict[str, Any], states: dict[Words, Reasons]) -> dict[str, Any]:
    reason, evidence = given["reason"], given["evidence"]
    at = datetime.fromisoformat(given["answered_at"])
    if not (reason or evidence):
        return given | {"reasons": []}
    words = (question, reason, evidence, at.replace(tzinfo=None))
    return given | {"reasons": states.get(words) or _unclear(reason, evidence, at)}


def _unclear(reason: str, evidence: str, at: datetime) -> Reasons:
    return [{"words": reason, "evidence": evidence, "by": NOT_RECORDED, "at": _moment(at)}]
