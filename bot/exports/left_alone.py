"""A process that ends with the one that asked for it, however that ends."""

import contextlib
import os
import threading

from bot.config import ExitCode

_INPUT = 0


def end_when_left_alone() -> None:
    """Who asked holds the other end of this process's input, on which nothing comes. Once they are gone,
    nobody takes what is made here, nor clears it away."""
    threading.Thread(target=_wait_and_end, name="left alone", daemon=True).start()


def _wait_and_end() -> None:
    with contextlib.suppress(OSError):
        while os.read(_INPUT, 1):  # not by way of sys.stdin, whose lock would be held as the process ends
            pass
    os._exit(ExitCode.FAILED)  # whatever else is under way
