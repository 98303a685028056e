"""What is said of how far it is, and of what can be typed."""

from bot.cards import help, home
from tests.bot.cards.samples import assessment


def test_what_is_left_to_answer_is_counted_without_what_nobody_knows() -> None:
    one = assessment("under way")
    asked = len(one.progress.unanswered)
    said = home.status(one).text
    assert said.endswith(f" {asked} left to answer. 1 is not sure.")
    assert "open question" not in said
    assert home.status(assessment("at the review")).text.endswith(" Every question is answered.")
    assert home.status(assessment("new")).text.endswith(" left to answer.")


def test_what_was_handed_in_has_open_questions() -> None:
    one = assessment("submitted with open questions")
    assert home.status(one).text.endswith(f" {len(one.progress.open_questions)} open questions.")


def test_help_says_of_each_word_what_it_does_in_one_line() -> None:
    said = help.thread_help(assessment("under way")).text
    assert "also type" not in said
    (line,) = [one for one in said.splitlines() if "status" in one]
    for word in ("back", "undo", "review", "pause", "resume", "status", "submit"):
        assert word in line
    assert line.count(":") == 6
    assert len(line) <= 180
