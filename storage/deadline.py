"""Until when what runs on this thread may wait for a database across a network."""

import contextlib
import math
import time
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(slots=True)
class Limit:
    """A moment on the monotonic clock, in seconds. Another thread may bring it forward."""

    moment: float = math.inf

    @classmethod
    def after(cls, seconds: float) -> "Limit":
        return cls(time.monotonic() + seconds)

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self.moment


_LIMITS: ContextVar[tuple[Limit, ...]] = ContextVar("limits", default=())


@contextlib.contextmanager
def within(*limits: Limit) -> Iterator[None]:
    """All of these hold here, beside those that hold already."""
    token = _LIMITS.set((*_LIMITS.get(), *limits))
    try:
        yield
    finally:
        _LIMITS.reset(token)


def is_over() -> bool:
    return any(limit.is_over for limit in _LIMITS.get())
