"""Ids and timestamps in the shapes that Slack gives them."""

import secrets
import string

from bot.sandbox.world.clock import Clock

_LETTERS = string.ascii_uppercase + string.digits


def new_id(prefix: str) -> str:
    """An id such as `V0K3XQ81ZLP`."""
    return prefix + "0" + "".join(secrets.choice(_LETTERS) for _ in range(9))


class Stamps:
    """Message timestamps: strings, unique in the workspace, always rising. `counting`: as on those of Slack's
    servers where what stands after the point counts within the second."""

    def __init__(self, clock: Clock, *, counting: bool = False) -> None:
        self._clock = clock
        self._counting = counting
        self.last = 0
        """The last one that was given, in microseconds."""

    def next(self) -> str:
        now = self._clock.now()
        begun = int(now) * 1_000_000 if self._counting else int(now * 1_000_000)
        self.last = max(begun, self.last + 1)
        return _stamp(self.last)

    def moment(self) -> str:
        """When somebody clicked; other clicks may have been made then too."""
        return _stamp(int(self._clock.now() * 1_000_000))


def _stamp(micros: int) -> str:
    return f"{micros // 1_000_000}.{micros % 1_000_000:06d}"
