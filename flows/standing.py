"""How far an assessment has come, as the channel is told."""

from typing import TYPE_CHECKING

from flows.framework import Principle
from flows.progress import Progress

if TYPE_CHECKING:
    from flows.assessment import Assessment


def standing_of(assessment: "Assessment") -> tuple[str, ...]:
    """What the channel is told of the way so far: the phase, how often it was handed in, and how far each
    principle has come. It changes only when something worth seeing does."""
    progress = assessment.progress
    return (
        progress.state if progress.question is None else "answering",
        str(len(assessment.submissions)),
        *(progress_of(progress, principle) for principle in assessment.framework.principles),
    )


def progress_of(progress: Progress, principle: Principle) -> str:
    """`not started`, `in progress`, `all 6 answered` or `all 6 answered, 2 of them not sure`."""
    given = [progress.given[q.id] for q in principle.questions if q.id in progress.given]
    total = len(principle.questions)
    if len(given) == total:
        unsure = sum(entry.answer.is_open for entry in given)
        return f"all {total} answered" + (f", {unsure} of them not sure" if unsure else "")
    asked = any(question.id == progress.place for question in principle.questions)
    return "in progress" if given or asked else "not started"
