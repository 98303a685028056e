"""Stopped, killed and started again: nothing that was seen taken is lost, nothing is posted twice."""

import asyncio
import os
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.app import create_app
from bot.cards.callbacks import Do
from bot.config import ConfigError
from bot.demo.cards import CardKind
from bot.sandbox import AppManifest, Sandbox
from bot.sandbox.errors import NotAcknowledged
from bot.sandbox.world.riverside import AMINA, HOUSING, TOM
from tests.scenarios.conftest import ROOT, Bot, settings_for
from tests.scenarios.team import Team


class Process:
    """The bot as `balance run`, a process of its own."""

    def __init__(self, slack: Sandbox, database: Path) -> None:
        self.slack = slack
        self.environment = {
            "PATH": os.environ["PATH"],
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_API_URL": slack.api_url,
            "BALANCE_DATABASE_URL": f"sqlite:///{database}",
        }
        self.process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        self.process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot.cli",
            "run",
            env=self.environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        await self.slack.wait_connected()

    async def kill(self) -> None:
        await self._end(signal.SIGKILL)

    async def terminate(self) -> str:
        return await self._end(signal.SIGTERM)

    async def _end(self, how: signal.Signals) -> str:
        assert self.process is not None
        self.process.send_signal(how)
        output, _ = await self.process.communicate()
        self.code = self.process.returncode
        self.process = None
        await self.slack.until(lambda: not self.slack.sockets.connected)
        return output.decode()


@pytest_asyncio.fixture
async def process(slack: Sandbox, database: Path) -> AsyncIterator[Process]:
    bot = Process(slack, database)
    await bot.start()
    yield bot
    if bot.process:
        await bot.kill()


async def test_after_kill_9_everything_goes_on_where_it_was(slack: Sandbox, process: Process) -> None:
    slack.limits.enforced = False
    team = Team(slack)
    await team.start()
    for number in range(1, 19):
        await team.question(number)
        await team.click(str(4 + number % 2))  # a process of its own takes the same twice for one tap
        if number % 5 == 0:  # right after the click was acknowledged, before or while the card is drawn
            await process.kill()
            await process.start()
    await team.sees(CardKind.REVIEW)
    await process.kill()
    await process.start()
    await team.click(Do.SUBMIT)
    await process.kill()
    await process.start()
    summary = await team.summary()
    assert summary.text.count("6 of 6 rated") == 3
    assert len([m for m in team.bots() if m.text.startswith("Purposeful:")]) == 1


async def test_a_stop_is_clean_and_says_where_everything_is(
    slack: Sandbox, process: Process, database: Path
) -> None:
    team = Team(slack)
    await team.start()
    output = await process.terminate()
    assert process.code == 0
    assert slack.api_url in output
    assert str(database) in output
    assert slack.bot_token not in output


async def test_an_assessment_goes_on_after_days(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    await team.answer_all(["4", "4", "4"])
    await team.click(Do.PAUSE)
    await team.sees(CardKind.PAUSED)
    await bot.stop()
    await bot.start()
    await team.click(Do.RESUME)
    await team.question(4)


async def test_the_first_card_after_a_restart_calls_people_by_their_names(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    await team.click("4", by=TOM)
    await team.question(2)
    await bot.stop()
    slack.log.clear()
    await bot.start()
    await slack.until(lambda: {TOM, AMINA} <= {call.args["user"] for call in slack.log.of("users.info")})
    await team.click("3", by=TOM)
    card = await team.question(3)
    assert slack.person(TOM).name in card.text


async def test_a_click_while_the_bot_is_away_warns_and_counts_for_nothing(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    await bot.stop()
    with pytest.raises(NotAcknowledged):
        await team.click("4")
    await bot.start()
    await team.question(1)
    await team.click("4")
    await team.question(2)


async def test_a_locked_database_takes_nothing_and_says_so(slack: Sandbox, bot: Bot, database: Path) -> None:
    team = Team(slack)
    await team.start()
    other = sqlite3.connect(database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(NotAcknowledged):
        await team.click("4")
    await team.told("could not be saved")
    await team.question(1)
    other.execute("ROLLBACK")
    other.close()
    await team.click("4")
    await team.question(2)


async def test_a_typed_answer_is_taken_when_slack_sends_it_again(database: Path) -> None:
    manifest = AppManifest.read(ROOT / "manifest.yml")
    async with Sandbox(manifest=manifest, retry_delays=(0, 2, 4)) as slack:
        bot = Bot(slack, settings_for(slack, database))
        await bot.start()
        await _type_while_locked(Team(slack), database)
        await bot.stop()


async def _type_while_locked(team: Team, database: Path) -> None:
    await team.start()
    other = sqlite3.connect(database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    typed = team.type("4")
    await team.told("could not be saved")
    other.execute("ROLLBACK")
    other.close()
    await team.ticked(typed)
    card = await team.question(2)
    assert "Clear purpose: 4" in card.text


async def test_a_card_that_was_posted_but_not_written_down_is_found_again(
    slack: Sandbox, bot: Bot, database: Path
) -> None:
    team = Team(slack)
    card = await team.start()
    await bot.stop()
    with sqlite3.connect(database) as store:
        store.execute("UPDATE surfaces SET ts = NULL, shown = 0, posting = 1 WHERE kind = 'card'")
        store.execute(
            "UPDATE surfaces SET posting_since = (SELECT created_at FROM assessments) WHERE kind = 'card'"
        )
    store.close()
    slack.log.clear()
    await bot.start()
    await slack.until(lambda: slack.log.of("chat.update"))
    assert [message.ts for message in team.cards()] == [card.ts]
    assert not slack.log.of("chat.postMessage")
    assert slack.log.of("conversations.replies")[0].args["ts"] == team.thread
    assert slack.log.of("conversations.replies")[0].args["channel"] == HOUSING


async def test_what_ends_a_start_lets_what_was_begun_finish(slack: Sandbox, database: Path) -> None:
    """As an app token that Slack refuses does: a message that was on its way would be lost, or in doubt."""
    done, on_its_way = list[str](), asyncio.Event()

    async def work() -> None:
        await on_its_way.wait()
        done.append("sent")

    async def begin() -> None:
        async with create_app(settings_for(slack, database)) as running:
            running.balance.tasks.spawn(work(), "a message")
            asyncio.get_running_loop().call_later(0.05, on_its_way.set)
            raise ConfigError("SLACK_APP_TOKEN", "Slack refuses it.")

    with pytest.raises(ConfigError):
        await begin()
    assert done == ["sent"]
