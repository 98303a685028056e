"""How far people agree: worked values of others, and what must hold for all of them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.agreement import (
    CUT_OFF,
    LEVELS,
    Agreement,
    View,
    agreement_a,
    average_deviation,
    is_split,
    median,
    outer_thirds,
)
from flows.answer import AGAINST, FOR, Answer

PANELS = st.lists(st.integers(1, LEVELS), min_size=1, max_size=30)


def counts(*ratings: int) -> tuple[int, ...]:
    return tuple(ratings.count(level) for level in range(1, LEVELS + 1))


@pytest.mark.parametrize(
    ("ratings", "a"),
    [
        ((4, 4, 4), Fraction(1)),
        ((3, 4, 5), Fraction(1, 2)),
        ((1, 1, 5, 5), Fraction(-1)),
        ((1, 2, 3, 4, 5), Fraction(0)),
        ((2, 2, 4, 4), Fraction(1, 6)),
    ],
)
def test_a_of_few_ratings(ratings: tuple[int, ...], a: Fraction) -> None:
    assert agreement_a(counts(*ratings)) == a


def test_a_of_many_on_seven_levels() -> None:
    """The example of van der Eijk's paper, as the R package `agrmt` documents it too."""
    assert float(agreement_a([30, 40, 210, 130, 530, 50, 10])) == pytest.approx(0.6113333)


@pytest.mark.parametrize(
    ("ratings", "middle", "deviation"),
    [
        ((4,), Fraction(4), Fraction(0)),
        ((1, 1, 5, 5), Fraction(3), Fraction(2)),
        ((2, 3, 3, 5), Fraction(3), Fraction(3, 4)),
        ((2, 3), Fraction(5, 2), Fraction(1, 2)),
    ],
)
def test_the_median_and_how_far_people_are_from_it(
    ratings: tuple[int, ...], middle: Fraction, deviation: Fraction
) -> None:
    assert (median(ratings), average_deviation(ratings)) == (middle, deviation)


@pytest.mark.parametrize(
    ("ratings", "view"),
    [
        ((1, 1, 5, 5), View.SPLIT),
        ((2, 4), View.SPLIT),
        ((1, 3, 5), View.SPLIT),
        ((2, 3, 3, 3, 4), View.AGREED),  # one of five at either end
        ((1, 1, 3, 4, 5), View.SPLIT),
        ((1, 3, 3, 4, 5), View.SPREAD),
        ((4, 4, 5), View.AGREED),
        ((5,), View.AGREED),
    ],
)
def test_what_can_be_said_of_a_question(ratings: tuple[int, ...], view: View) -> None:
    assert Agreement(counts(*ratings)).view is view


@pytest.mark.parametrize(
    ("size", "in_each_extreme"),
    [(3, 1), (8, 3), (9, 3), (10, 4), (11, 4), (12, 4), (14, 5), (16, 6)],
)
def test_a_panel_is_split_where_a_third_stand_at_either_end(size: int, in_each_extreme: int) -> None:
    """RAND/UCLA's own numbers are 3 for 8 to 10 people, 4 for 11 to 13, 5 for 14 to 16: for 10 and for 16 a
    third asks for one more. The share is ours."""
    middle = size - 2 * in_each_extreme
    assert is_split((in_each_extreme, 0, middle, 0, in_each_extreme))
    assert not is_split((in_each_extreme - 1, 0, middle + 1, 0, in_each_extreme))


def test_most_people_decide_whether_it_applies_and_whether_there_is_a_view() -> None:
    def view(ratings: tuple[int, ...], *, not_sure: int = 0, not_applicable: int = 0) -> View:
        return Agreement(counts(*ratings), not_sure, not_applicable).view

    assert view((), not_sure=3) is View.OPEN
    assert view((4, 4), not_sure=2) is View.OPEN
    assert view((4, 4, 4), not_sure=2) is View.AGREED
    assert view((4, 4), not_applicable=3) is View.NOT_APPLICABLE
    assert view((4, 4), not_applicable=2) is View.OPEN
    assert view((1, 5), not_sure=8) is View.SPLIT, "whoever rated it is split, and no other word hides that"
    assert view(()) is View.OPEN


def test_answers_are_counted_by_what_they_say() -> None:
    found = Agreement.of(
        [
            Answer.rated(2),
            Answer.rated(5),
            Answer.rated(5),
            Answer.not_sure(),
            Answer.not_applicable("No data."),
        ]
    )
    assert found == Agreement((0, 1, 0, 0, 2), not_sure=1, not_applicable=1)
    assert (found.people, found.rated, found.ratings) == (5, 3, (2, 5, 5))
    assert found.median == 5
    assert not found.is_between_levels
    assert Agreement.of([Answer.rated(2), Answer.rated(3)]).is_between_levels
    nobody = Agreement.of([])
    assert (nobody.median, nobody.average_deviation, nobody.is_between_levels) == (None, None, False)
    assert nobody.a is None


@given(PANELS)
def test_in_which_order_people_stand_changes_nothing(ratings: list[int]) -> None:
    other = sorted(ratings, reverse=True)
    assert average_deviation(ratings) == average_deviation(other)
    assert median(ratings) == median(other)


@given(PANELS)
def test_the_mirror_image_gives_the_same(ratings: list[int]) -> None:
    mirrored = [LEVELS + 1 - rating for rating in ratings]
    one, other = Agreement(counts(*ratings)), Agreement(counts(*mirrored))
    assert one.view is other.view
    assert one.average_deviation == other.average_deviation
    assert one.median is not None
    assert other.median == LEVELS + 1 - one.median
    assert agreement_a(one.counts) == agreement_a(other.counts)


@given(PANELS)
def test_one_more_at_the_median_never_splits_a_panel_nor_drives_it_apart(ratings: list[int]) -> None:
    middle = median(ratings)
    if middle.denominator != 1:
        return
    more = [*ratings, int(middle)]
    assert average_deviation(more) <= average_deviation(ratings)
    if not is_split(counts(*ratings)):
        assert not is_split(counts(*more))


@given(PANELS)
def test_a_is_within_its_bounds_and_1_only_where_all_say_the_same(ratings: list[int]) -> None:
    a = agreement_a(counts(*ratings))
    assert -1 <= a <= 1
    assert (a == 1) is (len(set(ratings)) == 1)


@given(PANELS)
def test_in_a_split_one_outer_third_speaks_against_and_the_other_for(ratings: list[int]) -> None:
    weakest, strongest = outer_thirds(ratings)
    assert min(ratings) <= weakest <= median(ratings) <= strongest <= max(ratings)
    if is_split(counts(*ratings)):
        assert weakest <= AGAINST
        assert strongest >= FOR


def test_outer_thirds_of_few() -> None:
    for ratings, thirds in ([3], (3, 3)), ([5, 1, 5, 1], (1, 5)), ([1, 2, 3, 4, 5, 5, 5], (2, 5)):
        assert outer_thirds(ratings) == tuple(map(Fraction, thirds))


@given(PANELS)
def test_who_is_split_never_counts_as_agreed(ratings: list[int]) -> None:
    found = Agreement(counts(*ratings))
    if found.view is View.AGREED:
        assert not is_split(found.counts)
        assert found.average_deviation is not None
        assert found.average_deviation <= CUT_OFF
