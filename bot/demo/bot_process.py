"""The bot as a process of its own, so that it can be stopped, and killed, under the sandbox's eyes."""

import asyncio
import contextlib
import json
import signal
import sys
from collections.abc import Callable
from typing import Any

from bot.config import ExitCode
from bot.demo.shared_offset import SharedOffset
from bot.sandbox.errors import CannotAct
from bot.sandbox.sandbox import Sandbox

STOPS_WITHIN = 30.0
"""Seconds; the bot gives what is under way some of them."""
CONNECTS_WITHIN = 30.0


class BotEnded(Exception):
    """The bot ended before it was connected. It has said why on stderr."""

    def __init__(self, code: int) -> None:
        super().__init__(f"the bot ended with {code}")
        self.exit_code = ExitCode.WRONG if code == ExitCode.WRONG else ExitCode.FAILED


class BotProcess:
    """The bot, started and ended as often as anybody likes. What it is set up with goes over its standard
    input: a command line can be read by everybody on this machine.

    `on_end` hears of it when the bot ends though nobody asked it to.
    """

    def __init__(
        self,
        slack: Sandbox,
        settings: dict[str, Any],
        offset: SharedOffset,
        on_end: Callable[[int], None] = lambda _code: None,
    ) -> None:
        self._slack = slack
        self._given = json.dumps({"settings": settings, "offset": str(offset.path)}).encode() + b"\n"
        self._on_end = on_end
        self._process: asyncio.subprocess.Process | None = None
        self._watching: asyncio.Task[None] | None = None
        self._one_at_a_time = asyncio.Lock()

    async def start(self) -> None:
        """Returns once it is connected. Raises BotEnded, or TimeoutError while nothing lets it connect."""
        async with self._one_at_a_time:
            await self._start()

    async def stop(self) -> None:
        """As `balance run` is stopped: what is under way is finished. Does nothing if it has ended."""
        async with self._one_at_a_time:
            await self._end(signal.SIGTERM)

    async def restart(self, *, kill: bool = False) -> str:
        """End it and start it, and say what happened. `kill`: without a warning, as a power cut would.
        Raises CannotAct."""
        async with self._one_at_a_time:
            ran = await self._end(signal.SIGKILL if kill else signal.SIGTERM)
            how = ("was killed" if kill else "was stopped") if ran else "had ended by itself"
            return await self._start_again(how)

    async def _start(self) -> None:
        self._process = process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot.demo.child"),
            stdin=asyncio.subprocess.PIPE,
            # Ctrl+C is for the sandbox, which then ends the bot.
            start_new_session=True,
        )
        assert process.stdin is not None
        with contextlib.suppress(ConnectionError):  # it ended at once, and that is told below
            process.stdin.write(self._given)
            await process.stdin.drain()
        connecting = asyncio.create_task(self._slack.wait_connected(CONNECTS_WITHIN))
        ending = asyncio.create_task(process.wait())
        await asyncio.wait({connecting, ending}, return_when=asyncio.FIRST_COMPLETED)
        if ending.done():
            connecting.cancel()
            self._process = None
            raise BotEnded(ending.result())
        self._watching = asyncio.create_task(self._watch(process, ending))
        await connecting

    async def _start_again(self, how: str) -> str:
        name = self._slack.world.bot.name
        try:
            await self._start()
        except BotEnded:
            problem = f"{name} {how}, and does not start again. Stop all faults, and restart it."
            raise CannotAct(f"{problem} The terminal says why.") from None
        except TimeoutError:
            return f"{name} {how}, and was started again. It has no connection: a fault keeps it out."
        return f"{name} {how}, and was started again. It is connected."

    async def _end(self, number: signal.Signals) -> bool:
        """False if it had ended already."""
        process, self._process = self._process, None
        if process is None:
            return False
        if self._watching:
            self._watching.cancel()
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(number)
        try:
            async with asyncio.timeout(STOPS_WITHIN):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
        if process.stdin:
            process.stdin.close()
        with contextlib.suppress(TimeoutError):
            await self._slack.until(lambda: not self._slack.sockets.connected)
        return True

    async def _watch(self, process: asyncio.subprocess.Process, ending: "asyncio.Task[int]") -> None:
        code = await ending
        if self._process is process:
            self._process = None
            self._on_end(code)
