"""The rules that a channel and a person set for themselves; who has set nothing has the defaults."""

from dataclasses import dataclass
from typing import Final, Literal

from flows.refusals import NotAllowed, Refusal, Why

Reminders = Literal["on", "off", "daily"]

A_YEAR: Final = 12


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """The rules of one channel. `starters` empty: anyone may start. Hours are of the day, in each
    person's own time zone; None: no quiet hours beside nights and weekends. `look_again_months` None: never.
    """

    reviewers: tuple[str, ...] = ()
    all_decide: bool = False
    self_review: bool = False
    starters: tuple[str, ...] = ()
    reminders: bool = True
    quiet_from: int | None = None
    quiet_to: int | None = None
    look_again_months: int | None = A_YEAR

    def check(self) -> None:
        """Raises Refusal for rules that contradict each other."""
        if (self.quiet_from is None) != (self.quiet_to is None):
            raise Refusal(Why.QUIET_HOURS_HALF)
        if self.quiet_from is not None and self.quiet_from == self.quiet_to:
            raise Refusal(Why.QUIET_HOURS_NONE)

    def check_may_start(self, person: str) -> None:
        """Raises NotAllowed."""
        if self.starters and person not in self.starters:
            raise NotAllowed(Why.ONLY_THESE_START, people=self.starters)


@dataclass(frozen=True, slots=True)
class PersonSettings:
    """How one person wants to be reminded; `digest_hour` counts when it is daily."""

    reminders: Reminders = "on"
    digest_hour: int = 9
