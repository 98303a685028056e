"""How quick and how steady this machine is just now: a fixed loop, and a fixed number of writes to disk.

Run before each bench, and once a second while it runs. Where this moves as much as a figure does, the figure
says little.
"""

import asyncio
import hashlib
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass

TIMES = 25
HASHES = 4_000
PAGE = b"x" * 4_096


@dataclass(frozen=True, slots=True)
class Noise:
    """Milliseconds of each repetition."""

    loop: list[float]
    sync: list[float]

    def __str__(self) -> str:
        return f"loop {_spread(self.loop)}; fsync {_spread(self.sync)}"


async def meanwhile(noise: Noise) -> None:
    """Adds to `noise` once a second, until it is cancelled."""
    while True:
        await asyncio.sleep(1.0)
        heard = await asyncio.to_thread(listen, 1)
        noise.loop.extend(heard.loop)
        noise.sync.extend(heard.sync)


def listen(times: int = TIMES) -> Noise:
    """So many repetitions; each takes a few milliseconds."""
    with tempfile.TemporaryFile() as file:

        def sync() -> None:
            file.write(PAGE)
            file.flush()
            os.fsync(file.fileno())

        return Noise([_timed(_hash) for _ in range(times)], [_timed(sync) for _ in range(times)])


def _hash() -> None:
    digest = b""
    for _ in range(HASHES):
        digest = hashlib.sha256(digest).digest()


def _timed(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1_000


def _spread(values: list[float]) -> str:
    return f"{statistics.median(values):.2f} ms ({min(values):.2f} to {max(values):.2f})"
