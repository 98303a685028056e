"""Its day has come, and nobody was told: there is another day only if somebody can be told of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import cast

import pytest

from bot.erasing.retention import Sweep
from bot.slack.users import People, Person
from bot.slack.visibility import Seen
from flows.actor import Actor
from flows.retention_rules import Period, Retention, Unit
from flows.settings import WorkspaceSettings
from storage.database import Database
from storage.frameworks import FrameworkStore
from storage.retention import past_their_day
from storage.settings import SettingsStore
from tests.storage.conftest import Store
from tests.storage.samples import AMINA, FRAMEWORK, HERE, HOUSING, NOW, PRIYA, assessment

MUCH_LATER = NOW + timedelta(days=400)
DAY = date(2026, 6, 20)
IN, OUT = frozenset({HOUSING}), frozenset[str]()


class Everybody:
    """Its owner has left; its lead is there."""

    async def one(self, person: str) -> Person:
        return Person(person, UTC, has_left=person == AMINA)


@pytest.fixture
def store(sqlite: Database) -> Store:
    """An assessment that was to be erased months ago."""
    made = Store(sqlite)
    made.rows(lambda transaction: made.frameworks.keep(transaction, FRAMEWORK, NOW))
    rules = WorkspaceSettings(leads=(PRIYA,), retention=Retention(abandoned=Period(90, Unit.DAYS)))

    def keep(settings: SettingsStore) -> None:
        settings.keep_workspace(rules)
        settings.keep_retention(rules.retention)

    made.rows(lambda transaction: keep(SettingsStore(transaction, HERE)))
    one = assessment()
    one.abandon(Actor(AMINA, NOW, f"{NOW.timestamp():.6f}"))
    made.add(replace(one, erase_on=DAY))
    return made


@pytest.mark.parametrize("channels", [IN, OUT])
async def test_who_may_not_see_its_channel_is_nobody_to_tell(store: Store, channels: frozenset[str]) -> None:
    async def seen_by(person: str) -> Seen:
        return Seen(channels if person == PRIYA else IN, complete=True)

    frameworks = FrameworkStore()
    people = cast(People, Everybody())
    await Sweep(store.database, frameworks, people, seen_by, HERE, lambda: MUCH_LATER).sweep()
    day = store.load().erase_on
    past = store.database.read_now(lambda transaction: past_their_day(transaction, MUCH_LATER))
    assert day is not None
    if channels == IN:
        assert day > MUCH_LATER.date(), "she is told of another day"
        assert past == 0
    else:
        assert day == DAY
        assert past == 1, "the doctor says so"


async def test_what_slack_does_not_say_is_looked_at_again_tomorrow(store: Store) -> None:
    async def seen_by(person: str) -> Seen:
        return Seen(OUT, complete=False)

    now: datetime = MUCH_LATER
    sweep = Sweep(store.database, FrameworkStore(), cast(People, Everybody()), seen_by, HERE, lambda: now)
    await sweep.sweep()
    assert store.load().erase_on == DAY
