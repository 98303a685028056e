"""Somebody who does something."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class Acting(Protocol):
    """Somebody about to do something, and where; enough to say whether they may."""

    @property
    def person(self) -> str: ...

    @property
    def channel(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it, when, and where. `at` is UTC. `ts` is the moment on the clock of the conversation, to
    which only other such moments compare. `channel` is None where there is no telling."""

    person: str
    at: datetime
    ts: str = "0"
    channel: str | None = None
