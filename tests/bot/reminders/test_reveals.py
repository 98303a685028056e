"""What people answered alone is revealed on its day; where that fails, nobody else is kept back."""

import asyncio
import logging
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from bot.reminders.loop import ReminderLoop
from bot.reminders.messages import ReminderMessages
from bot.reminders.reveals import Reveals
from bot.sandbox.world.riverside import AMINA, PRIYA, TOM
from bot.slack.users import People, Person
from bot.use_cases.panels import Panels
from bot.use_cases.revealing import Revealing
from storage.database import Database
from storage.panels import Due
from storage.workspace import Workspace
from tests.bot.use_cases.office import HERE, Office

ON_ITS_DAY = datetime(2026, 3, 6, 12, tzinfo=UTC)


class Everybody:
    """People of whom Slack says where they are, and who are to be reminded of nothing."""

    def __init__(self) -> None:
        self.swept = asyncio.Event()

    async def one(self, person: str) -> Person:
        return Person(person, UTC)

    async def settle_doubts(self) -> None:
        self.swept.set()


@pytest.fixture
async def office(sqlite: Database) -> Office:
    office = Office(sqlite)
    await office.start()
    panels = Panels(sqlite, office.frameworks, now=office.passing, framework=office.starting.framework)
    people = [AMINA, TOM, PRIYA]
    await panels.convene(office.act(), office.id, people, named=True, until=ON_ITS_DAY.date())
    return office


class Fails(Revealing):
    """With a fault of ours in it."""

    async def reveal_on_its_day(self, workspace: Workspace, due: Due) -> None:
        raise KeyError("a fault of ours")


async def test_a_reveal_that_fails_keeps_nobody_from_being_reminded(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    somebody = Everybody()
    people = cast(People, cast(Any, somebody))
    revealing = Fails(
        office.database, office.frameworks, now=lambda: ON_ITS_DAY, framework=office.starting.framework
    )
    loop = ReminderLoop(
        office.database,
        cast(ReminderMessages, cast(Any, somebody)),
        people,
        HERE,
        ON_ITS_DAY.timestamp,
        reveals=Reveals(revealing, people, HERE),
    )
    running = asyncio.create_task(loop.run())
    await somebody.swept.wait()
    loop.close()
    await running
    said = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert len(said) == 1
    assert await revealing.due(HERE) == [], "it is looked at again tomorrow"
