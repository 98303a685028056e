"""A bot as a process of its own, and what it costs: CPU seconds and memory from /proc."""

import asyncio
import os
import socket
import sys
import time
from pathlib import Path

import aiohttp

from tests.benchmarks.slack_side import SECRET

TICKS = os.sysconf("SC_CLK_TCK")


class BotProcess:
    """`python -m module` with the environment of a bench; listens on a free port."""

    def __init__(self, module: str, api_url: str, database: Path, *arguments: str) -> None:
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._command = [sys.executable, "-m", module, *arguments, "--port", str(self.port)]
        self._environment = {
            **os.environ,
            "SLACK_BOT_TOKEN": "xoxb-bench",
            "SLACK_APP_TOKEN": "xapp-bench",
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": f"{api_url}/api/",
            "BALANCE_DATABASE_URL": f"sqlite:///{database}",
            "BALANCE_LOG_LEVEL": "WARNING",
        }
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> float:
        """Returns the seconds until it answers."""
        began = time.perf_counter()
        self._process = await asyncio.create_subprocess_exec(
            *self._command, env=self._environment, stdout=asyncio.subprocess.DEVNULL
        )
        async with aiohttp.ClientSession() as http:
            while True:
                try:
                    async with http.get(f"{self.url}/health"):
                        return time.perf_counter() - began
                except aiohttp.ClientConnectorError:
                    assert self._process.returncode is None, "the bot ended at once"
                    await asyncio.sleep(0.01)

    async def stop(self) -> None:
        assert self._process is not None
        self._process.terminate()
        await self._process.wait()

    @property
    def cpu_seconds(self) -> float:
        fields = Path(f"/proc/{self._pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    @property
    def memory_mb(self) -> float:
        for line in Path(f"/proc/{self._pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        raise AssertionError("no VmRSS")

    @property
    def _pid(self) -> int:
        assert self._process is not None
        return self._process.pid


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
