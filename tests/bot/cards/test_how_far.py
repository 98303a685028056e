"""What is said of how far it is, and of what can be typed."""

from datetime import date

from bot.cards import asked, direct, help, home
from bot.cards.condition_words import NOT_YET
from bot.cards.refusals import words as refusal_words
from flows.answer import Answer
from flows.refusals import Refusal, Why
from tests.bot.cards.samples import AMINA, assessment

DAY = date(2026, 3, 4)


def test_what_is_left_to_answer_is_counted_without_what_nobody_knows() -> None:
    one = assessment("under way")
    asked = len(one.progress.unanswered)
    said = home.status(one).text
    assert said.endswith(f" {asked} left to answer. 1 answer is not sure.")
    assert "open question" not in said
    assert home.status(assessment("at the review")).text.endswith(" Every question is answered.")
    assert home.status(assessment("new")).text.endswith(" left to answer.")


def test_what_was_handed_in_has_open_questions() -> None:
    one = assessment("submitted with open questions")
    assert home.status(one).text.endswith(f" {len(one.progress.open_questions)} open questions.")


def test_help_names_each_word_that_can_be_typed_in_lines_that_are_short_on_a_phone() -> None:
    said = help.thread_help(assessment("under way")).text
    words = ("back", "go to question 3", "undo", "review", "pause", "resume", "status", "submit")
    assert [word for word in words if word not in said] == []
    assert all(len(line) <= 100 for line in said.splitlines())


def test_that_nothing_is_to_be_shared_yet_is_said_once_to_who_asks() -> None:
    one = assessment("approved with conditions in every state")
    assert asked.stands(one, AMINA, DAY).count(NOT_YET) == 1


def test_who_can_be_asked_and_who_decides_are_told_alike() -> None:
    for state in ("submitted", "submitted with a reviewer who cannot", "approved"):
        one = assessment(state)
        assert asked.who_decides(one, AMINA) in direct.who_can(one, AMINA).text


def test_nobody_is_said_to_have_changed_an_answer_where_that_is_not_known() -> None:
    said = refusal_words(Refusal(Why.CHANGED_MEANWHILE, answer=Answer.rated(4)), AMINA)
    assert "omebody" not in said
