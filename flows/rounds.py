"""What moved from one submission to the next, and what a reviewer had asked for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flows.answer import Given
from flows.assessment import Assessment
from flows.decision import Decision, Verdict
from flows.framework import Framework, Question


@dataclass(frozen=True, slots=True)
class Move:
    """One question before and after. `asked`: a reviewer wanted it to be looked at again."""

    question: Question
    before: Given | None
    after: Given | None
    asked: bool = False

    @property
    def is_answer(self) -> bool:
        """Whether the answer is another one, not only the words around it."""
        if self.before is None or self.after is None:
            return self.before is not self.after
        return not self.before.answer.says_the_same_as(self.after.answer)

    @property
    def is_anything(self) -> bool:
        if self.before is None or self.after is None:
            return self.before is not self.after
        return self.before.answer != self.after.answer


def moves(
    framework: Framework,
    before: Mapping[str, Given],
    after: Mapping[str, Given],
    asked: frozenset[str] = frozenset(),
) -> Iterator[Move]:
    """What changed, and what was asked for whether it changed or not, in the order of the questions."""
    for question in framework.questions:
        move = Move(question, before.get(question.id), after.get(question.id), question.id in asked)
        if move.is_anything or move.asked:
            yield move


def sent_back(assessment: Assessment, submission: int) -> Decision | None:
    """The decision by which this submission was sent back, unless it was withdrawn."""
    return next(
        (
            decision
            for decision in assessment.decisions
            if decision.stands and decision.verdict is Verdict.CHANGES and decision.submission == submission
        ),
        None,
    )


def moves_of(assessment: Assessment, submission: int) -> list[Move]:
    """What this submission changed against the one before it; nothing for the first."""
    if submission < 2:
        return []
    before, after = assessment.submissions[submission - 2 : submission]
    decision = sent_back(assessment, before.number)
    asked = frozenset(decision.questions if decision else ())
    return list(moves(assessment.framework, before.given, after.given, asked))


def moves_now(assessment: Assessment) -> list[Move]:
    """What the present round has changed so far; nothing outside of one."""
    last, asked = assessment.last_submission, frozenset(assessment.progress.asked)
    if last is None or not asked:
        return []
    return list(moves(assessment.framework, last.given, assessment.given, asked))


def untouched(assessment: Assessment) -> list[Question]:
    """What was asked for in the present round and is still as it was handed in."""
    return [move.question for move in moves_now(assessment) if not move.is_anything]
