"""Who makes room when more connect than there are places: never one on which a request lies unread.

uvicorn's own `limit_concurrency` refuses whoever comes last, which in a flood is Slack. Behind a proxy all
come from one address, so what tells them apart is only what each has done so far.
"""

import asyncio
import logging
import select
from collections.abc import Iterable
from typing import Protocol

from uvicorn.server import ServerState

try:
    import resource
except ImportError:  # Windows, where nobody counts them
    resource = None  # type: ignore[assignment]

log = logging.getLogger(__name__)

CONNECTIONS = 500
QUEUE = 1024
"""Those that connect at once and are not looked at yet, in the system's memory. Who finds it full tries again
after a second, and Slack waits three."""
AT_ONCE = 8
"""Of these so many are taken in one round of the event loop (uvloop: one); the next rounds read what they
have sent and answer it, so that those are never a crowd."""
YOUNG_SECONDS = 1.0
"""In which the first of a request may still be on its way. A flood of bytes keeps something unread on each of
its connections, and then those of Slack that have only just been made would be the ones without."""
UNFINISHED_BYTES = 64_000_000
"""What has come of all requests that are not whole yet."""


class Waiting(Protocol):
    """A connection that waits for a request."""

    transport: asyncio.Transport

    @property
    def was_answered(self) -> bool:
        """Nothing has come since the last answer, or only the rest of what is refused already. Idle ones are
        Slack's, or its proxy's: all others end with their answer (ending.py)."""

    @property
    def was_signed(self) -> bool:
        """A request with Slack's signature came on it."""

    def make_room(self) -> None: ...


class Crowd(ServerState):
    """The connections of a server. When there are too many, of those that wait for a request goes who was
    refused already, then who has waited longest; what carried Slack's requests only where that alone takes
    half the places. On what was only just made, a request may be on its way."""

    def __init__(self) -> None:
        super().__init__()
        self._unfinished: dict[Waiting, int] = {}
        self._since: dict[Waiting, float] = {}
        self._bytes = 0
        self._full = False
        self._looking: asyncio.Handle | None = None

    def expect(self, connection: Waiting) -> None:
        """It waits for a request, from now on."""
        self.leave(connection)
        self._unfinished[connection] = 0
        self._since[connection] = asyncio.get_running_loop().time()
        self._look()

    def received(self, connection: Waiting, size: int) -> int:
        """How much has come of its request; 0 if it waits for none."""
        if connection not in self._unfinished:
            return 0
        self._unfinished[connection] += size
        self._bytes += size
        self._look()
        return self._unfinished[connection]

    def waits(self, connection: Waiting) -> bool:
        return connection in self._unfinished

    def leave(self, connection: Waiting) -> None:
        """It waits no more: its request is whole, or it is gone."""
        self._bytes -= self._unfinished.pop(connection, 0)
        self._since.pop(connection, None)
        if len(self.connections) <= _places() // 2 and self._bytes <= UNFINISHED_BYTES // 2:
            self._full = False

    def _look(self) -> None:
        """All of a round of the event loop are looked at together, when each had its turn."""
        if not self._looking and (len(self.connections) > _places() or self._bytes > UNFINISHED_BYTES):
            self._looking = asyncio.get_running_loop().call_soon(self._make_room)

    def _make_room(self) -> None:
        self._looking = None
        places = _places()
        if len(self.connections) > places:
            kept = [one for one in self._unfinished if one.was_answered and one.was_signed]
            refused = [one for one in self._unfinished if one.was_answered and not one.was_signed]
            coming = [one for one in self._unfinished if not one.was_answered]
            in_line = refused + kept[: max(0, len(kept) - places // 2)] + coming
            unread, young = _unread(in_line), self._young(coming)
            idle = [one for one in in_line if one not in unread and one not in young]
            self._close(idle[: len(self.connections) - places])
            # Of who sends a byte now and then, one may always lie unread. Of many who have only just come,
            # the first have had the most time.
            silent = young - unread
            pushing = [one for one in coming if self._unfinished.get(one) or one in silent]
            self._close(pushing[: max(0, len(self.connections) - places * 5 // 4)])
        for connection in [one for one, size in self._unfinished.items() if size]:
            if self._bytes <= UNFINISHED_BYTES:
                break
            self._close([connection])

    def _young(self, connections: Iterable[Waiting]) -> set[Waiting]:
        """Those that were only just made, and on which nothing has come."""
        then = asyncio.get_running_loop().time() - YOUNG_SECONDS
        return {one for one in connections if not self._unfinished[one] and self._since[one] > then}

    def _close(self, connections: Iterable[Waiting]) -> None:
        for connection in connections:
            if not self._full:
                log.warning(
                    "Too many connections (%d) or unfinished requests (%d bytes): some are closed.",
                    len(self.connections),
                    self._bytes,
                )
                self._full = True
            connection.make_room()
            self.connections.discard(connection)
            self.leave(connection)


def _unread(connections: Iterable[Waiting]) -> set[Waiting]:
    """Those for which something has come that was not read yet."""
    if not hasattr(select, "poll"):  # Windows
        return set()
    poll, by_file = select.poll(), {}
    for connection in connections:
        if not connection.transport.is_closing():
            file = connection.transport.get_extra_info("socket").fileno()
            by_file[file] = connection
            poll.register(file, select.POLLIN)
    return {by_file[file] for file, _ in poll.poll(0)}


def _places() -> int:
    """Half of what the system lets the process open, for the database and Slack need some too."""
    if resource is None:
        return CONNECTIONS
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return CONNECTIONS if files == resource.RLIM_INFINITY else min(CONNECTIONS, files // 2)
