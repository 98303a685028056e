"""The bot of the property test: the killable one, in a world where waiting takes a fraction of the time."""

import asyncio
import contextlib
import itertools
import logging
import os
import signal
import time
from collections.abc import Sequence
from datetime import timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from bot.sandbox import Sandbox
from tests.crash.process import FORKS, KillableBot, hurry
from tests.crash.seams import Point, Seams, Track

RETRIES = (0.0, 0.5, 2.0)
"""When the sandbox sends an event again: Slack does so at once, after 1 and after 5 minutes."""
ACK_SECONDS = 20.0
"""How long a person or an event waits to be acknowledged, which is 3 s with Slack. What is lost on purpose is
given up at once, and so is what was on its way to a process that ends: this is for slow machines alone."""
FASTER = 20
"""How much shorter the bot's own waits are, so that a minute of Slack's time takes 3 s."""
MENDED_WITHIN = 60.0
"""Seconds in which even the slowest machine has mended what takes the bot 3 s here, a minute in Slack."""

START_SECONDS = 180.0


class HurriedBot(KillableBot):
    """Waits of the bot that are made for Slack's minutes are shortened as its retries are. There may be a
    second process beside the first, on the same database."""

    def __init__(
        self, slack: Sandbox, folder: Path, framework: Path, skews: Sequence[float] = (0.0,)
    ) -> None:
        """`skews`: by how many seconds the clock of each process is ahead of Slack's, in turn."""
        super().__init__(slack, folder, framework)
        self._skews = itertools.cycle(skews)
        self._log = folder / "log"
        self._twin: BaseProcess | None = None
        self.ends: list[float] = []
        """When a process was ended, seconds since the epoch."""

    @property
    def has_twin(self) -> bool:
        return self._twin is not None

    async def start(self, kill_at: Point | None = None) -> None:
        """Until it is connected. It ends if its token is revoked just then; like systemd, start it again."""
        before, until = set(self._slack.sockets.connections), time.monotonic() + START_SECONDS
        self._process = self._fork(kill_at)
        while not set(self._slack.sockets.connections) - before:
            if time.monotonic() > until:
                raise TimeoutError("the bot has not connected")
            if not self._process.is_alive():
                self._process = self._fork(kill_at)
            await asyncio.sleep(0.05)

    async def start_twin(self) -> None:
        """It may not connect while Slack refuses sockets: nobody waits for that."""
        self._twin = self._fork()
        sockets = len(self._slack.sockets.connections)
        with contextlib.suppress(TimeoutError):
            await self._slack.until(lambda: len(self._slack.sockets.connections) > sockets, 2)

    async def end(self) -> None:
        """A stop as by systemd."""
        await self._end(signal.SIGTERM)

    async def kill(self) -> None:
        await self._end(signal.SIGKILL)

    async def end_twin(self) -> None:
        twin, self._twin = self._twin, None
        await self._end_one(twin, signal.SIGKILL)

    async def end_all(self) -> None:
        """The end of a run: nobody needs to see the sockets close."""
        for process in (self._process, self._twin):
            if process is not None:
                await self._end_one(process, signal.SIGKILL)

    async def _end(self, how: signal.Signals) -> None:
        await self._end_one(self._process, how)
        await self._gone()

    async def _gone(self) -> None:
        self._process = None
        if not self.has_twin:
            await self._slack.until(lambda: not self._slack.sockets.connected)

    async def _end_one(self, process: BaseProcess | None, how: signal.Signals) -> None:
        assert process is not None
        self.ends.append(time.time())
        if process.pid and process.is_alive():
            os.kill(process.pid, how)
        await asyncio.to_thread(process.join)
        self.ends.append(time.time())

    def _fork(self, kill_at: Point | None = None) -> BaseProcess:
        arguments = (self._environment, str(self._log), self.track, kill_at, next(self._skews))
        process = FORKS.Process(target=_run, args=arguments, daemon=True)
        process.start()
        return process


def _run(environment: dict[str, str], log: str, track: Track, kill_at: Point | None, skew: float) -> None:
    from bot.catch_up import heartbeat
    from bot.config import Settings
    from bot.listeners import bolt_guard
    from bot.reconciler import delivery, reconciler, troubled_places
    from bot.slack import errors, users, visibility
    from bot.transports import event_loop, socket_mode

    os.environ.update(environment)
    logging.basicConfig(filename=log, level=logging.INFO, force=True)
    if kill_at:
        Seams(track, kill_at).install()
    hurry()
    reconciler.SWEEP_SECONDS /= FASTER
    troubled_places.TROUBLE_SECONDS /= FASTER
    delivery.NO_ENTRY_SECONDS /= FASTER
    delivery.REFUSED_SECONDS /= FASTER
    errors.NO_ENTRY_SECONDS /= FASTER
    visibility.BELIEVED /= FASTER  # else who comes back to the workspace is kept out until the test ends
    users.JUST_NOW /= FASTER
    bolt_guard.WATCH_SECONDS /= FASTER
    bolt_guard.AWAY_SECONDS /= FASTER
    heartbeat.BEAT_SECONDS = 0.1
    heartbeat.SHORT = timedelta(seconds=0.3)
    heartbeat.RETRIES = timedelta(seconds=4)
    handler = bolt_guard.SocketMode
    handler_init = handler.__init__

    def init(self: bolt_guard.SocketMode, *arguments: Any) -> None:
        handler_init(self, *arguments)
        self.client.ping_interval = 0.3  # how soon a broken socket is noticed: else 10 s

    setattr(handler, "__init__", init)  # noqa: B010 - mypy takes no other assignment to a method
    event_loop.run(socket_mode.run(Settings.from_environment(), clock=lambda: time.time() + skew))
