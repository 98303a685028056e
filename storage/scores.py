"""The scores and the weak points of last submissions as rows, so that many can be counted by the database."""

from collections.abc import Callable

from sqlalchemy import bindparam, delete, exists, func, insert, select

from flows.answer import Mark, mark_of
from flows.framework import Framework
from flows.scoring import score_principle, tenths
from flows.submission import Submission
from storage import packing
from storage.tables import ASSESSMENTS, SCORES, SUBMISSIONS, TROUBLES
from storage.transaction import Transaction

Rows = list[dict[str, str | int | None]]

_REMOVE_SCORES = delete(SCORES).where(SCORES.c.assessment_id == bindparam("this_assessment"))
_REMOVE_TROUBLES = delete(TROUBLES).where(TROUBLES.c.assessment_id == bindparam("this_assessment"))
_ADD_SCORES = insert(SCORES)
_ADD_TROUBLES = insert(TROUBLES)


def keep(transaction: Transaction, assessment_id: str, framework: Framework, submission: Submission) -> None:
    """Put the scores and the weak points of this submission in place of those before."""
    for remove in (_REMOVE_SCORES, _REMOVE_TROUBLES):
        transaction.execute(remove, {"this_assessment": assessment_id})
    _add(transaction, [_scores(assessment_id, framework, submission)])


def fill(transaction: Transaction, load: Callable[[Transaction, str, str], Framework]) -> int:
    """Keep the scores of what was handed in before there was a place for them: how many were missing."""
    latest = (
        select(SUBMISSIONS.c.assessment_id, func.max(SUBMISSIONS.c.number).label("number"))
        .where(~exists().where(SCORES.c.assessment_id == SUBMISSIONS.c.assessment_id))
        .group_by(SUBMISSIONS.c.assessment_id)
        .subquery()
    )
    missing = (
        select(SUBMISSIONS, ASSESSMENTS.c.framework_id, ASSESSMENTS.c.framework_version)
        .join(
            latest,
            (latest.c.assessment_id == SUBMISSIONS.c.assessment_id)
            & (latest.c.number == SUBMISSIONS.c.number),
        )
        .join(ASSESSMENTS, ASSESSMENTS.c.id == SUBMISSIONS.c.assessment_id)
    )
    found = [
        _scores(
            row["assessment_id"],
            load(transaction, row["framework_id"], row["framework_version"]),
            packing.submission(row),
        )
        for row in transaction.execute(missing).mappings()
    ]
    _add(transaction, found)
    return len(found)


def _scores(assessment_id: str, framework: Framework, submission: Submission) -> tuple[Rows, Rows]:
    """The rows of its scores, and those of its weak points."""
    answers = submission.answers
    found = [score_principle(framework, principle, answers) for principle in framework.principles]
    shown = {one.principle.id: None if one.score is None else tenths(one.score) for one in found}
    low = {question: answer.rating for question, answer in answers.items() if mark_of(answer) is Mark.AGAINST}
    weak = low | {question.id: None for one in found for question in one.open}
    return (
        [
            {"assessment_id": assessment_id, "principle_id": one, "tenths": score}
            for one, score in shown.items()
        ],
        [
            {"assessment_id": assessment_id, "question_id": one, "rating": rating}
            for one, rating in weak.items()
        ],
    )


def _add(transaction: Transaction, found: list[tuple[Rows, Rows]]) -> None:
    """One statement for each table: after an upgrade they are many."""
    scores = [row for rows, _ in found for row in rows]
    troubles = [row for _, rows in found for row in rows]
    if scores:
        transaction.execute(_ADD_SCORES, scores)
    if troubles:
        transaction.execute(_ADD_TROUBLES, troubles)
