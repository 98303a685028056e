"""What somebody looks at in App Home or in a private list, as it travels in a view or in a button."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from flows.listing import Concern, Concerned, Listed, Overview, Page, WaitingList, Wanted
from flows.stages import Stage
from flows.typed import keepable

PERIODS = {30: "The last 30 days", 90: "The last 90 days", 365: "The last year", 0: "All time"}
"""Days, with how they are called; 0 is no limit."""
GROUPS = {4: "4.0 to 5.0", 3: "3.0 to 3.9", 2: "2.0 to 2.9", 1: "1.0 to 1.9", None: "no score"}
"""Scores by whole points, as they are counted, with what each is called."""
TEXT_MAX = 100
_PAGES = 100_000
_NOT_COUNTED: Final[list[Any]] = ["", 0, "", None, ""]


@dataclass(frozen=True, slots=True)
class Look:
    """`page` and `waiting_page` count from 0; `days` and `channel` are those of the overview."""

    wanted: Wanted = field(default_factory=Wanted)
    page: int = 0
    waiting_page: int = 0
    days: int = 90
    channel: str = ""

    def at(self, wanted: Wanted) -> "Look":
        return replace(self, wanted=wanted, page=0)

    def turned(self, step: int) -> "Look":
        return replace(self, page=max(0, self.page + step))

    def waiting_turned(self, step: int) -> "Look":
        return replace(self, waiting_page=max(0, self.waiting_page + step))

    def encode(self) -> str:
        wanted = self.wanted
        found = [wanted.stage or "", wanted.channel, wanted.person, wanted.text]
        counted = [wanted.concern or "", wanted.days, wanted.principle, wanted.score, wanted.question]
        more = counted if counted != _NOT_COUNTED else []  # a button's value stands twice on a full list
        return json.dumps([*found, self.page, self.waiting_page, self.days, self.channel, *more])

    @classmethod
    def decode(cls, value: str) -> "Look":
        """What is not one of ours is a look at everything: nothing depends on it but what is drawn."""
        try:
            stage, channel, person, text, page, waiting_page, days, where, *counted = json.loads(value)
            concern, begun, principle, score, question = counted or _NOT_COUNTED
            wanted = Wanted(
                Stage(stage) if stage else None,
                _text(channel),
                _text(person),
                _text(text)[:TEXT_MAX],
                Concern(concern) if concern else None,
                begun if begun in PERIODS else 0,
                _text(principle),
                score if score in GROUPS else None,
                _text(question),
            )
            here, waiting_here = (min(max(0, int(number)), _PAGES) for number in (page, waiting_page))
            return cls(wanted, here, waiting_here, days if days in PERIODS else 90, _text(where))
        except (ValueError, TypeError, OverflowError, RecursionError):
            return cls()


def _text(part: object) -> str:
    return keepable(str(part))


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands in App Home. `complete`: Slack said which channels the person is in."""

    waiting: WaitingList
    found: Page[Listed]
    """While nothing is looked for, without what stands in `waiting` by its title: no row is there twice."""
    overview: Overview
    complete: bool
    concerns: Sequence[Concerned] | None = None
    """What they look after as a governance lead; None: they are none."""
