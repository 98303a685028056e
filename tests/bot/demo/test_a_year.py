"""A jump of the sandbox's clock, over the wire: what the bot does by itself on the way happens on its day."""

from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from bot.demo.files import files
from bot.demo.running import running
from bot.sandbox.world.riverside import AMINA, TOM
from tests.scenarios.team import TITLE, Team

DAY = 86_400.0
LONDON = ZoneInfo("Europe/London")


@pytest.mark.timeout(180)
async def test_a_year_sends_every_reminder_on_its_way(tmp_path: Path, quick_people: None) -> None:
    with files(str(tmp_path / "year")) as where:
        async with running(where, BALANCE_FRAMEWORK=None) as slack, aiohttp.ClientSession() as page:
            team = Team(slack)
            await team.start()
            await team.click("4", by=TOM)
            await team.question(2)
            begun = slack.now()
            moved = await page.post(
                f"{slack.url}sandbox/clock", json={"forward": 365 * DAY}, headers={"X-Sandbox": "1"}
            )
            assert (await moved.json())["ok"]
            assert slack.now() >= begun + 365 * DAY
            for user in (AMINA, TOM):
                person = slack.person(user)
                told = [float(m.ts) for m in person.sees.messages(person.dm) if TITLE in m.text]
                assert len(told) == 3, "after 3, 7 and 14 days, and then no more"
                moments = [datetime.fromtimestamp(one, UTC).astimezone(LONDON) for one in told]
                assert all(one.weekday() < 5 and 9 <= one.hour < 17 for one in moments)
                assert all(later - earlier > 2 * DAY for earlier, later in pairwise([begun, *told]))
                assert told[-1] < begun + 20 * DAY, "and not all at the end"
            assert not slack.log.errors
