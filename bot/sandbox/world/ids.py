"""Ids and timestamps in the shapes that Slack gives them."""

import secrets
import string

from bot.sandbox.world.clock import Clock

_LETTERS = string.ascii_uppercase + string.digits


def new_id(prefix: str) -> str:
    """An id such as `V0K3XQ81ZLP`."""
    return prefix + "0" + "".join(secrets.choice(_LETTERS) for _ in range(9))


class Stamps:
    """Message timestamps: strings, unique in the workspace, always rising."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0

    def next(self) -> str:
        self._last = max(int(self._clock.now() * 1_000_000), self._last + 1)
        seconds, micros = divmod(self._last, 1_000_000)
        return f"{seconds}.{micros:06d}"
