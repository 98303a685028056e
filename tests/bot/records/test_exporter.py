"""The process that makes an export is never left behind: it takes too long, or Balance is stopped. And what
is missing has a code for why, whatever went wrong."""

import asyncio
import errno
import sys
import tempfile
import threading
from asyncio.subprocess import Process
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlalchemy import make_url

from bot.records import exporter
from bot.records.exporter import Exporter, Made
from tests.bot.exports.conftest import Stores, files
from tests.flows.record.samples import kept


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


def make(tmp_path: Path) -> asyncio.Task[Made]:
    url = make_url(f"sqlite:///{tmp_path}/balance.db")
    return asyncio.create_task(Exporter(url).make("one", ["pdf"], without_names=False))


async def test_one_that_takes_too_long_is_ended(
    slow: asyncio.Queue[Process], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporter, "SECONDS", 0.1)
    assert await make(tmp_path) == Made({}, {"pdf": "too_long"})
    assert slow.get_nowait().returncode is not None


async def test_a_stop_of_balance_ends_it(slow: asyncio.Queue[Process], tmp_path: Path) -> None:
    making = make(tmp_path)
    process = await slow.get()
    making.cancel()
    with pytest.raises(asyncio.CancelledError):
        await making
    assert process.returncode is not None


async def test_what_it_wrote_is_cleared_away_beside_the_event_loop(
    slow: asyncio.Queue[Process], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporter, "SECONDS", 0.1)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    clear, where = TemporaryDirectory.cleanup, list[threading.Thread]()

    def noted(folder: TemporaryDirectory[str]) -> None:
        where.append(threading.current_thread())
        Path(folder.name, "record.pdf").touch()
        clear(folder)

    monkeypatch.setattr(TemporaryDirectory, "cleanup", noted)
    await make(tmp_path)
    assert where != []
    assert threading.main_thread() not in where
    assert files(tmp_path) == {}


@pytest.fixture
def ends(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Have this run in place of an export, with the folder of its record as `there`."""
    start = asyncio.create_subprocess_exec

    def by(code: str) -> None:
        async def other(*command: str, **options: Any) -> Process:
            folder = Path(command[command.index("--to") + 1]) / "one"
            begin = f"import os, signal, pathlib; there = pathlib.Path({str(folder)!r}); there.mkdir()"
            return await start(sys.executable, "-c", f"{begin}\n{code}", **options)

        monkeypatch.setattr(asyncio, "create_subprocess_exec", other)

    return by


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("raise SystemExit(2)", "ended_2"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "killed_9"),
        ("print('why pdf typst_missing')", "typst_missing"),
        ("print('why pdf Sharing the arrears data')", "ended_0"),
        ("print('why html disk_enospc')", "ended_0"),
        ("(there / 'record.pdf').mkdir()", "disk_eisdir"),
    ],
)
async def test_what_is_not_there_has_a_code_and_what_is_there_comes(
    code: str, why: str, ends: Callable[[str], None], tmp_path: Path
) -> None:
    ends(f"(there / 'record.json').write_bytes(b'whole')\n{code}")
    url = make_url(f"sqlite:///{tmp_path}/balance.db")
    made = await Exporter(url).make("one", ["pdf", "json"], without_names=False)
    assert made == Made({"json": b"whole"}, {"pdf": why})


async def test_where_there_is_no_room_or_no_process_it_is_said_and_nothing_raised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(asyncio, "create_subprocess_exec", full)
    assert await make(tmp_path) == Made({}, {"pdf": "not_started_disk_enospc"})
    monkeypatch.setattr(tempfile, "mkdtemp", full)
    assert await make(tmp_path) == Made({}, {"pdf": "disk_enospc"})


async def test_what_cannot_be_cleared_away_takes_nothing_from_who_waits(
    ends: Callable[[str], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    clear = TemporaryDirectory.cleanup

    def busy(folder: TemporaryDirectory[str]) -> None:
        clear(folder)
        raise OSError(errno.EBUSY, "Device or resource busy")

    monkeypatch.setattr(TemporaryDirectory, "cleanup", busy)
    ends("(there / 'record.pdf').write_bytes(b'whole')")
    assert await make(tmp_path) == Made({"pdf": b"whole"}, {})
    assert "disk_ebusy" in caplog.text


@pytest.fixture
def kept_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stores:
    return Stores(tmp_path, monkeypatch)


OTHER = """import os
class TypstError(Exception): pass
class PanicException(BaseException): pass
class Fonts: pass
def compile(*_, **__): """
"""Of typst, as far as it is asked."""


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        ("raise ImportError('no typst here')", "typst_missing"),
        (f"{OTHER}raise TypstError", "typst_failed"),
        (f"{OTHER}raise PanicException", "typst_failed"),
        (f"{OTHER}os.abort()", "killed_6"),
    ],
)
async def test_whatever_typst_does_the_other_forms_come(
    broken: str, why: str, kept_here: Stores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the process that is really started: `typst` is another one there."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "typst.py").write_text(broken)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "elsewhere"))
    one = kept()
    kept_here.add(one)
    made = await Exporter(make_url(kept_here.url)).make(
        one.assessment.id, ["pdf", "json"], without_names=False
    )
    assert made.files.keys() == {"json"}
    assert made.missing == {"pdf": why}


async def test_what_is_wrong_with_the_store_has_a_code_too(kept_here: Stores, tmp_path: Path) -> None:
    assert await make(tmp_path) == Made({}, {"pdf": "store"}), "there is none"
    kept_here.add(kept())
    found = await Exporter(make_url(kept_here.url)).make("another", ["json"], without_names=True)
    assert found == Made({}, {"json": "not_there"})
