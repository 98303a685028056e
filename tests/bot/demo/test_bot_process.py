"""The bot as a process of its own: stopped and killed, and nothing that people did is lost."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.config import ExitCode
from bot.demo.acting import A_MOMENT
from bot.demo.bot_process import BotEnded, BotProcess
from bot.demo.shared_offset import SharedOffset
from bot.sandbox import AppManifest, CannotAct, Sandbox, WallClock
from bot.sandbox.world.riverside import HOUSING, TOM
from tests.scenarios.team import Team

ROOT = Path(__file__).parents[3]


@pytest.fixture
def offset(tmp_path: Path) -> SharedOffset:
    return SharedOffset(tmp_path / "clock")


@pytest.fixture
async def slack(offset: SharedOffset) -> AsyncIterator[Sandbox]:
    manifest = AppManifest.read(ROOT / "manifest.yml")
    clock = WallClock(offset)
    # What nobody acknowledges while the bot is away is sent again a moment after it is back.
    async with Sandbox(
        manifest=manifest, clock=clock, ack_seconds=10, retry_delays=(1, 2, 4, 8), trigger_seconds=60
    ) as sandbox:
        yield sandbox


def settings_for(slack: Sandbox, store: Path) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        "BALANCE_DATABASE_URL": f"sqlite:///{store}",
    }


@pytest.fixture
async def bot(slack: Sandbox, offset: SharedOffset, tmp_path: Path) -> AsyncIterator[BotProcess]:
    process = BotProcess(slack, settings_for(slack, tmp_path / "balance.db"), offset)
    await process.start()
    yield process
    await process.stop()


async def test_it_is_stopped_and_killed_in_the_middle_of_what_people_do(
    slack: Sandbox, bot: BotProcess
) -> None:
    team = Team(slack)
    await team.start()
    await team.click("4")
    await team.question(2)
    assert "was stopped" in await bot.restart()
    await team.click("3")
    await team.question(3)
    await slack.pass_time(A_MOMENT)
    # Typed, and killed before it can be known whether it was taken.
    typed = team.type("5 because nobody else can do it")
    assert "was killed" in await bot.restart(kill=True)
    await team.ticked(typed)
    await team.question(4)
    assert len(team.cards()) == 1


async def test_what_is_typed_while_it_is_away_is_taken_when_it_is_back(
    slack: Sandbox, bot: BotProcess
) -> None:
    team = Team(slack)
    await team.start()
    await bot.stop()
    typed = team.type("4")
    assert "started again" in await bot.restart()
    await team.ticked(typed)
    await team.question(2)


async def test_it_lives_by_the_sandboxs_clock(slack: Sandbox, bot: BotProcess, offset: SharedOffset) -> None:
    await slack.pass_time(86_400)
    assert offset.value > 86_000
    assert abs(SharedOffset(offset.path).now() - slack.now()) < 60
    team = Team(slack)
    await team.start()
    await team.ticked(team.type("4"))
    await team.question(2)


async def test_an_end_that_nobody_asked_for_is_told(
    slack: Sandbox, offset: SharedOffset, tmp_path: Path
) -> None:
    ended: asyncio.Queue[int] = asyncio.Queue()
    bot = BotProcess(slack, settings_for(slack, tmp_path / "balance.db"), offset, ended.put_nowait)
    await bot.start()
    assert bot._process is not None
    os.kill(bot._process.pid, signal.SIGKILL)
    async with asyncio.timeout(20):
        assert await ended.get() == -signal.SIGKILL
    assert "had ended" in await bot.restart(kill=True)
    await bot.stop()
    assert ended.empty()


async def test_one_that_cannot_start_says_so(slack: Sandbox, offset: SharedOffset, tmp_path: Path) -> None:
    store = tmp_path / "balance.db"
    bot = BotProcess(
        slack, settings_for(slack, store) | {"BALANCE_FRAMEWORK": str(tmp_path / "none")}, offset
    )
    with pytest.raises(BotEnded) as ended:
        await bot.start()
    assert ended.value.exit_code is ExitCode.WRONG
    await bot.stop()


async def test_one_that_slack_shuts_out_does_not_come_back_until_it_may(
    slack: Sandbox, bot: BotProcess
) -> None:
    with slack.faults.workspace.revoke_token(), pytest.raises(CannotAct, match="does not start again"):
        await bot.restart()
    assert "It is connected" in await bot.restart()


async def test_a_stop_during_a_restart_leaves_nothing_behind(slack: Sandbox, bot: BotProcess) -> None:
    restarting = asyncio.create_task(bot.restart())
    await slack.until(lambda: not slack.sockets.connected)
    await bot.stop()
    await restarting
    assert bot._process is None
    assert not slack.sockets.connected


async def test_it_ends_when_whoever_started_it_is_gone(slack: Sandbox, bot: BotProcess) -> None:
    process = bot._process
    assert process is not None
    assert process.stdin is not None
    process.stdin.close()
    await slack.until(lambda: not slack.sockets.connected)
    async with asyncio.timeout(20):
        assert await process.wait() == 0
    slack.person(TOM).types.post(HOUSING, "the sandbox itself goes on")
