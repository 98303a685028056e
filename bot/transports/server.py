"""The HTTP server: uvicorn, with what a connection may cost kept within bounds."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import Iterator
from typing import Self

import uvicorn
from starlette.applications import Starlette

from bot.app import STOP_SECONDS
from bot.config import ConfigError
from bot.transports import connections
from bot.transports.crowd import AT_ONCE, QUEUE, Crowd


class Server(uvicorn.Server):
    """A server that leaves the process's signals to us, and says when it listens."""

    def __init__(self, config: uvicorn.Config, ready: asyncio.Event) -> None:
        super().__init__(config)
        self.server_state = Crowd()
        self._ready = ready

    @classmethod
    def of(cls, web: Starlette, ready: asyncio.Event) -> Self:
        web.router.redirect_slashes = False  # what stands nowhere is said to, and nobody is sent elsewhere
        config = uvicorn.Config(
            web,
            http=connections.Connection,
            ws="none",
            backlog=AT_ONCE,
            log_config=None,
            log_level=logging.ERROR,  # what was wrong with a request is said here, with its sender
            access_log=False,
            lifespan="off",
            server_header=False,
            timeout_keep_alive=connections.KEPT_SECONDS,
            timeout_graceful_shutdown=int(STOP_SECONDS),
        )
        return cls(config, ready)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for listening in sockets or []:
            listening.listen(QUEUE)  # uvicorn has one number for this and for how many are taken at once
        self._ready.set()


def listener(host: str, port: int, setting: str) -> socket.socket:
    """Taken before anything else is begun: uvicorn ends the process when it cannot have an address. Raises
    ConfigError, which names the `setting`."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server((host, address[1]), family=family)
    except OSError as error:
        raise ConfigError(setting, f"cannot listen on {host} port {port}: {error.strerror}.") from None
    except UnicodeError:  # of one that is never asked for
        raise ConfigError(setting, f"cannot listen on {host!a}: that is no address, nor a name.") from None
