"""The web server beneath the sandbox: on this machine only, and quick to stop."""

import asyncio
import contextlib
import ipaddress
import socket
from collections.abc import Iterator

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import InvalidState

from bot.sandbox.wire.gate import Address

KEPT_SECONDS = 75
"""How long a connection is kept for the next call; as nginx does. Lines break where a fault says so."""


class _WebSocket(WebSocketsSansIOProtocol):  # the older protocol warns about its own deprecation
    """Stops also when the other side is just leaving."""

    def shutdown(self) -> None:
        # uvicorn says goodbye also to who has just said it, which the protocol refuses.
        try:
            super().shutdown()
        except InvalidState:
            self.transport.close()


class Server(uvicorn.Server):
    """A server that leaves the process's signals to those who own it, and stops without delay."""

    def __init__(self, app: Starlette) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                log_config=None,
                lifespan="off",
                ws=_WebSocket,
                access_log=False,
                timeout_keep_alive=KEPT_SECONDS,
            )
        )
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

    def cut(self, caller: Address | None) -> None:
        """Break the connection from this address without a word, as a failing network would."""
        for connection in tuple(self.server_state.connections):
            # An IPv6 peer has four parts, of which the first two are its address.
            if connection.transport.get_extra_info("peername")[:2] == caller:
                connection.transport.abort()


def loopback_listener(host: str, port: int) -> socket.socket:
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
