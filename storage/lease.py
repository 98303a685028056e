"""The lease: which process draws an assessment, and until when."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

LEASE = timedelta(seconds=30)
"""How long a process may draw one assessment before another one takes over; a call to Slack ends in 10 s."""


@dataclass(slots=True)
class Lease:
    """As it stands in the assessment's row, which is read and written with every change anyway. `holder`:
    the name of a process, empty while nobody draws. `changed`: not written yet.

    `now` and `until` are the database's time: the hosts that share one may each have a clock of their own.
    """

    holder: str
    until: datetime
    now: datetime
    changed: bool = False

    def is_for(self, holder: str, alive: Callable[[str], bool]) -> bool:
        """Whether `holder` may take it: nobody else has it whose time is not up, and who is alive."""
        return self.holder in ("", holder) or self.until <= self.now or not alive(self.holder)

    def take(self, holder: str) -> None:
        self.holder, self.until, self.changed = holder, self.now + LEASE, True

    def end(self) -> None:
        if self.holder:
            self.holder, self.changed = "", True
