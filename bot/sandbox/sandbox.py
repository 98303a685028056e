"""The sandbox as tests, the player and the page hold it: a workspace that listens on this machine."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from bot.sandbox.faults import Faults
from bot.sandbox.faults.board import Board
from bot.sandbox.page.api import page_routes
from bot.sandbox.page.app_process import AppControl
from bot.sandbox.page.clock import clock_routes
from bot.sandbox.page.switchboard.routes import switchboard_routes
from bot.sandbox.people.neighbours import Neighbours
from bot.sandbox.people.person import Person
from bot.sandbox.wire.api import WebApi
from bot.sandbox.wire.core import Core
from bot.sandbox.wire.gate import Address
from bot.sandbox.wire.keeping import Keeping
from bot.sandbox.wire.limits import Limits
from bot.sandbox.wire.log import Log
from bot.sandbox.wire.server import create_server
from bot.sandbox.wire.serving import Server, loopback_listener
from bot.sandbox.wire.sockets import Sockets
from bot.sandbox.world import Channel, Profile, World, riverside
from bot.sandbox.world.clock import Clock, WallClock
from bot.sandbox.world.manifest import AppManifest
from bot.sandbox.world.time_travel import TimeTravel

T = TypeVar("T")


class Sandbox:
    """A small Slack of its own for one app, in memory unless it is kept in a file."""

    def __init__(
        self,
        *,
        manifest: AppManifest,
        enforce_limits: bool = False,
        clock: Clock | None = None,
        people: Iterable[Profile] | None = None,
        channels: Iterable[Channel] | None = None,
        deliver_http_to: str | None = None,
        ack_seconds: float = 3.0,
        trigger_seconds: float = 3.0,
        retry_delays: Sequence[float] = (0, 60, 300),
        fault_seed: int = 0,
        counting_stamps: bool = False,
        keep: Path | None = None,
    ) -> None:
        """`keep`: a file that the world is taken from, and written to. Raises CannotKeep."""
        clock = clock or WallClock()
        self._core = Core(
            manifest=manifest,
            people=riverside.people() if people is None else people,
            channels=riverside.channels() if channels is None else channels,
            clock=clock,
            ack_seconds=ack_seconds,
            trigger_seconds=trigger_seconds,
            retry_delays=retry_delays,
            deliver_http_to=deliver_http_to,
            counting_stamps=counting_stamps,
        )
        self._keeping = Keeping(self._core, keep) if keep else None
        self.limits = Limits(clock, enforced=enforce_limits)
        self._people = {user: Person(self._core, profile) for user, profile in self.world.people.items()}
        self.faults = Faults(Board(self._core, self.limits, self._people, self._cut, fault_seed))
        """Slack on a bad day, on command."""
        self.neighbours = Neighbours(self._core, self._people)
        """Other workspaces, and what happens between them and ours."""
        self.app = AppControl(self._core)
        """The app's own process, for the page to end, once somebody has lent it."""
        self._time_travel = TimeTravel(
            clock, self.world.pulse, lambda: self.faults.under_way, lambda after: self.app.due(after)
        )
        self._server: Server | None = None
        self._serving: asyncio.Task[None] | None = None

    @property
    def world(self) -> World:
        return self._core.world

    @property
    def log(self) -> Log:
        return self._core.log

    @property
    def sockets(self) -> Sockets:
        return self._core.sockets

    @property
    def bot_token(self) -> str:
        return self._core.credentials.bot_token

    @property
    def app_token(self) -> str:
        return self._core.credentials.app_token

    @property
    def signing_secret(self) -> str:
        return self._core.credentials.signing_secret

    @property
    def url(self) -> str:
        """Where the page is, ending in a slash."""
        return self._core.base_url

    @property
    def api_url(self) -> str:
        """What the app takes as SLACK_API_URL."""
        return f"{self.url}api/"

    def now(self) -> float:
        """The sandbox's time, in seconds since 1970; ahead of the machine's once it was moved forward."""
        return self._core.clock.now()

    def person(self, user: str) -> Person:
        """Somebody by id or name."""
        for person in self._people.values():
            if user in (person.id, person.name):
                return person
        raise KeyError(user)

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen, on this machine only."""
        listener = loopback_listener(host, port)
        if self._keeping:
            self._keeping.begin()
            self._core.write_down = self._keeping.write
        host_in_url = f"[{host}]" if ":" in host else host
        self.world.url = f"http://{host_in_url}:{listener.getsockname()[1]}/"
        pages = [
            *switchboard_routes(self.faults, self._core),
            *clock_routes(self._core.clock, self._time_travel),
            *self.app.routes(),
            *page_routes(self._core, self._people, self.faults),
        ]
        web_api = WebApi(self._core, self.limits)
        self._server = Server(create_server(self._core, web_api, self.faults.gate, pages))
        self._serving = asyncio.create_task(self._server.serve(sockets=[listener]))
        while not self._server.started:
            if self._serving.done():
                await self._serving
            await asyncio.sleep(0.005)

    async def stop(self) -> None:
        """Close every connection and forget what still waits to be delivered."""
        try:
            if self._server is not None and self._serving is not None:
                await self._stop(self._server, self._serving)
        finally:
            if self._keeping:
                self._keeping.end()
            self._server = self._serving = self._keeping = None

    async def _stop(self, server: Server, serving: asyncio.Task[None]) -> None:
        if self._keeping:
            # They go with this sandbox, so what they did to the workspace goes as well.
            self.faults.clear()
        await self.faults.close()
        await self._core.outbox.close()
        await self._core.sockets.drop()
        server.request_stop()
        await serving

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def until(self, condition: Callable[[], T | None], timeout: float = 20.0) -> T:  # noqa: ASYNC109 - reads best in tests
        """Wait until the condition is true, looking again whenever the world changes; returns its value."""
        try:
            return await self.world.pulse.until(condition, timeout)
        except TimeoutError:
            recent = [f"{call.method}: {call.error or 'ok'}" for call in list(self.log)[-8:]]
            said = "; ".join([*recent, *list(self.log.errors)[-8:]])
            raise TimeoutError(
                f"not so after {timeout:g} s. The app’s last calls: {said or 'none'}"
            ) from None

    async def wait_connected(self, timeout: float = 30.0) -> None:  # noqa: ASYNC109
        """Wait until an app has opened a socket and was greeted."""
        await self.until(lambda: self.sockets.connected, timeout)

    async def settled(self, timeout: float = 20.0) -> None:  # noqa: ASYNC109
        """Wait until no event waits for its acknowledgement any more."""
        await self.until(lambda: self.is_settled, timeout)

    @property
    def is_settled(self) -> bool:
        """Whether no event waits for its acknowledgement."""
        return not self._core.outbox.busy

    async def pass_time(self, seconds: float, patience: float = 1.0) -> None:
        """Let time go by in a moment, as TimeTravel says; the app gets `patience` real seconds each time."""
        await self._time_travel.forward(seconds, patience)

    def _cut(self, caller: Address | None) -> None:
        if self._server is not None:
            self._server.cut(caller)

    def revoke_tokens(self) -> None:
        """From now on every token is answered with `token_revoked`."""
        self._core.credentials.revoked = True
