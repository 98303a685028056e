"""The real bot, `python -m tests.benchmarks.faster SPEED PACED COMMAND ...`, in a process whose clock runs
SPEED times as fast: every wait, time limit and pace of the bot shrinks as Slack's own do, only the
computing does not. PACED 0 lifts the bot's own pace, to see what it could carry if Slack took it all.
"""

import selectors
import sys
import time
from functools import partial

_monotonic = time.monotonic


def hurry(speed: float) -> None:
    """Must come before anything that keeps `time.monotonic` for itself, such as asyncio's loop."""

    class Hurried(selectors.DefaultSelector):
        def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
            # What waits on the clock counts in its seconds; the operating system knows only real ones.
            return list(super().select(timeout / speed if timeout and timeout > 0 else timeout))

    time.monotonic = lambda: _monotonic() * speed
    selectors.DefaultSelector = Hurried  # type: ignore[misc]
    from bot import app
    from bot.transports import event_loop, http

    event_loop.factory = None  # libuv has a clock of its own, that nobody can hurry
    began = time.time()
    # The day as well: a headline that may wait has its time in the store.
    hurried = partial(app.create_app, clock=lambda: began + (time.time() - began) * speed)
    vars(http)["create_app"] = hurried


def main() -> int:
    speed, paced, *command = sys.argv[1:]
    if float(speed) != 1:
        hurry(float(speed))
    if paced == "0":
        lift_pace()
    from bot import cli

    return cli.main(command)


def lift_pace() -> None:
    from bot.slack import rate_limits

    rate_limits.PACES.clear()


if __name__ == "__main__":
    sys.exit(main())
