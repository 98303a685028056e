"""Slack's clock as far as we can tell: what was typed when is only comparable on one clock."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

WINDOW = 300.0
"""Seconds for which a reading counts: either clock may be set while we run."""


class SlackClock:
    """Learns from every timestamp that comes in how far Slack's clock is from ours."""

    def __init__(self, here: Callable[[], float] = time.time) -> None:
        self._here = here
        self._since = here()
        self._ahead: float | None = None
        self._ahead_before: float | None = None

    def note(self, ts: str) -> None:
        """A timestamp that Slack made just now or earlier; of the last minutes, the freshest one counts."""
        here = self._here()
        if not 0 <= here - self._since <= WINDOW:
            self._since, self._ahead_before, self._ahead = here, self._ahead, None
        ahead = float(ts) - here
        if self._ahead is None or ahead > self._ahead:
            self._ahead = ahead

    def now(self) -> str:
        """Slack's time now, as a `ts`."""
        ahead = self._ahead if self._ahead is not None else self._ahead_before
        return f"{self._here() + (ahead or 0.0):.6f}"

    def moment(self) -> datetime:
        """The same as a moment."""
        return datetime.fromtimestamp(float(self.now()), UTC)
