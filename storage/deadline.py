"""Until when what runs on this thread may wait for a database across a network."""

import contextlib
import math
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from time import monotonic


@dataclass(slots=True)
class Limit:
    """A moment on the monotonic clock, in seconds. Another thread may bring it forward."""

    moment: float = math.inf

    @classmethod
    def after(cls, seconds: float) -> "Limit":
        return cls(monotonic() + seconds)

    @property
    def is_over(self) -> bool:
        return monotonic() >= self.moment


ANSWER_SECONDS = 30.0
"""How long an answer of which nothing comes at all is waited for by whoever sets no limit, such as a command:
a server whose machine still acknowledges, or a pooler before it, may be silent for ever. It is for each
answer, and begins anew with each part of one, so that much work takes as long as it takes. No statement of
Balance's but those that change its tables has the server think for nearly so long; these have a limit of
their own (`storage/schema.py`)."""


class NotInTime(Exception):
    """What was waited for did not come."""


_ANSWER: ContextVar[float | None] = ContextVar("answer", default=None)
_LIMITS: ContextVar[tuple[Limit, ...]] = ContextVar("limits", default=())


@contextlib.contextmanager
def within(*limits: Limit) -> Iterator[None]:
    """All of these hold here, beside those that hold already."""
    token = _LIMITS.set((*_LIMITS.get(), *limits))
    try:
        yield
    finally:
        _LIMITS.reset(token)


@contextlib.contextmanager
def answering_within(seconds: float) -> Iterator[None]:
    """Here one answer may take so long, and not ANSWER_SECONDS."""
    token = _ANSWER.set(seconds)
    try:
        yield
    finally:
        _ANSWER.reset(token)


def is_over() -> bool:
    return any(limit.is_over for limit in _LIMITS.get())


def of_an_answer() -> Limit:
    """From now on."""
    return Limit.after(_ANSWER.get() or ANSWER_SECONDS)
