"""The process that makes an export is never left behind: it takes too long, or Balance is stopped. And what
is missing has a code for why, whatever went wrong."""

import asyncio
import contextlib
import errno
import os
import select
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
from asyncio.subprocess import Process
from collections.abc import Callable
from pathlib import Path
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


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for what is temporary, also of the processes that are started."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


def names(folder: Path) -> list[str]:
    return [one.name for one in folder.iterdir()]


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
    slow: asyncio.Queue[Process], scratch: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporter, "SECONDS", 0.1)
    delete, where = shutil.rmtree, list[threading.Thread]()

    def noted(folder: Path) -> None:
        where.append(threading.current_thread())
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        (folder / "record.pdf").touch()
        delete(folder)

    monkeypatch.setattr(shutil, "rmtree", noted)
    await make(tmp_path)
    assert where != []
    assert threading.main_thread() not in where
    assert files(scratch) == {}


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
    scratch: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def busy(*_: object, **__: object) -> None:
        raise OSError(errno.EBUSY, "Device or resource busy")

    ends("(there / 'record.pdf').write_bytes(b'whole')")
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(os, "rmdir", busy)
        assert await make(tmp_path) == Made({"pdf": b"whole"}, {})
    assert [name in caplog.text for name in names(scratch)] == [True]
    assert await make(tmp_path) == Made({"pdf": b"whole"}, {})
    assert names(scratch) == [], "the next one clears it away"


@pytest.fixture
def kept_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stores:
    return Stores(tmp_path, monkeypatch)


ROOT = Path(__file__).parents[3]
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


BOT = """import sys
from sqlalchemy import make_url
from bot.records.exporter import Exporter
from bot.transports import event_loop
event_loop.run(Exporter(make_url(sys.argv[1])).make(sys.argv[2], ["json", "pdf"], without_names=False))
"""
"""What a bot does when somebody in Slack asks for an export."""

HANGING = f"""{OTHER}
    there = os.open(os.environ["EXPORTING"], os.O_WRONLY)
    os.write(there, str(os.getpid()).encode())
    import time; time.sleep(3600)
"""
"""A typst that tells by a pipe that it is asked, and has it open as long as its process is there."""


def test_a_bot_that_is_killed_leaves_no_record_behind(
    kept_here: Stores, scratch: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is under way in another bot is left alone; what a killed one was at ends with it, and what lies
    there is cleared away by the next."""
    one = kept()
    kept_here.add(one)

    def another() -> None:
        exporter = Exporter(make_url(kept_here.url))
        made = asyncio.run(exporter.make(one.assessment.id, ["json"], without_names=False))
        assert made.files.keys() == {"json"}

    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "typst.py").write_text(HANGING)
    pipe = tmp_path / "exporting"
    os.mkfifo(pipe)
    heard = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    environment = os.environ | {"PYTHONPATH": f"{tmp_path / 'elsewhere'}:{ROOT}", "EXPORTING": str(pipe)}
    bot = subprocess.Popen(
        [sys.executable, "-c", BOT, kept_here.url, one.assessment.id], cwd=ROOT, env=environment
    )
    exporting = 0
    try:
        exporting = int(next_of(heard))
        [record] = scratch.rglob("record.json")
        another()
        assert record.exists(), "it is still being used"
        bot.kill()
        bot.wait()
        assert next_of(heard) == b"", "it ended with the bot"
        assert record.exists()
        another()
        assert names(scratch) == []
    finally:
        bot.kill()
        bot.wait()
        os.close(heard)
        with contextlib.suppress(ProcessLookupError):
            if exporting:
                os.kill(exporting, signal.SIGKILL)


def next_of(pipe: int) -> bytes:
    """What comes next, or nothing once nobody has the other end any more."""
    waiting = select.poll()
    waiting.register(pipe, select.POLLIN)
    assert waiting.poll(60_000), "nothing came"
    return os.read(pipe, 100)
