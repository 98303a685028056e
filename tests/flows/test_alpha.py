"""How far a panel agrees over all questions: Krippendorff's own example, and his figure as others find it."""

import math

import krippendorff
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from flows.agreement import LEVELS
from flows.alpha import ordinal_alpha

FOUR_CODERS = ("123321412***", "1233224125*3", "*3332342251*", "12332441251*")
"""What each said of twelve units; `*`: nothing. Krippendorff (2011)."""
MOST_PEOPLE, MOST_QUESTIONS = 8, 10
QUESTIONS = st.lists(
    st.lists(st.integers(1, LEVELS), max_size=MOST_PEOPLE), min_size=1, max_size=MOST_QUESTIONS
)


def test_the_example_of_four_coders() -> None:
    units = [[int(said) for said in unit if said != "*"] for unit in zip(*FOUR_CODERS, strict=True)]
    alpha = ordinal_alpha(units)
    assert alpha is not None
    assert float(alpha) == pytest.approx(0.815, abs=0.0005)


@given(QUESTIONS)
def test_others_reckon_the_same(questions: list[list[int]]) -> None:
    alpha = ordinal_alpha(questions)
    assume(alpha is not None)
    told = [[*ratings, *[math.nan] * (MOST_PEOPLE - len(ratings))] for ratings in questions]
    theirs = krippendorff.alpha(
        [*zip(*told, strict=True)], level_of_measurement="ordinal", value_domain=range(1, LEVELS + 1)
    )
    assert float(alpha or 0) == pytest.approx(theirs)


@given(QUESTIONS)
def test_the_mirror_image_gives_the_same(questions: list[list[int]]) -> None:
    mirrored = [[LEVELS + 1 - rating for rating in ratings] for ratings in questions]
    assert ordinal_alpha(questions) == ordinal_alpha(mirrored)


@pytest.mark.parametrize("questions", [[], [[1], [5]], [[4, 4, 4], [4, 4]]])
def test_without_a_chance_to_compare_with_there_is_none(questions: list[list[int]]) -> None:
    assert ordinal_alpha(questions) is None
