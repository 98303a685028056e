"""Two assessments side by side: what differs, what cannot be compared, and which ones are offered first."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from flows.answer import Answer, Given
from flows.assessment import Assessment
from flows.comparing import compare, most_alike_first
from flows.framework import Framework
from flows.progress import Progress
from flows.refusals import Why
from flows.submission import Submission
from tests.flows.frameworks import framework
from tests.refused import refused

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
TOM = "U0TOM"
SMALL = framework((1, 1), (1,))
UNSURE, AWAY = Answer.not_sure(), Answer.not_applicable("Nobody is asked.")


def assessment(id: str, of: Framework = SMALL, **answers: int | Answer) -> Assessment:
    """`a_1=4`: the answer to question a-1, submitted."""
    made = Assessment(id, f"The {id} one", "", TOM, "C0HOUSING", Progress.start(of))
    given = {
        name.replace("_", "-"): Given(one if isinstance(one, Answer) else Answer.rated(one), TOM, NOW)
        for name, one in answers.items()
    }
    return replace(made, submissions=(Submission(1, TOM, NOW, given),))


def with_question(of: Framework, question: str, **changed: object) -> Framework:
    """The next version, with one question changed."""
    principles = tuple(
        replace(
            principle,
            questions=tuple(
                replace(one, **changed) if one.id == question else one  # type: ignore[arg-type]
                for one in principle.questions
            ),
        )
        for principle in of.principles
    )
    return replace(of, version="2", principles=principles)


def test_what_differs_comes_first_with_the_widest_gap() -> None:
    found = compare(assessment("left", a_1=4, a_2=1, b_1=3), assessment("right", a_1=3, a_2=5, b_1=3))
    assert [(one.question.id, one.gap) for one in found.differences] == [("a-2", 4), ("a-1", 1)]
    assert found.same == 1
    assert not found.not_compared
    [a, b] = found.scores
    assert a.both is not None
    assert [score.score for score in a.both] == [Fraction(5, 2), Fraction(4)]
    assert b.both is not None


@pytest.mark.parametrize(
    ("left", "right", "differs"),
    [
        (4, 4, False),
        (4, UNSURE, True),
        (UNSURE, UNSURE, False),
        (UNSURE, AWAY, True),
        (AWAY, AWAY, False),
        (UNSURE, None, True),
        (None, None, False),
        (Answer.rated(4, "One reason."), Answer.rated(4, "Another."), False),
    ],
)
def test_an_answer_differs_if_it_says_something_else(
    left: int | Answer | None, right: int | Answer | None, differs: bool
) -> None:
    one = assessment("one", a_1=left) if left else assessment("one")
    other = assessment("two", a_1=right) if right else assessment("two")
    found = compare(one, other)
    assert [one.question.id for one in found.differences] == (["a-1"] if differs else [])
    assert found.same == 3 - differs


def test_of_one_that_was_never_submitted_the_answers_so_far_are_compared() -> None:
    under_way = replace(assessment("left"), submissions=())
    under_way.progress.given["a-1"] = Given(Answer.rated(2), TOM, NOW)
    found = compare(under_way, assessment("right", a_1=3))
    assert [one.question.id for one in found.differences] == ["a-1"]


@pytest.mark.parametrize("changed", [{"text": "Is it fair?"}, {"levels": ("No.", "1", "2", "3", "Yes.")}])
def test_a_question_in_other_words_is_not_compared_and_neither_is_its_principle(
    changed: dict[str, object],
) -> None:
    newer = with_question(SMALL, "a-2", **changed)
    found = compare(assessment("left", a_1=4, a_2=1, b_1=3), assessment("right", newer, a_1=4, a_2=5, b_1=1))
    assert [question.id for question in found.not_compared] == ["a-2"]
    assert [one.question.id for one in found.differences] == ["b-1"]
    assert [(one.principle.id, one.both is None) for one in found.scores] == [("a", True), ("b", False)]


def test_another_weight_makes_other_scores_but_the_same_question() -> None:
    newer = with_question(SMALL, "a-2", weight=Fraction(2))
    found = compare(assessment("left", a_1=4, a_2=1), assessment("right", newer, a_1=4, a_2=1))
    assert not found.differences
    assert not found.not_compared
    assert found.scores[0].both is None


def test_what_only_one_of_them_asks_is_named_whichever_it_is() -> None:
    larger = replace(framework((1, 1), (1, 1), (1,)), version="2")
    for sides in ((SMALL, larger), (larger, SMALL)):
        found = compare(assessment("left", sides[0]), assessment("right", sides[1]))
        assert {question.id for question in found.not_compared} == {"b-2", "c-1"}
        assert {one.principle.id for one in found.scores if one.both is None} == {"b", "c"}


def test_other_frameworks_and_the_same_assessment_are_refused() -> None:
    with refused(Why.NOT_COMPARABLE):
        compare(assessment("left"), assessment("right", replace(SMALL, id="other")))
    with refused(Why.NOT_COMPARABLE):
        compare(assessment("left"), assessment("left"))


@dataclass(frozen=True)
class Row:
    id: str
    title: str


def test_the_most_alike_titles_come_first_and_looks_at_the_same_before_all() -> None:
    rows = [
        Row("1", "Cold homes"),
        Row("2", "Sharing arrears with the fire service"),
        Row("3", "SHARING ARREARS with adult social care"),
        Row("4", "School meals"),
        Row("5", "Last year's name"),
    ]
    found = most_alike_first("Sharing arrears with social care", rows, ("5", None))
    assert [row.id for row in found] == ["5", "3", "2", "1", "4"]
