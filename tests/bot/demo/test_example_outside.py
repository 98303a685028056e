"""What somebody outside writes in an example, and how a summary that tells of them is read."""

import re

import pytest

from bot.cards import voices
from bot.demo import summary_card
from bot.demo.example import Example, ExampleError, Summary, parse
from bot.demo.outside_play import filled_in
from bot.voices.files import made_for
from flows.voices import bring_in
from tests.bot.cards.drawn import unescaped
from tests.bot.cards.samples import AMINA, NOW, assessment
from tests.bot.voices.samples import read

MINIMAL = """
about: The shortest one with a voice from outside.
channel: "#housing-data"
start: {who: Helen Marsh, title: A title}
steps:
  - {at: review, who: Helen Marsh, click: invite, fill: {invite_whose: Carer}}
  - {at: review, who: Helen Marsh, brings: {1: 4, 3: "2, nobody asked us"}}
summary: {principles: {}, cons: {}, open: []}
"""


def example() -> Example:
    return parse(MINIMAL, "short.yml")


def test_what_they_write_is_kept_as_they_wrote_it() -> None:
    assert example().steps[1].brings == {1: "4", 3: "2, nobody asked us"}


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        (("1: 4", "19: 4"), "steps → 2 → brings: there is no question 19"),
        (("1: 4", "0: 4"), "steps → 2 → brings: there is no question 0"),
        (("1: 4", "1: six"), "steps → 2 → brings: question 1: “six” is no answer. Expected: 1, 2, 3, 4, 5, "),
        (("2, nobody asked us", "2, " + "no " * 200), "steps → 2 → brings: question 3: "),
        (('{1: 4, 3: "2, nobody asked us"}', "{}"), "steps → 2 → brings: "),
        (("brings: {1: 4,", "say: Hm, brings: {1: 4,"), "steps → 2: needs exactly one of click, choose,"),
        (('us"}}', 'us"}, hears: Hm}'), "steps → 2: hears does not go with brings"),
        (("Marsh, brings", "Marsh, confirm: true, brings"), "steps → 2: fill, reads and confirm go with a"),
        (
            ("who: Helen Marsh, brings", "who: Tom Fletcher, brings"),
            "only Helen Marsh, who owns it, brings in",
        ),
    ],
)
def test_broken_answers_say_what_is_wrong_and_where(wrong: tuple[str, str], problem: str) -> None:
    broken = MINIMAL.replace(*wrong)
    assert broken != MINIMAL
    with pytest.raises(ExampleError, match=re.escape(problem)):
        parse(broken, "short.yml")


def test_the_very_page_that_was_made_is_filled_in_and_the_summary_that_tells_of_it_is_read() -> None:
    one, whose = assessment("submitted"), "Carer’s group & friends"
    submission = one.last_submission
    assert submission is not None
    [page] = [data for name, data in made_for(one, whose).items() if name.endswith(".html")]
    for written in ({1: "2, nobody asked us", 18: "not sure"}, {1: "1, we were asked too late"}):
        brought = read(one, filled_in(page.decode(), written))
        assert brought.whose == whose
        said = [f"{answer.word}, {answer.words}".strip(", ") for answer in brought.voices[0].values()]
        assert said == list(written.values())
        bring_in(one, brought, AMINA, NOW)
        told = unescaped(voices.on_summary(one, submission))
        assert "Furthest from the team: " in told
        assert summary_card.read([f"2 for sharing (+). {told} No action is open."]).outside == told


def test_a_summary_that_tells_of_nobody_outside_or_of_others_is_a_difference() -> None:
    here = Summary(principles={}, cons={}, open=[], outside="1 voice: Carer.")
    none = here.model_copy(update={"outside": None})
    assert summary_card.read(["1 for sharing (+). 1 voice: Carer. An action is open."]) == here
    assert summary_card.differences(here, here) == []
    assert summary_card.differences(here, none) == [
        "Voices from outside: expected 1 voice: Carer., the card says none"
    ]


def test_open_questions_that_stand_in_one_row_are_read() -> None:
    lines = ["Open (?)", "People told and heard and Likely to work.", "1 for sharing (+)."]
    assert summary_card.read(lines).open == ["People told and heard", "Likely to work"]
