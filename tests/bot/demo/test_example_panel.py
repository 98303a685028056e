"""What the panel of an example must hold, and how its summary is read."""

import re

import pytest

from bot.cards.starting import HOW, Way
from bot.demo import summary_card
from bot.demo.example import ExampleError, Summary, parse
from bot.demo.example_panel import Panel
from flows.particulars import ASSESSORS

FOURS = "[4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, not sure]"
MINIMAL = f"""
about: The shortest one with a panel.
channel: "#adult-social-care"
start: {{who: Helen Marsh, title: A title}}
panel:
  names: false
  people:
    Helen Marsh: {{ratings: {FOURS}}}
    Owen Davies: {{ratings: {FOURS}, reasons: {{18: nobody has asked}}}}
steps:
  - {{at: reveal, who: Helen Marsh, click: rate_again, question: 18}}
  - {{at: ballot, who: Helen Marsh, click: 4}}
summary: {{principles: {{}}, cons: {{}}, open: []}}
"""


def panel() -> Panel:
    found = parse(MINIMAL, "short.yml").panel
    assert found is not None
    return found


def test_whoever_is_on_the_panel_is_asked_in_the_form() -> None:
    assert panel().fields == {ASSESSORS: ["Helen Marsh", "Owen Davies"], HOW: Way.ALONE}
    assert panel().model_copy(update={"names": True}).fields[HOW] == Way.NAMED


def test_each_answer_has_its_number_and_its_reason() -> None:
    first, *_, last = panel().people["Owen Davies"].answers()
    assert (first, last) == ((1, "4", ""), (18, "not sure", "nobody has asked"))


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        (("[4, 4,", "[4,"), "panel → people → Helen Marsh: needs 18 ratings, one for each question, not 17"),
        (("[4,", "[6,"), "panel → people → Helen Marsh → ratings → 1: "),
        (("{18:", "{19:"), "panel → people → Owen Davies: there is no question 19"),
        (("Owen Davies:", "Owen:"), "a person is one of "),
        (("    Owen Davies:", "#"), "panel → people: "),
        (("Owen Davies:", "Tom Fletcher:"), "Tom Fletcher is not in #adult-social-care"),
        (
            ("ballot, who: Helen Marsh, click: 4", "ballot, who: Helen Marsh, say: Hm"),
            "a ballot needs a click",
        ),
        (("click: rate_again", "say: Hm"), "steps → 1: question goes with a click"),
    ],
)
def test_a_broken_panel_says_what_is_wrong_and_where(wrong: tuple[str, str], problem: str) -> None:
    with pytest.raises(ExampleError, match=re.escape(problem)):
        parse(MINIMAL.replace(*wrong), "short.yml")


def test_how_far_a_panel_agreed_and_what_is_split_is_read_off_the_card() -> None:
    lines = [
        "Purposeful ++==+= 3.5 Mixed",
        "  6 of 6 rated, agreed on 5",
        "Responsible +?+++- 3.6 Mixed",
        "  5 of 6 rated, agreed on 0, 3.2 to 3.8",
        "The panel is split",
        "• Root causes: 1 ●●  2 ·  3 ·  4 ·  5 ●●, median 3",
    ]
    shown = summary_card.read(lines)
    purposeful, responsible = shown.principles.values()
    assert (purposeful.agreed, purposeful.range) == (5, None)
    assert (responsible.agreed, responsible.range) == (0, "3.2 to 3.8")
    assert shown.split == {"Root causes": "1 ●●  2 ·  3 ·  4 ·  5 ●●, median 3"}
    hidden = Summary(principles=shown.principles, cons={}, open=[])
    assert summary_card.differences(hidden, shown)[0] == "The panel is split:"
