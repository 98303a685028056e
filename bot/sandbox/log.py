"""What the app asked of Slack, and what it got: the record that tests and benchmarks read."""

import logging
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from bot.sandbox.types import Json

logger = logging.getLogger("bot.sandbox")


@dataclass(frozen=True, slots=True)
class ApiCall:
    """One call of the Web API, or one use of a response_url (method `response_url`)."""

    method: str
    args: Json
    answer: Json
    status: int
    at: float
    counted: bool
    """Whether it drew on a rate limit tier."""

    @property
    def error(self) -> str | None:
        error = self.answer.get("error")
        return str(error) if error is not None else None


class Log:
    """The calls in order, and whatever the app did that Slack would not have taken."""

    def __init__(self, keep: int = 20_000) -> None:
        self.calls: deque[ApiCall] = deque(maxlen=keep)
        """The latest calls; a long load test must not fill the memory with old ones."""
        self.errors: deque[str] = deque(maxlen=keep)
        self.counted = 0
        """How many calls ever drew on a rate limit tier."""

    def __iter__(self) -> Iterator[ApiCall]:
        return iter(self.calls)

    def __len__(self) -> int:
        return len(self.calls)

    def __getitem__(self, index: int) -> ApiCall:
        return self.calls[index]

    def of(self, method: str) -> list[ApiCall]:
        """The calls of one method."""
        return [call for call in self.calls if call.method == method]

    def add(self, call: ApiCall) -> None:
        self.calls.append(call)
        self.counted += call.counted
        if call.error:
            self.problem(f"{call.method} answered {call.error}")

    def problem(self, text: str) -> None:
        """Note something that a developer of the app should see."""
        self.errors.append(text)
        logger.warning(text)

    def clear(self) -> None:
        self.calls.clear()
        self.errors.clear()
        self.counted = 0
