"""The history of an assessment: what was written then, and stands no more, is there whole."""

from datetime import UTC, datetime

import pytest

from bot.cards.callbacks import Ref
from bot.cards.history import EVENTS_A_PAGE, history
from bot.sandbox.wire.blockkit.surfaces import view_errors
from flows.activity import Happened
from flows.machine import Trigger
from flows.reason import REASON_LIMIT
from tests.bot.cards.drawn import texts
from tests.bot.cards.samples import TOM, assessment

NOW = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize("character", "x&”")
def test_what_was_written_is_there_whole_and_the_window_is_taken_by_slack(character: str) -> None:
    one = assessment("submitted")
    words, shows = character * REASON_LIMIT, character * (REASON_LIMIT - 1)
    question = one.framework.questions[0].id
    event = Happened(NOW, TOM, Trigger.ANSWER, question, {"rating": 2}, words, shows)
    view = history(one, Ref.of(one), [event] * EVENTS_A_PAGE, EVENTS_A_PAGE)
    assert view_errors(view) == []
    drawn = "".join(texts(view["blocks"], "plain_text"))
    seen = drawn.count("’" if character == "”" else character)
    assert seen >= EVENTS_A_PAGE * (len(words) + len(shows))
