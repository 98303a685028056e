"""A question that the words name: an answer is for that one, whichever is being asked."""

import pytest

from flows.hearing import hear, hear_mention
from flows.intents import Because, GoTo, Intent, NotApplicable, NotSure, Offer, Rate

NAMED: list[tuple[str, Intent]] = [
    ("question 3: 4", Rate(4, "", 3)),
    ("Q2 = 5", Rate(5, "", 2)),
    ("#7: 3", Rate(3, "", 7)),
    ("no. 7: 3", Rate(3, "", 7)),
    ("Question five, four", Rate(4, "", 5)),
    ("for question 12 I'd say 5", Rate(5, "", 12)),
    ("4 for question 1, because we asked them", Rate(4, "we asked them", 1)),
    ("we asked them, so 4 for question 3", Rate(4, "we asked them", 3)),
    ("because they asked, 4 for question 3", Rate(4, "they asked", 3)),
    ("4, for question 3", Rate(4, "", 3)),
    ("4\nquestion 3", Rate(4, "", 3)),
    ("4 for question 3 because q", Rate(4, "q", 3)),
    ("4 for question no. 3", Rate(4, "", 3)),
    ("4 for #3", Rate(4, "", 3)),
    ("question number 3: 4", Rate(4, "", 3)),
    ("I think q3 is 4", Rate(4, "", 3)),
    ("question 0: 4", Rate(4, "", 0)),
    ("Q11: not sure", NotSure("", 11)),
    ("q14 n/a because it never leaves the ward", NotApplicable("it never leaves the ward", 14)),
    ("go back to question nine please", GoTo(9)),
]
NAMES_NONE: list[tuple[str, Intent]] = [
    ("4 because question 3 says so", Rate(4, "question 3 says so")),
    ("4, same as question 3", Rate(4, "same as question 3")),
    ("not sure, question 3 covers it", NotSure("question 3 covers it")),
    ("number 4 because we asked", Rate(4, "we asked")),
    ("Q4 figures are fine so 4", Rate(4, "Q4 figures are fine")),
    ("4 because we said 3 on question 2", Rate(4, "we said 3 on question 2")),
    ("3 because not sure on q2 yet", Rate(3, "not sure on q2 yet")),
    ("n/a because we said n/a on question 4", NotApplicable("we said n/a on question 4")),
    ("because question 3 says so", Because("question 3 says so")),
]


@pytest.mark.parametrize(("text", "meant"), NAMED + NAMES_NONE)
def test_an_answer_says_of_which_question_it_speaks(text: str, meant: Intent) -> None:
    assert hear(text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("change question 3 to 4", Offer((Rate(4, "", 3),))),
        ("question 3 should be a 4 because they know", Offer((Rate(4, "they know", 3),))),
        ("maybe a 4 for question 3", Offer((Rate(4, "", 3),))),
        ("change question three to two", Offer((Rate(2, "", 3),))),
        ("go to question 1 and put 4", Offer((Rate(4, "", 1),))),
        ("Q4 2025 data: 4", Offer((Rate(4, "Q4 2025 data"),))),
        ("number 3 - 4", Offer((Rate(4, "", 3),))),
        (
            "4 - we are not sure on question 2 though",
            Offer((Rate(4, "we are not sure on question 2 though"),)),
        ),
        ("maybe a 4 (question 3)", Offer((Rate(4, "", 3),))),
        ("3 or 4\nquestion 3", Offer((Rate(3, "", 3), Rate(4, "", 3)))),
        ("change 3 to 4", Offer((Rate(4),), corrects=True, instead_of=3)),
    ],
)
def test_a_change_is_offered_for_the_question_that_it_names(text: str, meant: Offer) -> None:
    assert hear(text) == meant


def test_the_bot_is_asked_politely_to_go_to_a_question() -> None:
    assert hear_mention("could you go to question 3?") == GoTo(3)
    assert hear("could you go to question 3?") is None, "that may be for a colleague"
