"""What is explained of scores and panels is what they are reckoned by."""

from fractions import Fraction

import pytest

from bot.cards import method
from bot.cards.dots import dots, two_places
from flows.agreement import Agreement, View
from tests.bot.cards.samples import questions


@pytest.mark.parametrize(
    ("example", "view"),
    [
        (method.MIDDLE, View.AGREED),
        (method.AGREED, View.AGREED),
        (method.SPREAD, View.SPREAD),
        (method.SPLIT, View.SPLIT),
    ],
)
def test_each_word_for_how_far_people_agree_has_dots_that_are_so(example: Agreement, view: View) -> None:
    shown = "".join(words for _, words in method.explained(questions()))
    assert example.view is view
    assert dots(example) in shown
    assert not example.is_between_levels or example is method.SPLIT


@pytest.mark.parametrize(
    ("figure", "shown"),
    [(Fraction(2, 5), "0.4"), (Fraction(-1), "-1"), (Fraction(-1, 1000), "0"), (Fraction(2, 3), "0.67")],
)
def test_a_figure_has_two_places_at_most(figure: Fraction, shown: str) -> None:
    assert two_places(figure) == shown


def test_where_there_is_no_figure_nothing_is_shown() -> None:
    assert two_places(None) == ""
