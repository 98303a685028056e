"""How long Slack may be asked things before something is acknowledged: one budget for all of them."""

import asyncio
import time
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import TypeVar

T = TypeVar("T")

ASK_SECONDS = 1.5
"""Slack waits 3 s for an acknowledgement, and a window must be opened within 3 s of the click. What is left
is for our own work, and for the way there and back."""


@dataclass(frozen=True, slots=True)
class AskBudget:
    """Made when a click or a form is read, and handed on with it. `until` is a moment of this machine's
    clock: how long Slack waits has nothing to do with the bot's."""

    until: float = field(default_factory=lambda: time.monotonic() + ASK_SECONDS)

    @property
    def left(self) -> float:
        """Seconds."""
        return max(0.0, self.until - time.monotonic())

    async def within(self, asking: Awaitable[T]) -> T:
        """What was asked, if the answer is there in time. Raises TimeoutError."""
        async with asyncio.timeout(self.left):
            return await asking
