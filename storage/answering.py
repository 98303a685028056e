"""The answers of an assessment: those that stand, all that ever stood, and those that were submitted."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, bindparam, exists, insert, select, update

from flows.answer import Answer, Given
from flows.assessment import Assessment
from flows.earlier import Earlier, earlier
from flows.own_work import Replaced, ever_replaced
from flows.reason import Reason
from flows.record.kept import Changed
from flows.submission import Submission
from storage import packing, scores
from storage.statements import RowsOf
from storage.tables import ANSWER_CHANGES, ANSWERS, SUBMISSIONS
from storage.tables.answering import TEAM_ANSWERS
from storage.transaction import Transaction

_ANSWERS = RowsOf(ANSWERS)
_ADD_ANSWER = insert(ANSWERS)
_CHANGE_ANSWER = update(ANSWERS).where(
    ANSWERS.c.assessment_id == bindparam("this_assessment"),
    ANSWERS.c.assessor == bindparam("this_assessor"),
    ANSWERS.c.question_id == bindparam("this_question"),
)
_ADD_CHANGE = insert(ANSWER_CHANGES)
_CHANGES = RowsOf(ANSWER_CHANGES, "id")
_OF, _OTHER = ANSWER_CHANGES.c, ANSWER_CHANGES.alias().c
_ANSWERED_ANEW = RowsOf(
    ANSWER_CHANGES,
    "id",
    where=exists().where(
        _OTHER.assessment_id == _OF.assessment_id,
        _OTHER.question_id == _OF.question_id,
        _OTHER.id != _OF.id,
    ),
)
"""Most questions are answered once, and then nobody's answer was replaced."""
_ANY = Answer.not_sure()
_SUBMISSIONS = RowsOf(SUBMISSIONS, "number")
_ADD_SUBMISSION = insert(SUBMISSIONS)


def read_answers(transaction: Transaction, ids: Collection[str]) -> dict[str, dict[str, Given]]:
    """The answers that stand in each assessment, by question."""
    return {
        id: {row["question_id"]: packing.given(row) for row in rows}
        for id, rows in _ANSWERS.read(transaction, ids).items()
    }


def earlier_answers(transaction: Transaction, assessment: Assessment) -> dict[str, Earlier]:
    """What the questions that were answered anew were answered before."""
    stood = defaultdict[str, list[Given]](list)
    for row in _CHANGES.read(transaction, [assessment.id])[assessment.id]:
        stood[row["question_id"]].append(packing.given(row))
    found = {question: earlier(stood[question], stands) for question, stands in assessment.given.items()}
    return {question: before for question, before in found.items() if before != Earlier()}


def read_replaced(transaction: Transaction, ids: Collection[str]) -> dict[str, frozenset[Replaced]]:
    """What people gave in each assessment that others have answered anew since, from all that ever stood."""
    return {
        id: ever_replaced((row["question_id"], _without_words(row)) for row in rows)
        for id, rows in _ANSWERED_ANEW.read(transaction, ids).items()
    }


def _without_words(row: RowMapping) -> Given:
    """They matter to nothing here, and to check them again would take most of the time."""
    wrote = tuple(Reason("", "", one["by"], datetime.fromisoformat(one["at"])) for one in row["reasons"])
    return Given(_ANY, row["answered_by"], row["answered_at"], wrote)


def save_answers(
    transaction: Transaction, assessment: Assessment, before: Mapping[str, Given], at: datetime
) -> None:
    """Write the answers that are new or that were changed. `at`: when that is."""
    for question_id, entry in assessment.given.items():
        if before.get(question_id) == entry:
            continue
        key = _key(assessment.id, question_id)
        fields = packing.answer_columns(entry)
        if question_id in before:
            this = zip(("this_assessment", "this_assessor", "this_question"), key.values(), strict=True)
            transaction.execute(_CHANGE_ANSWER, dict(this) | fields)
        else:
            transaction.execute(_ADD_ANSWER, key | fields)
        changed_by, changed_at = _changed(entry, before.get(question_id), at)
        transaction.execute(_ADD_CHANGE, key | fields | {"changed_by": changed_by, "changed_at": changed_at})


def add_with_history(transaction: Transaction, assessment: Assessment, changes: Sequence[Changed]) -> None:
    """Write the answers that stand, and all that ever stood as another store kept them."""
    answers = [
        _key(assessment.id, question_id) | packing.answer_columns(entry)
        for question_id, entry in assessment.given.items()
    ]
    stood = [
        _key(assessment.id, one.question)
        | packing.answer_columns(one.given)
        | {"changed_by": one.by, "changed_at": one.at}
        for one in changes
    ]
    for statement, rows in ((_ADD_ANSWER, answers), (_ADD_CHANGE, stood)):
        if rows:
            transaction.execute(statement, rows)


def read_history(transaction: Transaction, ids: Collection[str]) -> dict[str, tuple[Changed, ...]]:
    """Every answer that ever stood in each assessment, oldest first."""
    return _CHANGES.unpacked(transaction, ids, _change)


def read_changes(
    transaction: Transaction, assessment_id: str, moments: Collection[datetime]
) -> list[Changed]:
    """The answers that came to stand in it at these moments, oldest first."""
    found = select(ANSWER_CHANGES).where(_OF.assessment_id == assessment_id, _OF.changed_at.in_(moments))
    return [_change(row) for row in transaction.execute(found.order_by(_OF.id)).mappings()]


def _change(row: RowMapping) -> Changed:
    return Changed(row["question_id"], packing.given(row), row["changed_by"], row["changed_at"])


def _key(assessment_id: str, question_id: str) -> dict[str, Any]:
    return {"assessment_id": assessment_id, "assessor": TEAM_ANSWERS, "question_id": question_id}


def _changed(given: Given, before: Given | None, at: datetime) -> tuple[str, datetime]:
    """Who changed it, and when: whoever gave the answer, wrote a reason for the one that stood, or, at this
    moment, took their own back."""
    wrote = set(given.reasons) - set(before.reasons if before else ())
    if before is None or (given.by, given.at) != (before.by, before.at):
        return given.by, given.at
    if not wrote:
        gone = sorted(before.explainers - given.explainers)
        return (gone[0], at) if gone else (given.by, given.at)
    latest = max(wrote, key=lambda reason: reason.at)
    return latest.by, latest.at


def read_submissions(transaction: Transaction, ids: Collection[str]) -> dict[str, tuple[Submission, ...]]:
    return _SUBMISSIONS.unpacked(transaction, ids, packing.submission)


def save_submissions(transaction: Transaction, assessment: Assessment, saved: int) -> None:
    """Write those after the first `saved`, and the scores of each."""
    for submission in assessment.submissions[saved:]:
        row = {"assessment_id": assessment.id, **packing.submission_columns(submission)}
        transaction.execute(_ADD_SUBMISSION, row)
        scores.keep(transaction, assessment.id, assessment.framework, submission)
