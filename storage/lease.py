"""The lease: which process draws an assessment, and until when."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

LEASE = timedelta(seconds=30)
"""How long a process may draw one assessment before another one takes over; a call to Slack ends in 10 s."""


@dataclass(slots=True)
class Lease:
    """As it stands in the assessment's row, which is read and written with every change anyway. `holder`:
    the name of a process, empty while nobody draws. `changed`: not written yet."""

    holder: str
    until: datetime
    changed: bool = False

    def is_for(self, holder: str, now: datetime, alive: Callable[[str], bool]) -> bool:
        """Whether `holder` may take it: nobody else has it whose time is not up, and who is alive."""
        return self.holder in ("", holder) or self.until <= now or not alive(self.holder)

    def take(self, holder: str, now: datetime) -> None:
        self.holder, self.until, self.changed = holder, now + LEASE, True

    def end(self, now: datetime) -> None:
        if self.holder:
            self.holder, self.until, self.changed = "", now, True
