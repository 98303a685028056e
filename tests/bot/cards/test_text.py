"""Escaping, cutting, counting, and small pictures made of text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards import text
from bot.cards.card import MOST_BLOCKS, Card, first_whole
from bot.sandbox.world.pings import pings_in
from tests.bot.cards.drawn import unescaped


@given(st.text())
def test_what_is_escaped_notifies_nobody_and_is_read_as_it_was_typed(typed: str) -> None:
    escaped = text.escape(typed)
    assert not list(pings_in(escaped, []))
    assert "<" not in escaped
    assert unescaped(escaped) == typed


@given(st.text(), st.integers(1, 40))
def test_what_is_shortened_keeps_to_its_limit(typed: str, limit: int) -> None:
    short = text.shorten(typed, limit)
    assert len(short) <= limit
    assert short == typed or short.endswith("…")


@given(st.text("a&<>漢🎉 @U0", max_size=60), st.integers(3, 80))
def test_what_is_cut_to_fit_keeps_whole_escapes_and_mentions(typed: str, most: int) -> None:
    escaped = text.escape(typed) + "<@U0AMINA0001>"
    fitting = text.fit(escaped, most)
    assert len(fitting.encode()) <= most
    if fitting != escaped:
        assert fitting.endswith("…")
        assert escaped.startswith(fitting[:-1])
        assert unescaped(fitting[:-1]) in typed, "no half escape, no half mention"


@pytest.mark.parametrize(
    ("user_id", "shown"),
    [
        ("U0AMINA0001", "<@U0AMINA0001>"),
        ("W0AMINA0001", "<@W0AMINA0001>"),
        ("U1> <!channel", "U1&gt; &lt;!channel"),
        ("u0amina", "u0amina"),
        ("", ""),
    ],
)
def test_only_a_user_id_becomes_a_mention(user_id: str, shown: str) -> None:
    assert text.mention(user_id) == shown


@pytest.mark.parametrize(
    ("items", "shown"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_a_list_reads_like_a_sentence(items: list[str], shown: str) -> None:
    assert text.listed(items) == shown


def test_people_are_named_in_a_sentence() -> None:
    assert text.people(["U0AMINA0001", "U0TOM000001"]) == "<@U0AMINA0001> and <@U0TOM000001>"


def test_one_is_singular_and_the_rest_is_plural() -> None:
    assert text.count(1, "question") == "1 question"
    assert text.count(0, "question") == "0 questions"
    assert text.count(2, "question is", "questions are") == "2 questions are"


def test_a_conversation_with_the_bot_has_no_name() -> None:
    assert text.channel_link("D0AMINA0001") == "a direct message"
    assert text.channel_link("C0HOUSING01") == "<#C0HOUSING01>"


@pytest.mark.parametrize(("done", "total", "filled"), [(0, 18, 0), (9, 18, 9), (18, 18, 18), (0, 0, 0)])
def test_the_way_so_far_is_a_bar(done: int, total: int, filled: int) -> None:
    assert text.steps_bar(done, total) == "▰" * filled + "▱" * (18 - filled)


def test_a_link_to_a_message_is_made_without_a_call() -> None:
    base = "https://riverside.slack.com/"
    assert (
        text.permalink(base, "C1", "1700000000.000100", None)
        == "https://riverside.slack.com/archives/C1/p1700000000000100"
    )
    assert text.permalink(base, "C1", "1700000002.000300", "1700000000.000100") == (
        "https://riverside.slack.com/archives/C1/p1700000002000300?thread_ts=1700000000.000100&cid=C1"
    )
    assert "thread_ts=1700000000.000100" in text.permalink(
        base, "C1", "1700000000.000100", "1700000000.000100"
    ), "to the thread under a message, which opens only so"


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        ("", []),
        ("a b c", ["a", "b", "c"]),
        ("a b c d", ["a", "b", "2 more"]),
        ("a b c d e", ["a", "b", "3 more"]),
    ],
)
def test_of_many_the_first_are_named_and_the_rest_counted(names: str, shown: list[str]) -> None:
    """What is said takes no more than three places, and nobody is “1 more” who could be named there."""
    assert text.few(names.split(), 3) == shown


def test_the_fullest_card_that_slack_takes_is_the_one() -> None:
    fine, bare = Card("fine", []), Card("bare", [])
    too_large = Card("large", [{"type": "section", "text": "x" * MOST_BLOCKS}])
    assert first_whole([too_large, fine, bare]) is fine
    assert first_whole([too_large]) is too_large
