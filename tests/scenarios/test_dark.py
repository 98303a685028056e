"""A database out of reach under a running bot, and back: everybody is told, and nothing is doubled."""

import asyncio
import contextlib
import logging
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import select

from bot.catch_up import heartbeat
from bot.reconciler import reconciler
from bot.sandbox import AppManifest, Sandbox
from bot.sandbox.errors import NotAcknowledged
from bot.sandbox.world.riverside import AMINA, TOM
from storage import database as deadlines
from storage import engine, postgresql
from storage.backup import back_up
from storage.database import Database
from storage.outage import Outage
from storage.repository import Repository
from storage.tables import ACTIVITY, ANSWERS
from storage.transaction import Transaction
from tests.network import Network
from tests.postgres import only_reading
from tests.scenarios.conftest import ROOT, Bot, settings_for
from tests.scenarios.team import Team
from tests.scenarios.test_restarts import Process


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The product's deadlines, shorter, and much that fails in the dark beside what people do."""
    monkeypatch.setattr(deadlines, "SECONDS", 2.0)
    monkeypatch.setattr(deadlines, "GRACE_SECONDS", 0.5)
    monkeypatch.setattr(postgresql, "PING_SECONDS", 0.2)
    monkeypatch.setattr(heartbeat, "BEAT_SECONDS", 0.3)
    monkeypatch.setattr(reconciler, "SWEEP_SECONDS", 0.3)


def of_the_bot(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    """The loggers and levels of what the bot told its log, as somebody reads it who runs it."""
    return [
        (record.name, record.levelname)
        for record in caplog.records
        if record.name.startswith(("bot.", "storage.")) and not record.name.startswith("bot.sandbox")
    ]


async def refused(team: Team, by: str = AMINA) -> None:
    """Click, and be told in plain words that it was not taken."""
    with pytest.raises(NotAcknowledged):
        await team.click("4", by)
    await team.told("could not be saved", by)


@pytest_asyncio.fixture
async def begun(
    network: Network, impatient: None, database: Path, caplog: pytest.LogCaptureFixture
) -> AsyncIterator[Team]:
    """A team at its first question; Slack sends again what is not acknowledged."""
    manifest = AppManifest.read(ROOT / "manifest.yml")
    async with Sandbox(manifest=manifest, retry_delays=(0, 2, 4)) as slack:
        bot = Bot(slack, settings_for(slack, database, BALANCE_DATABASE_URL=network.url))
        await bot.start()
        team = Team(slack)
        await team.start()
        caplog.clear()
        yield team
        await bot.stop()


async def test_what_people_do_in_the_dark_is_refused_and_taken_after(
    network: Network, begun: Team, caplog: pytest.LogCaptureFixture
) -> None:
    team = begun
    with caplog.at_level(logging.INFO):
        network.swallow()
        await refused(team)
        typed = team.type("4", TOM)
        await team.told("could not be saved", TOM)
        network.carry_again()
        await team.ticked(typed)
        await team.question(2)
        await team.click("3")
        await team.question(3)
    assert of_the_bot(caplog) == [(Outage.__module__, "ERROR"), (Outage.__module__, "WARNING")]


async def test_a_database_that_only_reads_for_a_while_refuses_and_takes_after(
    network: Network, begun: Team, caplog: pytest.LogCaptureFixture
) -> None:
    """As after a failover to a standby, and back. Nobody ends the sessions that began meanwhile."""
    team = begun
    with caplog.at_level(logging.INFO):
        with only_reading(network.server):
            await refused(team)
            await refused(team, TOM)
        await team.click("4")
        await team.question(2)
    of_the_bot_itself = [(name, level) for name, level in of_the_bot(caplog) if level != "INFO"]
    assert of_the_bot_itself[0] == (Outage.__module__, "ERROR")
    assert {name for name, _ in of_the_bot_itself} == {Outage.__module__}
    assert of_the_bot_itself[-1] == (Outage.__module__, "WARNING")


async def test_an_answer_whose_commit_was_in_doubt_is_taken_once(
    slack: Sandbox, network: Network, impatient: None, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was kept, and its clicker was told that it was not: they click again, on the card that they see."""
    monkeypatch.setattr(reconciler, "SWEEP_SECONDS", 60.0)  # nobody else brings the next card
    bot = Bot(slack, settings_for(slack, database, BALANCE_DATABASE_URL=network.url))
    await bot.start()
    team = Team(slack)
    await team.start()
    save = Repository.save

    def save_and_go_deaf(repository: Repository, *assessment_at: Any) -> None:
        save(repository, *assessment_at)
        network.swallow_answers()

    with monkeypatch.context() as fault:
        fault.setattr(Repository, "save", save_and_go_deaf)
        await refused(team)
    network.carry_again()
    await team.question(1)
    await team.click("4")
    await team.question(2)
    await bot.stop()

    def kept(transaction: Transaction) -> tuple[int, int]:
        answers = transaction.execute(select(ANSWERS)).all()
        logged = transaction.execute(select(ACTIVITY).where(ACTIVITY.c.question_id.is_not(None))).all()
        return len(answers), len(logged)

    store = Database(network.server)
    assert store.write_now(kept) == (1, 1)
    store.close()


@pytest_asyncio.fixture
async def process(slack: Sandbox, network: Network, database: Path) -> AsyncIterator[Process]:
    bot = Process(slack, database)
    bot.environment["BALANCE_DATABASE_URL"] = network.url
    await bot.start()
    yield bot
    if bot.process:
        await bot.kill()


async def test_a_stop_ends_the_process_while_it_is_dark(
    slack: Sandbox, network: Network, process: Process
) -> None:
    team = Team(slack)
    await team.start()
    network.swallow()
    with pytest.raises(NotAcknowledged):
        await team.click("4")
    output = await process.terminate()
    assert process.code == 0
    assert output.count("out of reach") == 1
    assert "Traceback" not in output


async def test_a_sqlite_file_that_is_moved_away_takes_nothing_until_it_is_back(
    slack: Sandbox, bot: Bot, database: Path
) -> None:
    team = Team(slack)
    await team.start()
    aside = database.with_name("aside.db")
    move(database, aside)
    await refused(team)
    await team.question(1)
    move(aside, database)
    await team.click("4")
    await team.question(2)


@pytest.fixture
def waits_not_long(impatient: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.05)


async def test_a_sqlite_file_that_another_program_holds_is_said_once_however_much_fails_meanwhile(
    slack: Sandbox, waits_not_long: None, bot: Bot, database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    team = Team(slack)
    await team.start()
    caplog.clear()
    with caplog.at_level(logging.WARNING):
        async with held(database):
            await refused(team)
            await refused(team, TOM)  # whose name is new, and is not kept either
        await team.click("4")
        await team.question(2)
    assert of_the_bot(caplog) == [(Outage.__module__, "ERROR"), (Outage.__module__, "WARNING")]


@contextlib.asynccontextmanager
async def held(database: Path) -> AsyncIterator[None]:
    """By a program of its own, as by SQLite's shell."""
    program = (
        "import sqlite3, sys\n"
        "connection = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "connection.execute('BEGIN IMMEDIATE')\n"
        "print(flush=True)\n"
        "sys.stdin.read()\n"
    )
    other = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, str(database), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert other.stdout
    await other.stdout.readline()
    try:
        yield
    finally:
        await other.communicate(b"")  # which ends it


@pytest_asyncio.fixture
async def on_a_file(slack: Sandbox, database: Path) -> AsyncIterator[Process]:
    bot = Process(slack, database)
    await bot.start()
    yield bot
    if bot.process:
        await bot.kill()


async def test_a_log_that_is_taken_away_under_a_running_bot_takes_no_answer_along(
    slack: Sandbox, on_a_file: Process, database: Path
) -> None:
    team = Team(slack)
    await team.start()
    await team.click("4")
    await team.question(2)
    shell("rm balance.db-wal balance.db-shm", database.parent)
    with contextlib.suppress(NotAcknowledged):  # unless the bot noticed before, by something of its own
        await team.click("3")
    with contextlib.suppress(TimeoutError):
        await team.question(3)
    if not team.stands_at(3):
        await team.click("3")
        await team.question(3)
    await on_a_file.kill()
    await on_a_file.start()
    await team.click("4")
    await team.question(4)


@pytest.mark.parametrize("command", ["cat older > balance.db-shm", "truncate -s 0 balance.db-shm"])
async def test_the_index_of_the_log_that_is_written_to_under_a_running_bot_takes_no_answer_along(
    slack: Sandbox, on_a_file: Process, database: Path, command: str
) -> None:
    team = Team(slack)
    await team.start()
    await team.click("4")
    await team.question(2)
    shell("cp balance.db-shm older", database.parent)
    await team.click("3")
    await team.question(3)
    shell(command, database.parent)
    await refused(team)
    output = await on_a_file.terminate()
    assert on_a_file.code == 0
    assert output.count("out of reach") == 1
    await on_a_file.start()
    await team.click("4")
    await team.question(4)


async def test_a_backup_that_is_copied_over_the_database_of_a_running_bot_takes_nothing(
    slack: Sandbox, on_a_file: Process, database: Path
) -> None:
    team = Team(slack)
    await team.start()
    back_up(f"sqlite:///{database}", database.with_name("backup"))
    await team.click("4")
    await team.question(2)
    shell("cat backup > balance.db", database.parent)
    await refused(team)
    output = await on_a_file.terminate()
    assert output.count("out of reach") == 1
    shell("cmp backup balance.db", database.parent)
    await on_a_file.start()
    await team.question(1)


def shell(command: str, folder: Path) -> None:
    """In a process of its own, as whoever does such things."""
    subprocess.run(["sh", "-ec", command], cwd=folder, check=True)


def move(file: Path, to: Path) -> None:
    file.replace(to)
