"""What was answered before the answer that stands."""

from collections.abc import Iterable
from dataclasses import dataclass

from flows.answer import Given


@dataclass(frozen=True, slots=True)
class Earlier:
    """`other`: the last answer that says something else than the one that stands; None: there was none.
    `also`: who else has given the one that stands since then, in that order. Whoever gives it again does not
    take it from them unseen."""

    other: Given | None = None
    also: tuple[str, ...] = ()


def earlier(stood: Iterable[Given], stands: Given) -> Earlier:
    """`stood`: all that ever stood, oldest first."""
    other, also = None, dict[str, None]()
    for one in stood:
        if one.answer.says_the_same_as(stands.answer):
            also[one.by] = None
        else:
            other, also = one, {}
    return Earlier(other, tuple(person for person in also if person != stands.by))
