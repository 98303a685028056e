"""What several people say to one question, as dots and in words: never one figure that hides who sees it
otherwise."""

from decimal import Decimal
from fractions import Fraction

from bot.cards.text import count
from flows.agreement import Agreement, View

DOT, NOBODY = "●", "·"
MOST_DOTS = 8
VIEW_WORDS = {
    View.SPLIT: "split",
    View.SPREAD: "spread",
    View.OPEN: "open",
    View.AGREED: "agreed",
    View.NOT_APPLICABLE: "does not apply",
}


def dots(agreement: Agreement) -> str:
    """`1 ●●  2 ·  3 ●  4 ·  5 ●●`: a dot for each rating, or how many, where a phone has no room for them."""
    return "  ".join(f"{level} {_row(many) or NOBODY}" for level, many in enumerate(agreement.counts, 1))


def in_short(agreement: Agreement) -> str:
    """`1 ●● · 5 ●●`: without the levels that nobody chose, for the middle of a sentence."""
    return " · ".join(f"{level} {_row(many)}" for level, many in enumerate(agreement.counts, 1) if many)


def _row(many: int) -> str:
    return f"{DOT}×{many}" if many > MOST_DOTS else DOT * many


def spoken(agreement: Agreement) -> str:
    """`2 at 1, 1 at 3, 2 at 5`: the same for whoever hears it."""
    parts = [f"{many} at {level}" for level, many in enumerate(agreement.counts, 1) if many]
    return ", ".join([*parts, *unrated(agreement)]) or "nobody answered"


def beside(agreement: Agreement) -> str:
    """What stands beside the dots: the median, and who gave no rating."""
    middle = [] if agreement.median is None else [f"median {median(agreement)}"]
    return ", ".join([*middle, *unrated(agreement)])


def figures(agreement: Agreement) -> str:
    """The dots with what stands beside them."""
    return f"{dots(agreement)}   {beside(agreement)}".rstrip()


def aloud(agreement: Agreement) -> str:
    """`split, 2 at 1, 2 at 5, median 3`: the same for whoever hears it, with what it comes to."""
    middle = [] if agreement.median is None else [f"median {median(agreement)}"]
    return ", ".join([VIEW_WORDS[agreement.view], spoken(agreement), *middle])


def two_places(figure: Fraction | None) -> str:
    """`0.4`, `-1`; empty: there is none."""
    # Minus nothing is nothing.
    return (
        ""
        if figure is None
        else str(round(Decimal(figure.numerator) / figure.denominator, 2).normalize() + 0)
    )


def median(agreement: Agreement) -> str:
    """`4`; `between 2 and 3` where it is no level."""
    found = agreement.ratings
    low, high = found[(len(found) - 1) // 2], found[len(found) // 2]
    return str(int(agreement.median or 0)) if not agreement.is_between_levels else f"between {low} and {high}"


def unrated(agreement: Agreement) -> list[str]:
    """Who gave no rating, in words."""
    return [
        *([f"{agreement.not_sure} not sure"] if agreement.not_sure else []),
        *(
            [f"{count(agreement.not_applicable, 'says', 'say')} it does not apply"]
            if agreement.not_applicable
            else []
        ),
    ]
