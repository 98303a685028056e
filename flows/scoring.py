"""From answers to scores. How the numbers come about is told to people in “How scores work”.

Fractions inside, so that no rounding creeps in; one decimal when shown. There is no overall score: a good
principle must not make up for a bad one.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from flows.answer import FOR, Answer, Mark, mark_of
from flows.framework import Band, Framework, Principle, Question

WORST: Final = 1
BEST: Final = 5


_Pairs = list[tuple[Question, Answer]]


class ScoreStatus(StrEnum):
    """What can be said about a principle."""

    SCORED = "scored"
    TOO_OPEN = "too_open"  # has a score, but too few answers for a band
    NO_SCORE = "no_score"  # applies, but nothing is rated
    NOT_APPLICABLE = "not_applicable"  # none of its questions applies


@dataclass(frozen=True, slots=True)
class PrincipleScore:
    """The score of one principle, and how many answers stand behind it.

    `low` and `high` are the score once all open questions are settled, in the worst and in the best case.
    `marks` has one for each of its questions, in their order.
    """

    principle: Principle
    applicable: int
    rated: int
    open: tuple[Question, ...]
    score: Fraction | None
    low: Fraction | None
    high: Fraction | None
    coverage: Fraction | None
    band: Band | None
    status: ScoreStatus
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """All that a summary says of the answers. `pros` are rated 4 or 5, best first; `cons` 1 or 2, worst
    first; `between` 3."""

    principles: tuple[PrincipleScore, ...]
    pros: tuple[tuple[Question, Answer], ...]
    cons: tuple[tuple[Question, Answer], ...]
    between: tuple[tuple[Question, Answer], ...]
    open: tuple[tuple[Question, Answer | None], ...]
    not_applicable: tuple[tuple[Question, Answer], ...]


def assess(framework: Framework, answers: Mapping[str, Answer]) -> Result:
    """Everything that can be said about these answers."""
    scores = tuple(score_principle(framework, principle, answers) for principle in framework.principles)
    given = [(question, answers[question.id]) for question in framework.questions if question.id in answers]
    return Result(
        principles=scores,
        pros=tuple(sorted(_marked(given, Mark.FOR), key=_rating, reverse=True)),
        cons=tuple(sorted(_marked(given, Mark.AGAINST), key=_rating)),
        between=tuple(_marked(given, Mark.BETWEEN)),
        open=tuple((question, answers.get(question.id)) for score in scores for question in score.open),
        not_applicable=tuple(_marked(given, Mark.NOT_APPLICABLE)),
    )


def _marked(given: _Pairs, mark: Mark) -> _Pairs:
    return [pair for pair in given if mark_of(pair[1]) is mark]


def _rating(pair: tuple[Question, Answer]) -> int:
    return pair[1].rating or 0


def doubtful(
    framework: Framework, answers: Mapping[str, Answer]
) -> tuple[tuple[Question, Answer | None], ...]:
    """What an approval must take note of: each question rated 1 or 2, worst first, then each open one."""
    result = assess(framework, answers)
    return (*result.cons, *result.open)


def would_have_to_be_true(question: Question, answer: Answer | None) -> str:
    """What an answer that speaks against, or an open one, would need: in the words of the next level, or of
    the first that speaks for sharing. Empty for all others: nobody is told how to raise a score."""
    match mark_of(answer):
        case Mark.OPEN:
            return question.level(FOR)
        case Mark.AGAINST if answer is not None and answer.rating is not None:
            return question.level(answer.rating + 1)
    return ""


def score_principle(
    framework: Framework, principle: Principle, answers: Mapping[str, Answer]
) -> PrincipleScore:
    """The score of one principle; an open question counts in the range and the coverage, not in the score."""
    rated = _rated(principle, answers)
    unsettled = _unsettled(principle, answers)
    applicable = len(rated) + len(unsettled)
    score = _mean(rated) if rated else None
    coverage = Fraction(len(rated), applicable) if applicable else None
    status = _status(score, coverage, framework.band_coverage)
    return PrincipleScore(
        principle=principle,
        applicable=applicable,
        rated=len(rated),
        open=unsettled,
        score=score,
        low=_settled(rated, unsettled, WORST) if unsettled else score,
        high=_settled(rated, unsettled, BEST) if unsettled else score,
        coverage=coverage,
        band=_band(score, framework.bands) if score is not None and status is ScoreStatus.SCORED else None,
        status=status,
        marks=tuple(mark_of(answers.get(question.id)) for question in principle.questions),
    )


def tenths(score: Fraction) -> int:
    """The score as it is shown, times ten; halves rounded up. In whole numbers: to add a half to a fraction,
    and to round that, takes several times as long."""
    return (20 * score.numerator + score.denominator) // (2 * score.denominator)


def one_decimal(score: Fraction) -> str:
    """As people are shown it, halves rounded up: 3.25 is “3.3”, where `round` would give 3.2."""
    shown = tenths(score)
    return f"{shown // 10}.{shown % 10}"


def _rated(principle: Principle, answers: Mapping[str, Answer]) -> list[tuple[Question, int]]:
    return [
        (question, answer.rating)
        for question in principle.questions
        if (answer := answers.get(question.id)) and answer.rating is not None
    ]


def _unsettled(principle: Principle, answers: Mapping[str, Answer]) -> tuple[Question, ...]:
    return tuple(
        question
        for question in principle.questions
        if (answer := answers.get(question.id)) is None or answer.is_open
    )


def _settled(rated: list[tuple[Question, int]], unsettled: Sequence[Question], rating: int) -> Fraction:
    """The score if all that is open were rated so."""
    return _mean(rated + [(question, rating) for question in unsettled])


def _mean(ratings: Sequence[tuple[Question, int]]) -> Fraction:
    """The weighted mean of at least one rating. Weights are brought to whole numbers first: to add up a
    fraction for each takes several times as long."""
    whole = math.lcm(*(question.weight.denominator for question, _ in ratings))
    weights = [question.weight.numerator * whole // question.weight.denominator for question, _ in ratings]
    total = sum(weight * rating for weight, (_, rating) in zip(weights, ratings, strict=True))
    return Fraction(total, sum(weights))


def _status(score: Fraction | None, coverage: Fraction | None, needed: Fraction) -> ScoreStatus:
    if coverage is None:
        return ScoreStatus.NOT_APPLICABLE
    if score is None:
        return ScoreStatus.NO_SCORE
    return ScoreStatus.SCORED if coverage >= needed else ScoreStatus.TOO_OPEN


def _band(score: Fraction, bands: tuple[Band, ...]) -> Band:
    """The band of the score as it is shown, so that a card never says 4.0 and Mixed side by side."""
    shown = Decimal(one_decimal(score))
    return next(band for band in bands if shown >= band.minimum)
