"""The day of the record is kept once, on the day of the bot's clock."""

from datetime import timedelta

from sqlalchemy import select

from bot.records.daily import DailyDigest
from storage.database import Database
from storage.tables import CHAIN_DAYS
from tests.storage.conftest import Store
from tests.storage.samples import FRAMEWORK, HERE, NOW, assessment


async def test_each_day_on_which_something_grew_is_kept_once(sqlite: Database) -> None:
    store, days = Store(sqlite), []
    store.rows(lambda transaction: store.frameworks.keep(transaction, FRAMEWORK, NOW))
    now = NOW
    daily = DailyDigest(sqlite, HERE, lambda: now)
    for id in ("one", "two"):
        store.add(assessment(id), at=now)
        await daily.keep()
        await daily.keep()
        days.append(now.date().isoformat())
        now += timedelta(days=1)
    kept = select(CHAIN_DAYS.c.day).order_by(CHAIN_DAYS.c.day)
    assert store.rows(lambda t: list(t.execute(kept).scalars())) == days
