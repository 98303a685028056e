"""Strangers who do one thing over and over, in a process of their own:
`python -m tests.bot.transports.flood KIND PORT CLIENTS`. It says a line when it was done as often as there
are clients, and goes on until it is ended."""

import asyncio
import contextlib
import itertools
import sys
from asyncio import StreamReader as Reader
from asyncio import StreamWriter as Writer
from collections.abc import Awaitable, Callable
from enum import StrEnum

from tests.ports import HOST

WELL = b"GET /health HTTP/1.1\r\nHost: here\r\n\r\n"
UNSIGNED = b"POST /slack/events HTTP/1.1\r\nHost: here\r\nContent-Length: 2\r\n\r\n{}"
CHUNK, TRAILER = b"1\r\nx\r\n", b"A: b\r\n"


class Kind(StrEnum):
    REFUSED = "refused, on a connection that is used again"
    WELL = "asking whether it is well, on a connection that is used again"
    NEW = "asking whether it is well, each time on a new connection"
    BYTES = "heads that come byte by byte"
    CHUNKS = "a body that comes in chunks of one byte"
    TRAILERS = "headers after a body, one after the other"
    HALF = "half a head"
    SILENT = "nothing"


async def asked(reader: Reader, writer: Writer, words: bytes) -> None:
    writer.write(words)
    length = int((await reader.readuntil(b"\r\n\r\n")).lower().split(b"content-length: ")[1].split()[0])
    await reader.readexactly(length)


async def again(reader: Reader, writer: Writer, words: bytes, done: Callable[[], None]) -> None:
    while True:
        await asked(reader, writer, words)
        done()


async def byte_by_byte(reader: Reader, writer: Writer, done: Callable[[], None]) -> None:
    writer.write(b"POST /slack/events HTTP/1.1\r\nHost: ")
    done()
    while not reader.at_eof():
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.02)


async def piecemeal(reader: Reader, writer: Writer, piece: bytes, done: Callable[[], None]) -> None:
    """It looks as if Slack had signed it, so that the body is read."""
    writer.write(
        b"POST /slack/events HTTP/1.1\r\nHost: here\r\nX-Slack-Request-Timestamp: 1\r\n"
        b"X-Slack-Signature: v0=" + b"0" * 64 + b"\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n"
    )
    done()
    if piece is TRAILER:
        writer.write(b"0\r\n")
    while not reader.at_eof():
        writer.write(piece * 2_000)
        await writer.drain()
        await asyncio.sleep(0.01)


async def say(reader: Reader, writer: Writer, words: bytes, done: Callable[[], None]) -> None:
    writer.write(words)
    done()
    await reader.read()


def doing(kind: Kind, reader: Reader, writer: Writer, done: Callable[[], None]) -> Awaitable[None]:
    match kind:
        case Kind.REFUSED:
            return again(reader, writer, UNSIGNED, done)
        case Kind.WELL:
            return again(reader, writer, WELL, done)
        case Kind.NEW:
            return say(reader, writer, WELL.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"), done)
        case Kind.BYTES:
            return byte_by_byte(reader, writer, done)
        case Kind.CHUNKS:
            return piecemeal(reader, writer, CHUNK, done)
        case Kind.TRAILERS:
            return piecemeal(reader, writer, TRAILER, done)
        case Kind.HALF:
            return say(reader, writer, b"POST /slack/events HTTP/1.1\r\nHost: ", done)
        case Kind.SILENT:
            return say(reader, writer, b"", done)


async def stranger(kind: Kind, port: int, done: Callable[[], None]) -> None:
    while True:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            reader, writer = await asyncio.open_connection(HOST, port)
            try:
                await doing(kind, reader, writer, done)
            finally:
                writer.close()
        await asyncio.sleep(0)


async def flood(kind: Kind, port: int, clients: int) -> None:
    count = itertools.count(1)

    def done() -> None:
        if next(count) == clients:
            print("begun", flush=True)

    await asyncio.gather(*(stranger(kind, port, done) for _ in range(clients)))


if __name__ == "__main__":
    asyncio.run(flood(Kind[sys.argv[1]], int(sys.argv[2]), int(sys.argv[3])))
