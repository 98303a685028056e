"""How far people agree who each answered the same question alone. Pure figures, in which everybody counts the
same.

For 3 to 12 people on five levels this follows what is known of expert panels; for 2, for more than 12, and
where a rule was carried over to another scale, it is ours. Where each comes from stands beside it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from math import ceil
from typing import Final, Protocol

from flows.answer import AGAINST, FOR, AnswerKind

LEVELS: Final = 5
CUT_OFF: Final = Fraction(LEVELS, 6)
"""Average deviation, in levels, up to which people agree: a sixth of the levels. Burke and Dunlap (2002),
Organizational Research Methods 5(2), 159-172."""
SPLIT_SHARE: Final = Fraction(1, 3)
"""Of the ratings, at both ends. After the RAND/UCLA appropriateness method, in which a panel of 8 to 10
disagrees where 3 or more rate in each extreme of nine levels (11 to 13: 4; 14 to 16: 5). For five levels, and
panels of other sizes, the share is ours."""


class Rated(Protocol):
    """An answer, whoever gave it."""

    @property
    def kind(self) -> AnswerKind: ...

    @property
    def rating(self) -> int | None: ...


class View(StrEnum):
    """What can be said of a panel's view of one question. The worse a single figure would hide it, the
    earlier."""

    SPLIT = "split"
    SPREAD = "spread"
    OPEN = "open"  # most people gave no rating, or nobody did
    AGREED = "agreed"
    NOT_APPLICABLE = "not_applicable"  # most people say so


RATED: Final = (View.SPLIT, View.SPREAD, View.AGREED)
"""Where so many rated it that their median says something."""


@dataclass(frozen=True)
class Agreement:
    """What a panel says to one question. `counts`: how many chose each level, from the weakest on."""

    counts: tuple[int, ...] = (0,) * LEVELS
    not_sure: int = 0
    not_applicable: int = 0

    @classmethod
    def of(cls, answers: Iterable[Rated]) -> "Agreement":
        """Who gave none is not counted."""
        given = list(answers)
        ratings = Counter(answer.rating for answer in given)
        kinds = Counter(answer.kind for answer in given)
        return cls(
            tuple(ratings[level] for level in range(1, LEVELS + 1)),
            kinds[AnswerKind.NOT_SURE],
            kinds[AnswerKind.NOT_APPLICABLE],
        )

    @property
    def rated(self) -> int:
        return sum(self.counts)

    @property
    def people(self) -> int:
        return self.rated + self.not_sure + self.not_applicable

    @cached_property
    def ratings(self) -> tuple[int, ...]:
        """Each rating, the weakest first."""
        return tuple(level for level, count in enumerate(self.counts, 1) for _ in range(count))

    @cached_property
    def median(self) -> Fraction | None:
        """In levels; half way between two where as many are above as below. None: nobody rated it."""
        return median(self.ratings) if self.ratings else None

    @property
    def is_between_levels(self) -> bool:
        """Whether the median is no level that anybody could have chosen."""
        return self.median is not None and self.median.denominator != 1

    @cached_property
    def average_deviation(self) -> Fraction | None:
        return average_deviation(self.ratings) if self.ratings else None

    @cached_property
    def a(self) -> Fraction | None:
        """How far people stand together, see `agreement_a`. None: nobody rated it."""
        return agreement_a(self.counts) if self.rated else None

    @cached_property
    def view(self) -> View:
        """A split shows whatever the others say: two at 1 and two at 5 are split also where five are not
        sure."""
        if is_split(self.counts):
            return View.SPLIT
        if self.not_applicable * 2 > self.people:
            return View.NOT_APPLICABLE
        deviation = self.average_deviation
        if deviation is None or self.rated * 2 <= self.people:
            return View.OPEN
        return View.AGREED if deviation <= CUT_OFF else View.SPREAD


def median(ratings: Sequence[int]) -> Fraction:
    """Of at least one rating, in any order; the mean of the middle two where their number is even."""
    ordered = sorted(ratings)
    lower, upper = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    return Fraction(lower + upper, 2)


def average_deviation(ratings: Sequence[int]) -> Fraction:
    """How far people are from the median of at least one rating, on average, in levels. Burke and Dunlap
    (2002)."""
    middle = median(ratings)
    return sum((abs(rating - middle) for rating in ratings), Fraction(0)) / len(ratings)


def outer_thirds(ratings: Sequence[int]) -> tuple[Fraction, Fraction]:
    """The medians of the weakest and of the strongest third of at least one rating. Where it is split, one
    speaks against sharing and the other for it: `is_split` needs as many at either end. Ours."""
    ordered = sorted(ratings)
    third = ceil(len(ordered) * SPLIT_SHARE)
    return median(ordered[:third]), median(ordered[-third:])


def is_split(counts: Sequence[int]) -> bool:
    """Whether at least a third of the ratings speak against sharing, and at least a third for it."""
    needed = sum(counts) * SPLIT_SHARE
    against, supporting = sum(counts[:AGAINST]), sum(counts[FOR - 1 :])
    return against > 0 and supporting > 0 and min(against, supporting) >= needed


def agreement_a(counts: Sequence[int]) -> Fraction:
    """Van der Eijk's A of at least one rating on at least three levels: 1 all at one level, 0 as many at
    each, -1 half at either end. Van der Eijk (2001), Quality and Quantity 35(3), 325-341."""
    people = sum(counts)
    return sum((Fraction(size, people) * _layer(chosen) for chosen, size in _layers(counts)), Fraction(0))


def _layers(counts: Sequence[int]) -> Iterator[tuple[tuple[bool, ...], int]]:
    """The counts as layers in each of which every level has as many people as any other, or none: which
    levels, and how many people in all."""
    left = list(counts)
    while any(left):
        lowest = min(count for count in left if count)
        chosen = tuple(count > 0 for count in left)
        yield chosen, lowest * sum(chosen)
        left = [count - lowest if count else 0 for count in left]


def _layer(chosen: tuple[bool, ...]) -> Fraction:
    """A of one layer: how far it has one peak, by all sets of three levels, and on how few levels it is."""
    levels, used = len(chosen), sum(chosen)
    triples = Counter(combinations(chosen, 3))
    one_peak = triples[True, True, False] + triples[False, True, True]
    two_peaks = triples[True, False, True]
    if one_peak + two_peaks == 0:  # one level, or all of them
        peaked = Fraction(1)
    else:
        weighed = (levels - 2) * one_peak - (levels - 1) * two_peaks
        peaked = Fraction(weighed, (levels - 2) * (one_peak + two_peaks))
    return peaked * (1 - Fraction(used - 1, levels - 1))
