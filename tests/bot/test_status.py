"""balance status: what it says is wrong, and what scripts read of it."""

import asyncio
import json
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from socket import gethostname
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.catch_up import presence
from bot.config import ConfigError, ExitCode, Settings
from bot.sandbox import Sandbox
from bot.sandbox.world import TEAM_ID
from bot.sandbox.world.riverside import HOUSING
from bot.status import ALIVE, CONNECTED, DRAWN, Status, ago, as_data, tell, words
from storage import schema
from storage.database import Database
from storage.engine import for_writing
from storage.processes import Drawing, Process
from storage.surface_rows import SurfaceKind
from storage.tables import ASSESSMENTS, SURFACES
from storage.transaction import Transaction
from tests.network import Network
from tests.postgres import only_reading
from tests.scenarios.conftest import Bot, bot, database, slack
from tests.scenarios.team import Team
from tests.storage.samples import NOW

__all__ = ["bot", "database", "slack"]
WELL = Process("one", "T0HERE", 7, "host", "HTTP", "0.1", started_at=NOW, connected_since=NOW)
LITTLE = timedelta(seconds=1)


def status(*processes: Process, oldest: timedelta | None = None, held_up: int = 0) -> Status:
    waiting = Drawing(1 if oldest else 0, NOW - oldest if oldest else None, held_up)
    return Status(NOW, processes, waiting, reminders=0, place="balance.db", schema="0001", size=1_000_000)


@pytest.mark.parametrize(
    "found",
    [
        pytest.param(status(WELL), id="one that is connected"),
        pytest.param(status(replace(WELL, age=ALIVE)), id="wrote a while ago"),
        pytest.param(status(WELL, replace(WELL, id="two", age=ALIVE * 9)), id="another one was killed"),
        pytest.param(
            status(replace(WELL, connected_since=None, lost_at=NOW - CONNECTED)), id="connects anew"
        ),
        pytest.param(status(WELL, oldest=DRAWN), id="a full room"),
        pytest.param(status(WELL, held_up=3), id="not invited: its owner was told"),
    ],
)
def test_all_is_well(found: Status) -> None:
    assert found.problems() == []
    assert as_data(found)["ok"] is True


@pytest.mark.parametrize(
    "found",
    [
        pytest.param(status(), id="nobody"),
        pytest.param(status(replace(WELL, age=ALIVE + LITTLE)), id="killed"),
        pytest.param(
            status(replace(WELL, connected_since=None, lost_at=NOW - CONNECTED - LITTLE)), id="not connected"
        ),
        pytest.param(status(WELL, oldest=DRAWN + LITTLE), id="not drawn"),
        pytest.param(replace(status(replace(WELL, age=ALIVE * 2)), refusal="full"), id="takes no change"),
    ],
)
def test_something_is_wrong_and_said(found: Status) -> None:
    [problem] = found.problems()
    assert words(found)[-1] == problem
    assert as_data(found)["problems"] == [problem]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(-5, "0 seconds"), (1, "1 second"), (119, "119 seconds"), (120, "2 minutes"), (172_800, "2 days")],
)
def test_how_long_ago(seconds: int, said: str) -> None:
    assert ago(timedelta(seconds=seconds)) == said


def told(settings: Settings, capsys: pytest.CaptureFixture[str]) -> tuple[ExitCode, dict[str, Any]]:
    capsys.readouterr()
    code = tell(settings, as_json=True)
    return code, json.loads(capsys.readouterr().out)


def is_between(first: datetime, moment: str, last: datetime) -> bool:
    return first <= datetime.fromisoformat(moment) <= last


async def test_a_bot_is_seen_from_its_start_to_its_stop(
    slack: Sandbox, bot: Bot, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    await bot.stop()
    monkeypatch.setattr(presence, "BEAT_SECONDS", 0.05)
    began = datetime.now(UTC)
    await bot.start()
    team = Team(slack)
    await team.start()
    async with asyncio.timeout(30):
        while True:
            _, found = told(bot.settings, capsys)
            seen = found["processes"]
            if seen and seen[0]["connected_since"] and seen[0]["last_event_at"]:
                break
            await asyncio.sleep(0.05)
    now = datetime.now(UTC)
    [process] = found["processes"]
    assert process["alive"]
    assert (process["mode"], process["version"]) == ("Socket Mode", version("balance-bot"))
    assert (process["pid"], process["host"], process["team"]) == (os.getpid(), gethostname(), TEAM_ID)
    for moment in ("started_at", "connected_since", "last_event_at"):
        assert is_between(began, process[moment], now), moment
    assert process["started_at"] <= process["connected_since"]
    assert process["not_connected_since"] is None
    assert 0 <= process["last_written_seconds_ago"] < ALIVE.total_seconds()
    assert found["store"]["bytes"] > 0
    assert HOUSING not in json.dumps(found)
    [line, *_] = lines(bot.settings, capsys)
    for part in (str(os.getpid()), gethostname(), "Socket Mode", version("balance-bot"), TEAM_ID):
        assert part in line
    await bot.stop()
    code, found = told(bot.settings, capsys)
    assert (code, found["processes"]) == (ExitCode.FAILED, [])
    assert tell(bot.settings, as_json=False) is ExitCode.FAILED


def lines(settings: Settings, capsys: pytest.CaptureFixture[str]) -> list[str]:
    capsys.readouterr()
    tell(settings, as_json=False)
    return capsys.readouterr().out.splitlines()


async def test_what_waits_is_counted_and_said_with_since_when(
    slack: Sandbox, bot: Bot, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a bot leaves it that is killed in the middle of things."""
    await Team(slack).start()
    await bot.stop()
    store = Database(bot.settings.database_url)
    newest = str(schema.state(store)[1])
    long_ago = datetime.now(UTC) - timedelta(days=3)

    def behind(transaction: Transaction) -> None:
        of = SURFACES.c
        transaction.execute(update(SURFACES).values(wanted=of.shown, due_at=None, posting_since=None))
        two = select(of.id).where(of.kind.in_((SurfaceKind.HEADLINE, SurfaceKind.CARD)))
        transaction.execute(update(SURFACES).where(of.id.in_(two)).values(wanted=of.shown + 1))
        transaction.execute(update(ASSESSMENTS).values(updated_at=long_ago, remind_from=long_ago))

    store.write_now(behind)
    store.close()
    code, found = told(bot.settings, capsys)
    assert code is ExitCode.FAILED
    assert found["drawing"] == {"waiting": 2, "oldest_since": long_ago.isoformat(), "held_up": 0}
    assert found["reminders_due"] == 1
    assert found["store"]["version"] == newest
    assert (
        Path(found["store"]["place"]).name == Path(bot.settings.database_url.removeprefix("sqlite:///")).name
    )
    assert len(found["problems"]) == 2
    said = lines(bot.settings, capsys)
    [drawn, due, where] = said[:3]
    assert " 2, " in drawn
    assert "3 days" in drawn
    assert due.endswith(" 1.")
    assert found["store"]["place"] in where
    assert newest in where
    assert said[3:] == found["problems"]


def test_a_database_that_takes_no_change_is_what_is_wrong(
    network: Network, capsys: pytest.CaptureFixture[str]
) -> None:
    """And not that no process has written down that it runs: none could."""
    settings = Settings.model_validate({"BALANCE_DATABASE_URL": network.url})
    with only_reading(network.server):
        code, found = told(settings, capsys)
        assert code is ExitCode.FAILED
        assert found["store"]["takes_changes"] is False
        [problem] = found["problems"]
        assert problem.startswith("The database takes no change: cannot execute ")
        assert lines(settings, capsys)[-1] == problem
    assert told(settings, capsys)[1]["store"]["takes_changes"] is True


def test_one_that_another_program_holds_is_no_problem(
    sqlite: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings.model_validate({"BALANCE_DATABASE_URL": f"sqlite:///{sqlite.file}"})
    with for_writing(sqlite.engine).begin():
        _, found = told(settings, capsys)
    assert found["store"]["takes_changes"] is True


def test_without_a_store_it_is_set_up_wrongly(tmp_path: Path) -> None:
    settings = Settings.model_validate({"BALANCE_DATABASE_URL": f"sqlite:///{tmp_path / 'none.db'}"})
    with pytest.raises(ConfigError):
        tell(settings, as_json=False)
    assert list(tmp_path.iterdir()) == []
