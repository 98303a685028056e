"""Krippendorff's alpha: one figure for how far a panel agrees over all questions.

For the annex of a record, and nowhere else: it says nothing of a single question, hides which one is split,
and falls where nearly all ratings are the same.

Krippendorff (2004), Content Analysis, 2nd edition, chapter 11; (2011), Computing Krippendorff's
Alpha-Reliability.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import permutations


def ordinal_alpha(questions: Iterable[Sequence[int]]) -> Fraction | None:
    """For the ratings of each question, in any order: 1 where all who rated it say the same, 0 where they do
    no more than by chance, below 0 where they do less. None where there is no chance to compare with: nobody
    rated the same question as somebody else, or all ratings are the same."""
    pairs: defaultdict[tuple[int, int], Fraction] = defaultdict(Fraction)
    for ratings in questions:
        for pair in permutations(ratings, 2):
            pairs[pair] += Fraction(1, len(ratings) - 1)
    counts: defaultdict[int, Fraction] = defaultdict(Fraction)
    for (level, _), weight in pairs.items():
        counts[level] += weight
    people = sum(counts.values())
    expected = sum(
        counts[one] * counts[other] * _distance(counts, one, other)
        for one, other in permutations(sorted(counts), 2)
    )
    if not expected:
        return None
    observed = sum(weight * _distance(counts, *pair) for pair, weight in pairs.items())
    return 1 - (people - 1) * observed / expected


def _distance(counts: Mapping[int, Fraction], one: int, other: int) -> Fraction:
    """How far two levels are from each other, by how many ratings stand between them; squared."""
    low, high = sorted((one, other))
    between = sum((count for level, count in counts.items() if low <= level <= high), Fraction(0))
    return (between - (counts[low] + counts[high]) / 2) ** 2
