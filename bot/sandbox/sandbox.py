"""The sandbox as tests, the player and the page hold it: a workspace that listens on this machine."""

import asyncio
import contextlib
import ipaddress
import socket
from collections.abc import Callable, Iterable, Iterator, Sequence
from types import TracebackType
from typing import Self, TypeVar

import uvicorn
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import InvalidState

from bot.sandbox import riverside
from bot.sandbox.api import WebApi
from bot.sandbox.clock import Clock, WallClock
from bot.sandbox.core import Core
from bot.sandbox.limits import Limits
from bot.sandbox.log import Log
from bot.sandbox.manifest import DEFAULT_MANIFEST, AppManifest
from bot.sandbox.page_api import page_routes
from bot.sandbox.person import Person
from bot.sandbox.server import create_server
from bot.sandbox.sockets import Sockets
from bot.sandbox.world import Channel, Profile, World

T = TypeVar("T")


class Sandbox:
    """A small Slack of its own, in memory, for one app."""

    def __init__(
        self,
        *,
        enforce_limits: bool = False,
        clock: Clock | None = None,
        manifest: AppManifest = DEFAULT_MANIFEST,
        people: Iterable[Profile] | None = None,
        channels: Iterable[Channel] | None = None,
        deliver_http_to: str | None = None,
        ack_seconds: float = 3.0,
        retry_delays: Sequence[float] = (0, 60, 300),
    ) -> None:
        clock = clock or WallClock()
        self._core = Core(
            manifest=manifest,
            people=riverside.people() if people is None else people,
            channels=riverside.channels() if channels is None else channels,
            clock=clock,
            ack_seconds=ack_seconds,
            retry_delays=retry_delays,
            deliver_http_to=deliver_http_to,
        )
        self.limits = Limits(clock, enforced=enforce_limits)
        self._people = {user: Person(self._core, profile) for user, profile in self.world.people.items()}
        self._server: _Server | None = None
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

    def person(self, user: str) -> Person:
        """Somebody by id or name."""
        for person in self._people.values():
            if user in (person.id, person.name):
                return person
        raise KeyError(user)

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen, on this machine only."""
        listener = _loopback_listener(host, port)
        host_in_url = f"[{host}]" if ":" in host else host
        self._core.base_url = f"http://{host_in_url}:{listener.getsockname()[1]}/"
        app = create_server(
            self._core, WebApi(self._core, self.limits), page_routes(self._core, self._people)
        )
        config = uvicorn.Config(app, log_config=None, lifespan="off", ws=_WebSocket, access_log=False)
        self._server = _Server(config)
        self._serving = asyncio.create_task(self._server.serve(sockets=[listener]))
        while not self._server.started:
            if self._serving.done():
                await self._serving
            await asyncio.sleep(0.005)

    async def stop(self) -> None:
        """Close every connection and forget what still waits to be delivered."""
        if self._server is None or self._serving is None:
            return
        await self._core.outbox.close()
        await self._core.sockets.drop()
        self._server.request_stop()
        await self._serving
        self._server = self._serving = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def until(self, condition: Callable[[], T], timeout: float = 5.0) -> T:  # noqa: ASYNC109 - reads best in tests
        """Wait until the condition is true, looking again whenever the world changes; returns its value."""
        try:
            return await self.world.pulse.until(condition, timeout)
        except TimeoutError:
            recent = [f"{call.method}: {call.error or 'ok'}" for call in list(self.log)[-8:]]
            said = "; ".join([*recent, *list(self.log.errors)[-8:]])
            raise TimeoutError(
                f"not so after {timeout:g} s. The app’s last calls: {said or 'none'}"
            ) from None

    async def wait_connected(self, timeout: float = 10.0) -> None:  # noqa: ASYNC109
        """Wait until an app has opened a socket and was greeted."""
        await self.until(lambda: self.sockets.connected, timeout)

    async def settled(self, timeout: float = 5.0) -> None:  # noqa: ASYNC109
        """Wait until no event waits for its acknowledgement any more."""
        await self.until(lambda: not self._core.outbox.busy, timeout)

    def revoke_tokens(self) -> None:
        """From now on every token is answered with `token_revoked`."""
        self._core.credentials.revoked = True


class _WebSocket(WebSocketsSansIOProtocol):  # the older protocol warns about its own deprecation
    """Stops also when the other side is just leaving."""

    def shutdown(self) -> None:
        # uvicorn says goodbye also to who has just said it, which the protocol refuses.
        try:
            super().shutdown()
        except InvalidState:
            self.transport.close()


class _Server(uvicorn.Server):
    """A server that leaves the process's signals to those who own it, and stops without delay."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._stopping = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def main_loop(self) -> None:
        # uvicorn looks ten times a second whether it should stop, which a test suite would wait for.
        await self._stopping.wait()

    def request_stop(self) -> None:
        self.should_exit = self.force_exit = True
        self._stopping.set()


def _loopback_listener(host: str, port: int) -> socket.socket:
    """A listening socket; refuses any address that others could reach."""
    address = "127.0.0.1" if host == "localhost" else host
    try:
        loopback = ipaddress.ip_address(address).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise ValueError(f"The sandbox only listens on this machine, not on {host}.")
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    # The protocol is named because asyncio turns off Nagle's delay (40 ms a call) only where it is.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address, port))
    except OSError:
        listener.close()
        raise
    return listener
