"""What the app asked of Slack, and what it got: the record that tests and benchmarks read."""

import logging
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.sandbox.world.types import Json

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


@dataclass(frozen=True, slots=True)
class Injected:
    """A fault that struck; also when it made Slack refuse what would have been right without it."""

    fault: str
    target: str
    """The method, the type of event, or `sockets`."""
    details: Json
    at: float


def _not_explained(call: ApiCall) -> str | None:
    return None


class Log:
    """The calls that Slack answered in order, what the app did that Slack would not take, and faults."""

    def __init__(self, keep: int = 20_000) -> None:
        self.calls: deque[ApiCall] = deque(maxlen=keep)
        """The latest calls; a long load test must not fill the memory with old ones."""
        self.errors: deque[str] = deque(maxlen=keep)
        self.injected: deque[Injected] = deque(maxlen=keep)
        """What faults did: none of it is in `errors`, and what never reached Slack is not in `calls`."""
        self.counted = 0
        """How many calls ever drew on a rate limit tier."""
        self.explain: Callable[[ApiCall], str | None] = _not_explained
        """The fault that a refusal follows from, if any: then it is no mistake of the app's."""

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
        if not call.error:
            return
        fault = self.explain(call)
        if fault is None:
            self.problem(f"{call.method} answered {call.error}")
        else:
            self.inject(Injected(fault, call.method, {"error": call.error, **call.args}, call.at))

    def inject(self, injected: Injected) -> None:
        """Note what a fault did."""
        self.injected.append(injected)

    def problem(self, text: str) -> None:
        """Note something that a developer of the app should see."""
        self.errors.append(text)
        logger.warning(text)

    def clear(self) -> None:
        self.calls.clear()
        self.errors.clear()
        self.injected.clear()
        self.counted = 0
