"""The scores of last submissions as rows, so that many can be counted by the database."""

from collections.abc import Callable

from sqlalchemy import exists, func, select

from flows.assessment import Submission
from flows.framework import Framework
from flows.scoring import score_principle, tenths
from storage import packing, statements
from storage.statements import ASSESSMENTS, SCORES, SUBMISSIONS
from storage.transaction import Transaction


def keep(transaction: Transaction, assessment_id: str, framework: Framework, submission: Submission) -> None:
    """Put the scores of this submission in place of those before."""
    answers = submission.answers
    found = ((one.id, score_principle(framework, one, answers).score) for one in framework.principles)
    rows = [
        {
            "assessment_id": assessment_id,
            "principle_id": principle,
            "tenths": None if score is None else tenths(score),
        }
        for principle, score in found
    ]
    transaction.execute(statements.REMOVE_SCORES, {"this_assessment": assessment_id})
    transaction.execute(statements.ADD_SCORES, rows)


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
