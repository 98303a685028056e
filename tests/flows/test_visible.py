"""What looks empty is empty, wherever somebody types."""

from datetime import UTC, date, datetime

import pytest

from bot.use_cases.starting import StartForm
from flows.action_plan import ActionForm
from flows.answer import Answer, Given
from flows.condition import TermsForm
from flows.decision import DecisionForm, Verdict
from flows.hearing import hear
from flows.intents import Rate
from flows.refusals import NotTaken, Why
from flows.typed import some_words
from flows.visible import visible
from tests.refused import refused

NOW = datetime(2026, 3, 4, tzinfo=UTC)
TODAY = NOW.date()
BLANK = [
    "",
    " \n\t\u00a0\u3000",
    "\u200b\u200c\u200d\u2060\ufeff",
    "\u200e\u202e\u2066\u2069",
    "\u00ad\u034f\u180e\ufe0f",
    "\u115f\u1160\u3164\uffa0",
    "\u2800\u2800\u2800",
    "\u0301\u0308",
    "\U000e0041\U000e007f",
    "\ue000\x07",
]


@pytest.mark.parametrize("text", BLANK, ids=ascii)
def test_what_shows_nothing_is_nothing(text: str) -> None:
    assert visible(text) == ""


@pytest.mark.parametrize(
    "text", ["a", "?", "4", "é", "e\u0301", "字", "👍🏽", "❤\ufe0f", "\u200bx\u200b"], ids=ascii
)
def test_what_shows_something_is_kept_as_it_is(text: str) -> None:
    assert visible(f"  {text}\n") == text


@pytest.mark.parametrize("text", BLANK[1:], ids=ascii)
def test_in_a_form_it_counts_as_left_empty(text: str) -> None:
    text *= 3
    assert StartForm(text, text, "C1").errors(date(2026, 1, 1))["title"].length == 0
    assert set(DecisionForm(Verdict.DECLINE, "", words=text).errors(TODAY)) == {"words"}
    conditions = DecisionForm(Verdict.CONDITIONS, "", conditions=(text,), terms=TermsForm("U1", TODAY))
    assert set(conditions.errors(TODAY)) == {"conditions"}
    assert set(ActionForm("question.q", text, "U1", TODAY).errors(TODAY)) == {"what"}
    with refused(Why.QUERY_MISSING):
        some_words(text, Why.QUERY_MISSING)


@pytest.mark.parametrize("text", BLANK[1:], ids=ascii)
def test_as_a_reason_it_is_none(text: str) -> None:
    with refused(Why.NOT_APPLICABLE_WHY, NotTaken):
        Answer.not_applicable(text)
    assert Answer.rated(4, text, text) == Answer.rated(4)
    assert Answer.not_sure(text) == Answer.not_sure()
    given = Given(Answer.rated(4, "it is law", "the act"), "U1", NOW)
    assert given.explained("U1", NOW, text, text) == Given(Answer.rated(4), "U1", NOW)


@pytest.mark.parametrize("text", ["\u200b", "\u3164", "\u2800\u2800"], ids=ascii)
def test_typed_it_is_no_reason_either(text: str) -> None:
    assert hear(f"because {text}") is None
    assert hear(f"4 because {text}") == Rate(4, "")
