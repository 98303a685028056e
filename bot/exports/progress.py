"""How far a command is, for whoever waits for it."""

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

from bot.terminal import show_progress

T = TypeVar("T")

EVERY_SECONDS = 0.2
EVERY = 1_000
"""Where it is written to a file: a line for so many."""


def shown(work: Iterable[T], total: int) -> Iterator[T]:
    """Each of `work` in turn, with a count on stderr: one line that changes at a terminal, else few lines."""
    at_terminal, last = sys.stderr is not None and sys.stderr.isatty(), time.monotonic()
    try:
        for done, one in enumerate(work, start=1):
            yield one
            if at_terminal and (time.monotonic() - last > EVERY_SECONDS or done == total):
                last = time.monotonic()
                show_progress(f"\r{done:,} of {total:,}")
            elif not at_terminal and done % EVERY == 0:
                show_progress(f"{done:,} of {total:,}\n")
    finally:
        if at_terminal:
            show_progress("\n")
