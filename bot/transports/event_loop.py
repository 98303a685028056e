"""The event loop: libuv's, where there is one; a click costs less on it."""

import asyncio
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
    """`asyncio.run`, on that loop."""
    with asyncio.Runner(loop_factory=factory) as runner:
        return runner.run(main)
