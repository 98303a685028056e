"""The process that makes an export is never left behind: it takes too long, or Balance is stopped."""

import asyncio
import sys
from asyncio.subprocess import Process
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from bot.records import exporter
from bot.records.exporter import Exporter, NotMade


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> asyncio.Queue[Process]:
    """What is started in place of an export, and would never end."""
    started = asyncio.Queue[Process]()
    start = asyncio.create_subprocess_exec

    async def sleep(*_: str, **options: Any) -> Process:
        process = await start(sys.executable, "-c", "import time; time.sleep(3600)", **options)
        started.put_nowait(process)
        return process

    monkeypatch.setattr(asyncio, "create_subprocess_exec", sleep)
    return started


def make(tmp_path: Path) -> asyncio.Task[exporter.Made]:
    url = make_url(f"sqlite:///{tmp_path}/balance.db")
    return asyncio.create_task(Exporter(url).make("one", ["pdf"], without_names=False))


async def test_one_that_takes_too_long_is_ended(
    slow: asyncio.Queue[Process], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporter, "SECONDS", 0.1)
    with pytest.raises(NotMade):
        await make(tmp_path)
    assert slow.get_nowait().returncode is not None


async def test_a_stop_of_balance_ends_it(slow: asyncio.Queue[Process], tmp_path: Path) -> None:
    making = make(tmp_path)
    process = await slow.get()
    making.cancel()
    with pytest.raises(asyncio.CancelledError):
        await making
    assert process.returncode is not None
