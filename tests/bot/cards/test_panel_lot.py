"""The lot that stands for people beside their ratings is not told by the order in which they are named."""

from datetime import UTC, date, datetime

from bot.cards.known import Known
from bot.cards.panel import alone_card
from flows.actor import Actor
from flows.panel_acts import seat
from tests.bot.cards.samples import assessment

NAMES = {"U0AMINA0001": "Amina", "U0TOM000001": "Tom", "U0PRIYA0001": "Priya"}


def test_who_is_missing_is_named_in_the_same_order_whatever_the_lot() -> None:
    drawn = []
    for people in (list(NAMES), list(reversed(NAMES))):
        sample = assessment("new")
        seat(sample, people, Actor("U0AMINA0001", datetime.now(UTC)), named=False, until=None)
        card = alone_card(sample, Known(date(2026, 3, 4), NAMES))
        drawn.append((card.text, card.blocks))
    assert drawn[0] == drawn[1]
