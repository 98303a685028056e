"""Two assessments of one framework side by side: where their answers differ, and the scores of both."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from flows.answer import Given, answers_in
from flows.assessment import Assessment
from flows.folding import folded
from flows.framework import Principle, Question
from flows.refusals import Refusal, Why
from flows.same_questions import asked_in_both, asks_the_same
from flows.scoring import PrincipleScore, score_principle


@dataclass(frozen=True, slots=True)
class Difference:
    """A question that both were asked, and answered differently. None: it was not answered."""

    question: Question
    left: Given | None
    right: Given | None

    @property
    def gap(self) -> int:
        """How many levels lie between the two; 0 where one of them is no rating."""
        ratings = [given.answer.rating for given in (self.left, self.right) if given]
        rated = [rating for rating in ratings if rating is not None]
        return abs(rated[0] - rated[1]) if len(rated) == 2 else 0


@dataclass(frozen=True, slots=True)
class Scores:
    """One principle with the score of each; None where their questions are not the same, so that the two
    numbers would say nothing about each other."""

    principle: Principle
    both: tuple[PrincipleScore, PrincipleScore] | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """`differences`: the widest gap first. `same` counts the questions with one answer in both.
    `not_compared` are those that only one was asked, or that were worded differently."""

    left: Assessment
    right: Assessment
    differences: tuple[Difference, ...]
    same: int
    not_compared: tuple[Question, ...]
    scores: tuple[Scores, ...]


def compare(left: Assessment, right: Assessment) -> Comparison:
    """What was submitted last of each; of one that never was, the answers so far. Raises Refusal if they were
    not asked the same framework's questions."""
    if left.id == right.id or left.framework.id != right.framework.id:
        raise Refusal(Why.NOT_COMPARABLE)
    before, after = _given(left), _given(right)
    shared = asked_in_both(left.framework, right.framework)
    found = [Difference(one, before.get(one.id), after.get(one.id)) for one in shared]
    different = [one for one in found if not _says_the_same(one.left, one.right)]
    return Comparison(
        left,
        right,
        tuple(sorted(different, key=lambda one: -one.gap)),
        len(found) - len(different),
        _not_shared(left, right, {question.id for question in shared}),
        tuple(_scores(left, right, before, after)),
    )


class Titled(Protocol):
    """Something that can be found by its title."""

    @property
    def id(self) -> str: ...

    @property
    def title(self) -> str: ...


T = TypeVar("T", bound=Titled)


def most_alike_first(title: str, others: Iterable[T], first: Iterable[str | None] = ()) -> list[T]:
    """Those with these ids, then by how many words of their titles are the same; else as they came."""
    pinned, words = set(first), set(folded(title).split())

    def unlike(other: T) -> tuple[bool, float]:
        its = set(folded(other.title).split())
        return other.id not in pinned, -len(words & its) / (len(words | its) or 1)

    return sorted(others, key=unlike)


def _given(assessment: Assessment) -> Mapping[str, Given]:
    """The answers that a comparison goes by."""
    submission = assessment.last_submission
    return submission.given if submission else assessment.given


def _says_the_same(left: Given | None, right: Given | None) -> bool:
    if left is None or right is None:
        return left is right
    return left.answer.says_the_same_as(right.answer)


def _not_shared(left: Assessment, right: Assessment, shared: set[str]) -> tuple[Question, ...]:
    asked = (*left.framework.questions, *right.framework.questions)
    return tuple({question.id: question for question in asked if question.id not in shared}.values())


def _scores(
    left: Assessment, right: Assessment, before: Mapping[str, Given], after: Mapping[str, Given]
) -> Iterable[Scores]:
    theirs = {principle.id: principle for principle in right.framework.principles}
    for principle in left.framework.principles:
        other = theirs.get(principle.id)
        if other is None or not _weighs_the_same(principle, other):
            yield Scores(principle, None)
            continue
        one = score_principle(left.framework, principle, answers_in(before))
        yield Scores(principle, (one, score_principle(right.framework, other, answers_in(after))))
    asked = {principle.id for principle in left.framework.principles}
    yield from (Scores(other, None) for other in right.framework.principles if other.id not in asked)


def _weighs_the_same(one: Principle, other: Principle) -> bool:
    pairs = zip(one.questions, other.questions, strict=False)
    return len(one.questions) == len(other.questions) and all(
        (mine.id, mine.weight) == (its.id, its.weight) and asks_the_same(mine, its) for mine, its in pairs
    )
