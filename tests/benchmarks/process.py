"""A bot as a process of its own, and what it costs: CPU seconds and memory from /proc."""

import asyncio
import os
import socket
import sys
from pathlib import Path

import aiohttp

from tests.benchmarks.slack_side import SECRET

TICKS = os.sysconf("SC_CLK_TCK")


class BotProcess:
    """`python -m ...` with the environment of a bench; listens on a free port."""

    def __init__(self, api_url: str, database: Path, *command: str, **environment: str) -> None:
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._command = [sys.executable, "-m", *command]
        self._environment = {
            **os.environ,
            "SLACK_BOT_TOKEN": "xoxb-bench",
            "SLACK_APP_TOKEN": "xapp-bench",
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": f"{api_url}/api/",
            "BALANCE_DATABASE_URL": f"sqlite:///{database}",
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

    @property
    def cpu_seconds(self) -> float:
        fields = Path(f"/proc/{self._pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    @property
    def memory_mb(self) -> float:
        """What is resident. On a machine without /proc this bench cannot run."""
        for line in Path(f"/proc/{self._pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        raise AssertionError("no VmRSS")

    @property
    def _pid(self) -> int:
        assert self._process is not None
        return self._process.pid


def own_cpu_seconds() -> float:
    """What the bench itself has used: people, and Slack."""
    used = os.times()
    return used.user + used.system


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
