"""Who may see what happened in which channel: Slack is asked, and its answer believed for a minute."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.slack_problems import SlackProblem

log = logging.getLogger(__name__)

BELIEVED = 60.0
"""Seconds. Somebody who left a private channel may see its assessments so much longer; who was invited
does so at once, as the bot is told of that."""
AT_MOST = 600.0
"""Seconds that which channels are public is believed if Slack cannot be asked again. That one became private
is also told by an event."""
MOST_KEPT = 2_000

Channels = Mapping[str, bool]
"""Channels by id, with whether they are private."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The channels whose assessments a person may see. `complete` is False if Slack could not be asked, so
    that some may be missing."""

    channels: frozenset[str]
    complete: bool


class Places:
    """Public channels that the bot is in are for everybody of the workspace; all others for those who are in
    them. A channel that Slack says nothing of is nobody's."""

    def __init__(
        self, ask: Callable[[str], Awaitable[Channels]], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._ask = ask
        self._clock = clock
        self._known: dict[str, tuple[float, Channels]] = {}
        self._asking: dict[str, asyncio.Task[Channels]] = {}
        self._forgot = 0

    async def seen_by(self, person: str, here: str = "") -> Seen:
        """`here` is where the person acts: whoever acts in a channel can see it."""
        own, bots = await asyncio.gather(self._of(person, BELIEVED), self._of("", AT_MOST))
        public = {channel for channel, is_private in (bots or {}).items() if not is_private}
        channels = public | set(own or {}) | ({here} if here else set())
        return Seen(frozenset(channels), own is not None and bots is not None)

    def forget(self, person: str = "") -> None:
        """Somebody joined a channel, or without a name: a channel is not what it was."""
        self._forgot += 1
        if person:
            self._known.pop(person, None)
        else:
            self._known.clear()

    async def _of(self, person: str, at_most: float) -> Channels | None:
        """The channels of a person, or of the bot; None if nothing is known."""
        at, known = self._known.get(person, (float("-inf"), None))
        if known is not None and self._clock() - at < BELIEVED:
            return known
        asking = self._asking.get(person)
        if asking is None:
            asking = asyncio.ensure_future(self._ask_and_keep(person))
            self._asking[person] = asking
            asking.add_done_callback(lambda _: self._asking.pop(person, None))
        try:
            # Several may wait for one answer: who gives up must not take it from the others.
            return await asyncio.shield(asking)
        except SlackProblem as problem:
            log.warning("Slack did not say which channels somebody is in: %s", problem)
            return known if self._clock() - at < at_most else None

    async def _ask_and_keep(self, person: str) -> Channels:
        asked, forgot = self._clock(), self._forgot
        channels = await self._ask(person)
        if forgot != self._forgot:
            return channels  # something changed meanwhile: this may be what it was before
        if len(self._known) >= MOST_KEPT:
            self._known.clear()
        self._known[person] = (asked, channels)
        return channels
