"""docs/machine.md says what the machine does."""

import re
from pathlib import Path

from hypothesis import given, settings

from flows.diagram import ends_in_words, render
from flows.edges import edges
from flows.framework import Framework
from flows.states import FIXED_STATES
from flows.triggers import Trigger
from tests.flows.frameworks import framework, frameworks

PAGE = Path(__file__).parents[2] / "docs" / "machine.md"


def test_the_page_in_docs_is_what_the_machine_is(default: Framework) -> None:
    """If this fails: make diagram."""
    assert PAGE.read_text(encoding="utf-8") == render(default)


@given(frameworks())
@settings(max_examples=20, deadline=None)
def test_every_way_of_any_machine_is_counted_in_the_table(chosen: Framework) -> None:
    page = render(chosen)
    counted = sum(int(count) for count in re.findall(r"\| (\d+) \|$", page, re.MULTILINE))
    assert counted == len(list(edges(chosen)))
    assert "as listed" not in page


def test_every_trigger_state_and_question_is_on_the_page(default: Framework) -> None:
    page = render(default)
    for trigger in Trigger:
        assert f"| {trigger.replace('_', ' ')} |" in page
    for question in default.questions:
        assert f'state "{default.number(question.id)} {question.label}"' in page
    for state in FIXED_STATES:
        node = state.replace("-", "_")
        assert re.search(rf"(--> |^  ){node}\b", page, re.MULTILINE)


def test_no_name_in_the_diagram_has_a_hyphen() -> None:
    page = render(framework((1, 1), (1,)))
    names = re.findall(r"^ +(\S+) --> ([^\s:]+)", page, re.MULTILINE)
    assert names
    assert not [name for pair in names for name in pair if "-" in name]


def test_ways_without_a_pattern_are_listed_one_by_one() -> None:
    ways = frozenset({("a-1", "b-1"), ("a-2", "review")})
    assert ends_in_words(framework((1, 1), (1,)), ways) == ("as listed", "a-1 → b-1, a-2 → review")
