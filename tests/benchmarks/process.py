"""A bot as a process of its own, and what processes cost: CPU seconds and memory from /proc."""

import asyncio
import contextlib
import os
import signal
import sys
from pathlib import Path
from typing import Protocol

import aiohttp

from tests.benchmarks.ways import SECRET
from tests.ports import free_port

TICKS = os.sysconf("SC_CLK_TCK")


class Costs(Protocol):
    """A bot, or several as one."""

    @property
    def cpu_seconds(self) -> float: ...

    @property
    def memory_mb(self) -> float: ...


class BotProcess:
    """`python -m ...` with the environment of a bench; listens on a free port."""

    def __init__(self, api_url: str, database_url: str, *command: str, **environment: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._command = [sys.executable, "-m", *command]
        self._environment = {
            **os.environ,
            "SLACK_BOT_TOKEN": "xoxb-bench",
            "SLACK_APP_TOKEN": "xapp-bench",
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": f"{api_url}/api/",
            "BALANCE_DATABASE_URL": database_url,
            "BALANCE_LOG_LEVEL": "ERROR",
            **environment,
        }
        self._process: asyncio.subprocess.Process | None = None

    async def spawn(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            *self._command, env=self._environment, stdout=asyncio.subprocess.DEVNULL
        )

    async def start(self) -> None:
        """Spawn it, and wait until it listens."""
        self._command += ["--port", str(self.port)]
        await self.spawn()
        assert self._process is not None
        async with aiohttp.ClientSession() as http:
            while True:
                try:
                    async with http.get(f"{self.url}/health"):
                        return
                except aiohttp.ClientConnectorError:
                    assert self._process.returncode is None, "the bot ended at once"
                    await asyncio.sleep(0.01)

    async def stop(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()
            await self._process.wait()

    async def kill(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        await self._process.wait()

    @property
    def cpu_seconds(self) -> float:
        return cpu_seconds(self.pid)

    @property
    def memory_mb(self) -> float:
        """What is resident."""
        return _megabytes(Path(f"/proc/{self.pid}/status"), "VmRSS:")

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid


def own_cpu_seconds() -> float:
    """What the bench itself has used: people, and Slack."""
    used = os.times()
    return used.user + used.system


# On a machine without /proc these benches cannot run.


def cpu_seconds(pid: int, *, with_ended: bool = False) -> float:
    """`with_ended`: and of those that it started, once they have ended."""
    used = _stat(pid)[11 : 15 if with_ended else 13]  # utime, stime, cutime, cstime
    return sum(map(int, used)) / TICKS


def started_by(pid: int) -> list[int]:
    """The processes that this one started and that still run."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it has ended meanwhile
            if int(_stat(int(folder.name))[1]) == pid:
                found.append(int(folder.name))
    return found


def private_mb(pid: int) -> float:
    """What it holds that no other process has in common with it."""
    return _megabytes(Path(f"/proc/{pid}/smaps_rollup"), "Private_Clean:", "Private_Dirty:")


def _stat(pid: int) -> list[str]:
    """From the state on: the name before it may hold anything."""
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()


def _megabytes(file: Path, *names: str) -> float:
    """The sum of what these lines say, which each file has once."""
    lines = [line.split() for line in file.read_text().splitlines() if line.startswith(names)]
    assert len(lines) == len(names), f"{file} does not say {names}"
    return sum(int(kilobytes) for _, kilobytes, _ in lines) / 1024
