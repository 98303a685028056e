"""The event loop: libuv's, where there is one; a click costs less on it."""

import asyncio
import gc
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

factory: Callable[[], asyncio.AbstractEventLoop] | None
"""None: asyncio's own loop, as on Windows, for which there is no uvloop."""
try:
    from uvloop import new_event_loop as factory
except ImportError:
    factory = None


def run(main: Coroutine[Any, Any, T]) -> T:
    """`asyncio.run`, on that loop. What was imported by now stays as long as the process does. Left to
    itself, Python's garbage collector looks through all of it now and then, and whoever clicks just then
    waits for a tenth of a second."""
    gc.freeze()
    with asyncio.Runner(loop_factory=factory) as runner:
        return runner.run(main)
