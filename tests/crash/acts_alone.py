"""What people do who answer alone first, by its name."""

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from tests.crash import panel_acts as panel
from tests.crash import panel_holds as holds
from tests.crash.act import ALWAYS, POST, RESPOND, UPDATE, WHERE, Act
from tests.crash.panel_acts import KilledTeam
from tests.crash.process import KillableBot


def _alone(
    do: Callable[[KilledTeam], Coroutine[Any, Any, None]],
    prepare: Callable[[KilledTeam], Coroutine[Any, Any, None]],
    is_there: Callable[[KilledTeam], bool],
    check: Callable[[KilledTeam, KillableBot], Coroutine[Any, Any, None]],
    *crosses: str,
    about: int,
) -> Act:
    """Of people who answer alone first."""
    return Act(do, prepare, is_there, check, ALWAYS | set(crosses), about, frozenset(WHERE))


ALONE: dict[str, Act] = {
    "begin to answer alone": _alone(
        panel.begin, panel.convened, holds.has_begun, holds.check_begun, RESPOND, POST, UPDATE, about=44
    ),
    "done": _alone(
        panel.done, panel.all_but_done, holds.is_done, holds.check_done, RESPOND, UPDATE, about=40
    ),
    "the last one is done": _alone(
        panel.done,
        panel.one_to_go,
        holds.is_revealed,
        holds.check_revealed,
        RESPOND,
        POST,
        UPDATE,
        about=70,
    ),
    "reveal": _alone(
        panel.reveal,
        panel.some_are_done,
        holds.is_revealed,
        holds.check_revealed,
        RESPOND,
        POST,
        UPDATE,
        about=70,
    ),
    "take the medians": _alone(
        panel.take_medians,
        partial(panel.revealed, said=panel.AGREED),
        holds.has_taken,
        holds.check_taken,
        *(RESPOND, UPDATE),
        about=14,
    ),
    "rate again": _alone(
        panel.rate_again,
        partial(panel.revealed, said=panel.SPLIT),
        holds.is_rated_again,
        holds.check_rated_again,
        *(RESPOND, POST, UPDATE),
        about=54,
    ),
    "go back to what was done": _alone(
        panel.go_back,
        panel.is_back,
        holds.is_open_again,
        holds.check_open_again,
        *(RESPOND, POST, UPDATE),
        about=40,
    ),
    "the last one rates again": _alone(
        panel.done,
        panel.one_to_go_again,
        holds.is_revealed_again,
        holds.check_revealed_again,
        *(RESPOND, POST, UPDATE),
        about=50,
    ),
    "answer alone after all": _alone(
        panel.convene, panel.convening, holds.is_convened, holds.check_convened, POST, UPDATE, about=40
    ),
    "ask somebody else": _alone(
        panel.seat_anew, panel.seating, holds.is_seated, holds.check_seated, POST, UPDATE, about=40
    ),
    "see it otherwise": _alone(
        panel.differ, panel.differing, holds.has_differed, holds.check_differed, UPDATE, about=14
    ),
    "the day of the reveal": Act(
        panel.day_comes,
        panel.two_are_done,
        holds.is_revealed,
        holds.check_revealed,
        frozenset({"a commit", POST, UPDATE}),
        about=70,
        # The address of the last click may still serve, and what the bot posts comes back to it as events.
        may_cross=frozenset({*WHERE, RESPOND, "the acknowledgement"}),
        looks_every=0.5,
    ),
}
