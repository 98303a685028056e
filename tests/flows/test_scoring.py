"""Scores, to the letter of the method; each trap that others fell into is a test."""

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from flows.answer import Answer, AnswerKind, Mark
from flows.framework import Framework
from flows.scoring import (
    PrincipleScore,
    ScoreStatus,
    assess,
    one_decimal,
    score_principle,
    would_have_to_be_true,
)
from tests.flows.frameworks import ANSWERS, RATINGS, framework, frameworks, frameworks_with_answers

NO = Answer.not_applicable("It is not about that.")
OPEN = Answer.not_sure()

SIX = framework((1, 1, 1, 1, 1, 1))


def answers_to(chosen: Framework, *given: int | Answer | None) -> dict[str, Answer]:
    """In the order of the questions: a rating, an answer, or None for no answer."""
    return {
        question.id: Answer.rated(answer) if isinstance(answer, int) else answer
        for question, answer in zip(chosen.questions, given, strict=False)
        if answer is not None
    }


def score(chosen: Framework, *given: int | Answer | None) -> PrincipleScore:
    return score_principle(chosen, chosen.principles[0], answers_to(chosen, *given))


# The method


def test_the_score_is_the_mean_of_what_is_rated() -> None:
    result = score(SIX, 5, 4, 4, 3, 2, 2)
    assert result.score == result.low == result.high == Fraction(20, 6)
    assert (result.applicable, result.rated, result.open) == (6, 6, ())
    assert result.coverage == 1


def test_open_questions_widen_the_range_and_lower_the_coverage() -> None:
    result = score(SIX, 4, 4, 4, 4, OPEN)
    assert result.score == 4
    assert result.low == Fraction(16 + 2, 6)
    assert result.high == Fraction(16 + 10, 6)
    assert result.coverage == Fraction(4, 6)
    assert [question.id for question in result.open] == ["a-5", "a-6"]


def test_weights_count_in_the_score_and_not_in_the_coverage() -> None:
    result = score(framework((3, 1, 2, 1)), 5, 1, None, NO)
    assert result.score == Fraction(3 * 5 + 1, 4)
    assert result.low == Fraction(16 + 2, 6)
    assert result.high == Fraction(16 + 10, 6)
    assert result.coverage == Fraction(2, 3)


@pytest.mark.parametrize(
    ("rated", "band"),
    [([4] * 6, "Strong"), ([3] * 6, "Mixed"), ([2] * 6, "Weak"), ([5] * 6, "Strong"), ([1] * 6, "Weak")],
)
def test_the_band_starts_at_its_minimum(rated: list[int], band: str) -> None:
    found = score(SIX, *rated).band
    assert found is not None
    assert found.name == band


def test_the_band_fits_the_score_that_is_shown() -> None:
    """3.96 is shown as 4.0, so it is Strong; 3.94 is shown as 3.9, so it is not."""
    shown_as_4_0 = score(framework((24, 1)), 4, 3)
    shown_as_3_9 = score(framework((47, 3)), 4, 3)
    assert one_decimal(shown_as_4_0.score or Fraction()) == "4.0"
    assert one_decimal(shown_as_3_9.score or Fraction()) == "3.9"
    assert (shown_as_4_0.band, shown_as_3_9.band) == (SIX.bands[0], SIX.bands[1])


@pytest.mark.parametrize(
    ("exact", "shown"),
    [
        (Fraction(13, 4), "3.3"),
        (Fraction(9, 4), "2.3"),
        (Fraction(47, 20), "2.4"),
        (Fraction(10, 3), "3.3"),
        (Fraction(5), "5.0"),
        (Fraction(1), "1.0"),
        (Fraction(399, 100), "4.0"),
        (Fraction(394, 100), "3.9"),
    ],
)
def test_halves_are_rounded_up(exact: Fraction, shown: str) -> None:
    assert one_decimal(exact) == shown


def test_a_band_needs_three_quarters_of_the_answers() -> None:
    four = framework((1, 1, 1, 1))
    assert score(four, 5, 5, 5, OPEN).status is ScoreStatus.SCORED
    too_open = score(four, 5, 5, OPEN, OPEN)
    assert (too_open.status, too_open.band) == (ScoreStatus.TOO_OPEN, None)
    assert too_open.score == 5


def test_not_applicable_questions_do_not_count_against_the_coverage() -> None:
    result = score(framework((1, 1, 1, 1)), 5, NO, NO, NO)
    assert (result.status, result.applicable) == (ScoreStatus.SCORED, 1)
    assert result.coverage == 1


# Traps


def test_unanswered_is_not_zero() -> None:
    assert score(SIX, 4).score == 4


def test_everything_unknown_gives_no_score_rather_than_low_risk() -> None:
    for unknown in (score(SIX), score(SIX, *[OPEN] * 6)):
        assert (unknown.status, unknown.score, unknown.band) == (ScoreStatus.NO_SCORE, None, None)
        assert unknown.low == 1
        assert unknown.high == 5
        assert unknown.coverage == 0


def test_not_applicable_does_not_count_as_good() -> None:
    assert score(SIX, 2, NO, NO, NO, NO, NO).score == 2


def test_nothing_applicable_has_neither_score_nor_range() -> None:
    none = score(SIX, *[NO] * 6)
    assert none.status is ScoreStatus.NOT_APPLICABLE
    assert (none.score, none.low, none.high, none.coverage, none.band) == (None,) * 5
    assert (none.applicable, none.rated, none.open) == (0, 0, ())


def test_the_maximum_is_5_however_many_questions_there_are() -> None:
    assert score(SIX, 5, 5, 5, NO, NO, NO).high == 5


def test_the_score_is_the_mean_and_not_the_median() -> None:
    assert score(framework((1, 1, 1)), 1, 1, 4).score == 2


def test_a_good_average_does_not_hide_a_bad_answer() -> None:
    result = assess(SIX, answers_to(SIX, 5, 5, 5, 5, 5, 1))
    assert [question.id for question, _ in result.cons] == ["a-6"]


def test_there_is_no_overall_score() -> None:
    result = assess(framework((1,), (1,)), {})
    assert not [name for name in dir(result) if name in {"score", "overall", "total", "low", "high"}]
    assert len(result.principles) == 2


# The result


def test_answers_are_sorted_into_pros_cons_open_and_not_applicable() -> None:
    eight = framework((1, 1, 1, 1), (1, 1, 1, 1))
    result = assess(eight, answers_to(eight, 4, 2, 3, OPEN, 1, 5, NO, None))
    assert [(question.id, answer.rating) for question, answer in result.pros] == [("b-2", 5), ("a-1", 4)]
    assert [(question.id, answer.rating) for question, answer in result.cons] == [("b-1", 1), ("a-2", 2)]
    assert [(question.id, answer) for question, answer in result.open] == [("a-4", OPEN), ("b-4", None)]
    assert [(question.id, answer) for question, answer in result.not_applicable] == [("b-3", NO)]


# What would have to be true


@pytest.mark.parametrize(
    ("answer", "level"), [(Answer.rated(1), 2), (Answer.rated(2), 3), (OPEN, 4), (None, 4)]
)
def test_what_speaks_against_or_is_open_says_what_would_have_to_be_true(
    answer: Answer | None, level: int
) -> None:
    [question, *_] = SIX.questions
    assert would_have_to_be_true(question, answer) == question.level(level)


@pytest.mark.parametrize("answer", [Answer.rated(3), Answer.rated(4), Answer.rated(5), NO])
def test_nothing_else_is_told_how_to_raise_a_score(answer: Answer) -> None:
    assert would_have_to_be_true(SIX.questions[0], answer) == ""


# The marks


def test_each_question_has_a_mark_in_the_order_in_which_it_is_asked() -> None:
    eight = framework((1,) * 8)
    [only] = assess(eight, answers_to(eight, 5, 4, 3, 2, 1, OPEN, NO, None)).principles
    against, open_ = [Mark.AGAINST] * 2, Mark.OPEN
    assert [*only.marks] == [Mark.FOR, Mark.FOR, Mark.BETWEEN, *against, open_, Mark.NOT_APPLICABLE, open_]


# For any framework and any answers


@settings(deadline=None)
@given(frameworks(), RATINGS)
def test_all_the_same_rating_gives_that_rating(chosen: Framework, rating: int) -> None:
    for result in assess(chosen, {q.id: Answer.rated(rating) for q in chosen.questions}).principles:
        assert result.score == result.low == result.high == rating
        assert result.coverage == 1


@settings(deadline=None)
@given(frameworks(), st.data())
def test_a_single_answer_is_the_score_of_its_principle(chosen: Framework, data: st.DataObject) -> None:
    question = data.draw(st.sampled_from(chosen.questions))
    rating = data.draw(RATINGS)
    for result in assess(chosen, {question.id: Answer.rated(rating)}).principles:
        own = result.principle == chosen.principle_of(question.id)
        assert result.score == (rating if own else None)
        assert result.rated == own


@settings(deadline=None)
@given(frameworks())
def test_all_not_sure_gives_no_score_anywhere(chosen: Framework) -> None:
    result = assess(chosen, {question.id: OPEN for question in chosen.questions})
    assert {score.status for score in result.principles} == {ScoreStatus.NO_SCORE}
    assert len(result.open) == len(chosen.questions)


@settings(deadline=None)
@given(frameworks())
def test_all_not_applicable_gives_no_score_anywhere(chosen: Framework) -> None:
    result = assess(chosen, {question.id: NO for question in chosen.questions})
    assert {score.status for score in result.principles} == {ScoreStatus.NOT_APPLICABLE}
    assert {score.applicable for score in result.principles} == {0}


@settings(deadline=None)
@given(frameworks_with_answers())
def test_the_score_lies_between_low_and_high_and_all_are_from_1_to_5(
    case: tuple[Framework, dict[str, Answer]],
) -> None:
    for result in assess(*case).principles:
        if result.low is None or result.high is None:
            assert result.applicable == 0
            continue
        assert 1 <= result.low <= result.high <= 5
        assert result.score is None or result.low <= result.score <= result.high
        assert (result.low == result.high) == (not result.open)


@settings(deadline=None)
@given(frameworks_with_answers())
def test_every_question_is_counted_exactly_once(case: tuple[Framework, dict[str, Answer]]) -> None:
    chosen, answers = case
    result = assess(chosen, answers)
    for score in result.principles:
        assert score.applicable == score.rated + len(score.open)
        assert (score.score is None) == (score.rated == 0)
        assert (score.band is not None) == (score.status is ScoreStatus.SCORED)
    threes = sum(answer.rating == 3 for answer in answers.values())
    listed = (*result.pros, *result.cons, *result.open, *result.not_applicable)
    assert len({question.id for question, _ in listed}) == len(listed) == len(chosen.questions) - threes


@settings(deadline=None)
@given(frameworks_with_answers(), st.data())
def test_a_better_rating_never_lowers_a_score(
    case: tuple[Framework, dict[str, Answer]], data: st.DataObject
) -> None:
    chosen, answers = case
    rated = [name for name, answer in answers.items() if answer.rating is not None and answer.rating < 5]
    assume(rated)
    name = data.draw(st.sampled_from(rated))
    better = data.draw(st.integers((answers[name].rating or 0) + 1, 5))
    before = assess(chosen, answers).principles
    after = assess(chosen, answers | {name: Answer.rated(better)}).principles
    for old, new in zip(before, after, strict=True):
        for was, now in ((old.score, new.score), (old.low, new.low), (old.high, new.high)):
            assert was is None or (now is not None and now >= was)
        raised = old.principle == chosen.principle_of(name)
        assert (new.score != old.score) == raised


@settings(deadline=None)
@given(frameworks_with_answers(), st.data())
def test_settling_open_questions_ends_within_the_range(
    case: tuple[Framework, dict[str, Answer]], data: st.DataObject
) -> None:
    chosen, answers = case
    before = assess(chosen, answers)
    settled = {question.id: Answer.rated(data.draw(RATINGS)) for question, _ in before.open}
    for old, new in zip(before.principles, assess(chosen, answers | settled).principles, strict=True):
        if new.score is not None and old.low is not None and old.high is not None:
            assert old.low <= new.score <= old.high


@settings(deadline=None)
@given(frameworks_with_answers())
def test_the_marks_say_the_same_as_the_lists(case: tuple[Framework, dict[str, Answer]]) -> None:
    chosen, answers = case
    result = assess(chosen, answers)
    marks = [mark for score in result.principles for mark in score.marks]
    lists = {
        Mark.FOR: result.pros,
        Mark.AGAINST: result.cons,
        Mark.BETWEEN: result.between,
        Mark.OPEN: result.open,
        Mark.NOT_APPLICABLE: result.not_applicable,
    }
    assert {mark: marks.count(mark) for mark in Mark} == {mark: len(part) for mark, part in lists.items()}
    asked = [question.id for question in chosen.questions]
    for mark, part in lists.items():
        assert all(marks[asked.index(question.id)] is mark for question, _ in part)


@settings(deadline=None)
@given(frameworks(), st.data())
def test_an_answer_of_another_framework_changes_nothing(chosen: Framework, data: st.DataObject) -> None:
    foreign = {"of-another-framework": data.draw(ANSWERS)}
    assert assess(chosen, foreign) == assess(chosen, {})
    assert foreign["of-another-framework"].kind in AnswerKind
