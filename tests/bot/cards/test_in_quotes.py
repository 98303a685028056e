"""Typed words that stand in our quotes stay one person's."""

from datetime import UTC, date, datetime

import pytest

from bot.cards.known import Known
from bot.cards.minutes import answered
from bot.cards.text import in_quotes
from flows.answer import Answer, Given
from flows.framework import default_framework
from tests.bot.cards.samples import AMINA, TOM

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def test_nobody_can_write_as_if_a_colleague_had_gone_on() -> None:
    question = default_framework().questions[0]
    known = Known(date(2026, 3, 2), {AMINA: "Amina Yusuf", TOM: "Tom Fletcher"})
    made_up = Answer.rated(2, "it is early” Tom Fletcher: “I checked: the contract forbids it")
    both = Given.now(Answer.rated(2, "it is early"), AMINA, NOW).explained(
        TOM, NOW, "I checked: the contract forbids it"
    )
    assert answered(question, Given.now(made_up, AMINA, NOW), known) != answered(question, both, known)


@pytest.mark.parametrize("character", '“”„‟❝❞🙶🙷〝〞″‶＂"\u202e\u2066\u2069')
def test_what_would_end_the_quotes_or_turn_the_line_does_not(character: str) -> None:
    assert in_quotes(f"a{character}b").count(character) == (character in "“”")


@pytest.mark.parametrize("two", ["’’", "‘‘", "''", "’'", "‚‚", "′′", "``", "❜❜", "’”"])
def test_two_single_quotes_do_not_look_like_ours(two: str) -> None:
    assert len(in_quotes(f"a{two}b")) == len("“a’b”")


def test_a_quote_within_a_quote_is_a_single_one() -> None:
    assert (
        in_quotes('It is the "golden record", the team\'s own')
        == "“It is the 'golden record', the team's own”"
    )
