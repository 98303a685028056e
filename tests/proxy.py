"""A network that only lets out who asks its proxy, and in which only its own authority signs certificates."""

import asyncio
import base64
import contextlib
import re
import ssl
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path

import trustme

HOST = "127.0.0.1"
NAME, PASSWORD = "balance", "secret-1234"
NAMES = ("slack.test", "*.slack.test", "slack.com", "*.slack.com")
"""Whom the stand-in can be. Who asks for Slack's own names past the proxy may reach Slack itself."""
_NAMED = re.compile(rb"(\r\nHost: )[^\r]+")


@dataclass
class BehindProxy:
    """A proxy for CONNECT, and behind it a stand-in with TLS for whatever is asked for.

    The stand-in passes on what it is sent to the server at `port`, in plain HTTP and under its own name:
    the sandbox answers nobody who asks for another.
    """

    port: int
    authority: Path
    asked: list[str] = field(default_factory=list)
    """Each host and port that a connection was asked for, also of those that were refused."""
    refused: set[str] = field(default_factory=set)
    wants_password: bool = True
    proxy_port: int = 0
    _inner_port: int = 0

    @property
    def url(self) -> str:
        return f"http://{NAME}:{PASSWORD}@{HOST}:{self.proxy_port}"

    @contextlib.asynccontextmanager
    async def run(self) -> AsyncIterator["BehindProxy"]:
        own = trustme.CA()
        own.cert_pem.write_to_path(str(self.authority))
        security = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        own.issue_cert(*NAMES).configure_cert(security)
        inner = await asyncio.start_server(self._stand_in, HOST, 0, ssl=security)
        proxy = await asyncio.start_server(self._connect, HOST, 0)
        self._inner_port = inner.sockets[0].getsockname()[1]
        self.proxy_port = proxy.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            proxy.close()
            inner.close()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        _, target, _ = head.split("\r\n")[0].split(" ")
        self.asked.append(target)
        known = base64.b64encode(f"{NAME}:{PASSWORD}".encode()).decode()
        if self.wants_password and f"proxy-authorization: basic {known}".lower() not in head.lower():
            await _refuse(writer, "407 Proxy Authentication Required")
        elif not head.startswith("CONNECT ") or target.split(":")[0] in self.refused:
            await _refuse(writer, "403 Forbidden")
        else:
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await _carry(reader, writer, self._inner_port)

    async def _stand_in(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _carry(reader, writer, self.port, _under_its_own_name)


def _under_its_own_name(data: bytes) -> bytes:
    return _NAMED.sub(rb"\g<1>" + HOST.encode(), data)


def _as_it_is(data: bytes) -> bytes:
    return data


async def _carry(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    port: int,
    changed: Callable[[bytes], bytes] = _as_it_is,
) -> None:
    there, back = await asyncio.open_connection(HOST, port)
    await asyncio.gather(_pump(reader, back, changed), _pump(there, writer, _as_it_is))


async def _refuse(writer: asyncio.StreamWriter, status: str) -> None:
    writer.write(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
    with contextlib.suppress(OSError):
        await writer.drain()
        writer.close()


async def _pump(
    source: asyncio.StreamReader, to: asyncio.StreamWriter, changed: Callable[[bytes], bytes]
) -> None:
    """One direction, until one of the two ends it."""
    with contextlib.suppress(OSError, asyncio.CancelledError):
        while data := await source.read(65_536):
            to.write(changed(data))
            await to.drain()
    with contextlib.suppress(OSError):
        to.close()
