"""Slack's clock as far as we can tell: what was typed when is only comparable on one clock."""

import time
from collections.abc import Callable


class SlackClock:
    """Learns from every timestamp that comes in how far Slack's clock is from ours."""

    def __init__(self, here: Callable[[], float] = time.time) -> None:
        self._here = here
        self._ahead: float | None = None

    def note(self, ts: str) -> None:
        """A timestamp that Slack made just now or earlier; the freshest one counts."""
        ahead = float(ts) - self._here()
        if self._ahead is None or ahead > self._ahead:
            self._ahead = ahead

    def now(self) -> str:
        """Slack's time now, as a `ts`."""
        return f"{self._here() + (self._ahead or 0.0):.6f}"
