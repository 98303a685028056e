"""The history of an assessment: what was written then, and stands no more, is there whole."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.cards.callbacks import Ref
from bot.cards.history import EVENTS_A_PAGE, history
from bot.sandbox.wire.blockkit.surfaces import view_errors
from flows import particulars_log
from flows.activity import Happened
from flows.entry import Entry
from flows.machine import Trigger
from flows.particulars import ABOUT_MAX, RECIPIENTS_MAX, TITLE_MAX, Particulars
from flows.reason import REASON_LIMIT
from flows.sheet import Kind, default_sheet
from tests.bot.cards.drawn import texts
from tests.bot.cards.panels import rated, revealed
from tests.bot.cards.samples import TOM, assessment

NOW = datetime(2026, 3, 2, tzinfo=UTC)
RATINGS = {assessment("new").framework.questions[0].id: rated(1, 5)}


TYPED = ["x", "&", "”x"]
"""What is typed over and over: as it is, longer once it is escaped, and with quotes within ours."""


def full_of(typed: str, length: int) -> str:
    return (typed * length)[:length]


@pytest.mark.parametrize("typed", TYPED)
def test_what_was_written_is_there_whole_and_the_window_is_taken_by_slack(typed: str) -> None:
    one = assessment("submitted")
    words, shows = full_of(typed, REASON_LIMIT), full_of(typed, REASON_LIMIT - 1)
    question = one.framework.questions[0].id
    event = Happened(NOW, TOM, Trigger.ANSWER, question, {"rating": 2}, words, shows)
    view = history(one, Ref.of(one), [event] * EVENTS_A_PAGE, EVENTS_A_PAGE)
    assert view_errors(view) == []
    drawn = "".join(texts(view["blocks"], "plain_text"))
    assert drawn.count(typed[-1]) >= EVENTS_A_PAGE * (words + shows).count(typed[-1])


@pytest.mark.parametrize("typed", TYPED)
def test_how_it_was_described_before_is_there_whole(typed: str) -> None:
    one = assessment("submitted")
    title, about, recipients = (full_of(typed, most) for most in (TITLE_MAX, ABOUT_MAX, RECIPIENTS_MAX))
    before = Particulars(title, about, recipients=recipients)
    detail = particulars_log.logged(list(before.differing(Particulars.of(one))), before)
    event = Happened(NOW, TOM, particulars_log.DESCRIBED, None, detail)
    view = history(one, Ref.of(one), [event] * EVENTS_A_PAGE, EVENTS_A_PAGE)
    assert view_errors(view) == []
    drawn = "".join(texts(view["blocks"], "plain_text"))
    assert drawn.count(typed[-1]) >= EVENTS_A_PAGE * (title + about + recipients).count(typed[-1])


@pytest.mark.parametrize(
    ("number", "came", "words"),
    [
        (1, {"came": "last_done"}, "was the last to be done, and what everybody answered alone was revealed"),
        (2, {"came": "last_done"}, "was the last to be done, and how it was rated again was revealed"),
        (1, {"came": "nobody_left"}, "took out who was not done yet, and what everybody answered alone was"),
        (1, {}, "revealed what everybody answered alone"),
        (1, {"came": "of a newer version"}, "revealed what everybody answered alone"),
    ],
)
def test_a_reveal_that_came_by_itself_is_no_act_of_anybody(
    number: int, came: dict[str, str], words: str
) -> None:
    event = Happened(NOW, TOM, "reveal", None, {"round": number, **came})
    assert f"<@{TOM}> {words}" in str(history(revealed(RATINGS), Ref.of(revealed(RATINGS)), [event], 1))


def test_of_a_reveal_from_before_that_was_kept_the_moments_tell_that_it_came_by_itself() -> None:
    one = revealed(RATINGS)
    assert one.panel is not None
    done_at = one.panel.people[-1].done_at
    assert done_at is not None
    for at, did in ((done_at, "was the last to be done"), (NOW, "revealed what everybody answered alone")):
        event = Happened(at, TOM, "reveal", None, {"round": 1})
        assert f"<@{TOM}> {did}" in str(history(one, Ref.of(one), [event], 1))


def test_nothing_is_said_of_words_that_were_not_there() -> None:
    one = assessment("submitted")
    before = Particulars(one.title, "")
    event = Happened(NOW, TOM, particulars_log.DESCRIBED, None, particulars_log.logged(["about"], before))
    view = history(one, Ref.of(one), [event], 1)
    assert not [text for text in texts(view["blocks"], "plain_text") if "“" in text]


def test_no_fact_can_be_written_so_that_it_reads_as_another() -> None:
    sheet = default_sheet()
    first, second = [field for field in sheet.fields if field.kind is Kind.WORDS][:2]
    forged = f"The Act.\n{second.label}: “Nobody”"
    entries = (Entry(first.id, forged, TOM, NOW), Entry(second.id, "Everybody", TOM, NOW))
    one = replace(assessment("submitted"), sheet=sheet, entries=entries)
    event = Happened(NOW, TOM, "recorded", None, {"entries": [1, 2]})
    drawn = "\n".join(texts(history(one, Ref.of(one), [event], 1)["blocks"], "plain_text"))
    assert f"{first.label}: “The Act.\n{second.label}: ‘Nobody’”" in drawn
    assert f"{second.label}: “Everybody”" in drawn
