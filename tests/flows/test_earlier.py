"""What was answered before: something else, and the same by others."""

from datetime import UTC, datetime, timedelta

import pytest

from flows.answer import Answer, Given
from flows.earlier import Earlier, earlier

AMINA, TOM, GRACE = "U0AMINA", "U0TOM", "U0GRACE"
NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


def given(by: str, rating: int, minutes: int = 0) -> Given:
    return Given(Answer.rated(rating), by, NOW + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("stood", "other", "also"),
    [
        ([(AMINA, 2)], None, ()),
        ([(AMINA, 2), (AMINA, 2)], None, ()),
        ([(AMINA, 2), (TOM, 2)], None, (AMINA,)),
        ([(AMINA, 2), (TOM, 2), (AMINA, 2), (GRACE, 2)], None, (AMINA, TOM)),
        ([(AMINA, 2), (TOM, 4)], (AMINA, 2), ()),
        ([(AMINA, 4), (TOM, 2), (GRACE, 4)], (TOM, 2), ()),
        ([(AMINA, 2), (TOM, 4), (GRACE, 4)], (AMINA, 2), (TOM,)),
    ],
)
def test_the_last_other_answer_and_who_has_given_the_one_that_stands_since(
    stood: list[tuple[str, int]], other: tuple[str, int] | None, also: tuple[str, ...]
) -> None:
    answers = [given(by, rating, minutes) for minutes, (by, rating) in enumerate(stood)]
    found = earlier(answers, answers[-1])
    assert (found.other.by, found.other.answer.rating) == other if found.other else other is None
    assert found.also == also


def test_a_reason_that_was_written_since_is_no_answer_of_its_author() -> None:
    first = given(AMINA, 2)
    explained = first.explained(TOM, NOW, "We asked.")
    assert earlier([first, explained], explained) == Earlier()
