"""The scores and the weak points of last submissions as rows, so that many can be counted by the database."""

from collections.abc import Callable

from sqlalchemy import exists, func, select

from flows.assessment import Submission
from flows.framework import Framework
from flows.scoring import score_principle, tenths
from storage import packing, statements
from storage.statements import ASSESSMENTS, SCORES, SUBMISSIONS
from storage.transaction import Transaction


def keep(transaction: Transaction, assessment_id: str, framework: Framework, submission: Submission) -> None:
    """Put the scores and the weak points of this submission in place of those before."""
    this: dict[str, str | int | None]
    this, answers = {"assessment_id": assessment_id}, submission.answers
    found = [score_principle(framework, principle, answers) for principle in framework.principles]
    rows = [
        this | {"principle_id": one.principle.id, "tenths": None if one.score is None else tenths(one.score)}
        for one in found
    ]
    low = {question: answer.rating for question, answer in answers.items() if answer.rating in (1, 2)}
    weak = low | {question.id: None for one in found for question in one.open}
    troubles = [this | {"question_id": question, "rating": rating} for question, rating in weak.items()]
    for remove in (statements.REMOVE_SCORES, statements.REMOVE_TROUBLES):
        transaction.execute(remove, {"this_assessment": assessment_id})
    transaction.execute(statements.ADD_SCORES, rows)
    if troubles:
        transaction.execute(statements.ADD_TROUBLES, troubles)


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
    rows = transaction.execute(missing).mappings().all()
    for row in rows:
        framework = load(transaction, row["framework_id"], row["framework_version"])
        keep(transaction, row["assessment_id"], framework, packing.submission(dict(row)))
    return len(rows)
