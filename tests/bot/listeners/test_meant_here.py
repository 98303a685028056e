"""“skip”, “next” and “can we submit?”: nobody's answer is lost to them, and nothing is handed in."""

import pytest

from bot.listeners.meant_here import meant_here
from bot.listeners.offering import instead
from bot.use_cases.requests import Act
from flows.answer import Answer
from flows.assessment import Assessment
from flows.hearing import hear
from flows.intents import Intent, Keep, NotSure, Offer, Resume, Submit
from flows.progress import Progress
from flows.triggers import Trigger
from storage.workspace import Workspace
from tests.flows.frameworks import framework
from tests.flows.moves import fire, given

SKIPPING = ["skip", "pass", "I'll pass", "skip this one", "Skip for now", "come back to this", "no comment"]
ONWARD = [
    "next",
    "move on",
    "let's move on",
    "next one",
    "next question",
    "next question please",
    "can we skip",
]
BY = Act(Workspace("T0HERE"), "U0TOM", "key", "1.0", "C0HERE")
PARTNER = Act(Workspace("T0HERE"), "U0TOM", "key", "1.0", "C0HERE", of_partner=True)


@pytest.fixture
def made() -> Assessment:
    """At the first question."""
    return Assessment("a1", "Title", "", "U0AMINA", "C0HERE", Progress.start(framework((1, 1), (1, 1))))


def back_at_the_first(made: Assessment) -> Assessment:
    first = made.state
    fire(made.progress, Trigger.ANSWER, answer=Answer.rated(4))
    fire(made.progress, Trigger.GO_TO, to=first)
    return made


def meant(made: Assessment, words: str, by: Act = BY) -> Intent | Offer | None:
    return meant_here(made, by, hear(words))


@pytest.mark.parametrize("words", SKIPPING + ONWARD)
def test_an_answer_that_stands_is_kept(made: Assessment, words: str) -> None:
    assert meant(back_at_the_first(made), words) == Keep()


@pytest.mark.parametrize("words", SKIPPING + ONWARD)
def test_last_times_answer_is_not_given_anew_but_offered(made: Assessment, words: str) -> None:
    made.before = {made.state: given(Answer.rated(2))}
    assert meant(made, words) == Offer((Keep(), NotSure()))


@pytest.mark.parametrize("words", SKIPPING + ONWARD)
def test_a_question_that_somebody_only_came_to_see_stays_open(made: Assessment, words: str) -> None:
    there = made.framework.questions[2].id
    fire(made.progress, Trigger.GO_TO, to=there)
    assert meant(made, words) == Keep()


@pytest.mark.parametrize("words", SKIPPING)
def test_to_skip_an_open_question_is_to_say_not_sure(made: Assessment, words: str) -> None:
    assert meant(made, words) == NotSure()


@pytest.mark.parametrize("words", ONWARD)
def test_to_go_on_from_an_open_question_is_only_offered(made: Assessment, words: str) -> None:
    assert meant(made, words) == Offer((NotSure(), Resume()))
    assert meant(made, words, PARTNER) == Offer((NotSure(),))


def test_a_reason_is_not_dropped_with_what_is_kept(made: Assessment) -> None:
    found = meant(back_at_the_first(made), "skip because nobody asked")
    assert found == Offer((Keep(), NotSure("nobody asked")))


def test_not_sure_said_as_such_answers_anew(made: Assessment) -> None:
    assert meant(back_at_the_first(made), "not sure") == NotSure()


@pytest.mark.parametrize("words", SKIPPING + ONWARD)
def test_in_a_pause_nothing_is_taken(made: Assessment, words: str) -> None:
    fire(made.progress, Trigger.PAUSE)
    found = meant(made, words)
    assert found == Resume() if words in ONWARD else instead(made, found) == Offer((NotSure(),))
    assert meant(made, words, PARTNER) != Resume(), "they end no pause"
    fire(made.progress, Trigger.RESUME)
    fire(back_at_the_first(made).progress, Trigger.PAUSE)
    assert meant(made, words) == Offer((Resume(),))


def test_in_a_pause_last_times_answer_is_not_lost_to_skip(made: Assessment) -> None:
    made.before = {made.state: given(Answer.rated(2))}
    fire(made.progress, Trigger.PAUSE)
    assert meant(made, "skip") == Offer((Resume(),))


ASKED = ["can we submit?", "can we submit", "shall we submit?", "are we ready to submit?"]


@pytest.mark.parametrize("words", ASKED)
def test_what_is_put_as_a_question_hands_nothing_in(made: Assessment, words: str) -> None:
    assert meant(made, words) == Submit(), "which is refused here, in private: that says what is missing"
    made.progress.given = {question.id: given(Answer.rated(4)) for question in made.framework.questions}
    fire(made.progress, Trigger.GO_TO, to="review")
    assert meant(made, words) == Offer((Submit(),))
    del made.progress.given[made.framework.questions[0].id]
    assert meant(made, words) == Submit(), "which says first that a question is open"
    made.everyone = False
    assert meant(made, words) == Offer((Submit(),)), "which is dropped, as they may not answer"
