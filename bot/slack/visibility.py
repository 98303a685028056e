"""Who may see what happened in which channel: Slack is asked, and its answer believed for a minute."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from cachetools import LRUCache

from bot.slack.errors import SlackProblem
from bot.slack.sightings import Sightings
from bot.slack.together import Together
from flows.assessment import Assessment
from flows.permissions import holds_alone

log = logging.getLogger(__name__)
T = TypeVar("T")

BELIEVED = 60.0
"""Seconds. The bot is told of who is invited or leaves; where it could not be, somebody who left a private
channel may see its assessments so much longer."""
AT_MOST = 600.0
"""Seconds that is believed what rarely changes if Slack cannot be asked again: which channels are public, and
whether somebody is a guest. That a channel became private is also told by an event."""
MOST_KEPT = 2_000
THE_BOT = ""
"""Whose channels Slack tells where it is asked about nobody."""

Channels = Mapping[str, bool]
"""Channels by id, with whether they are private."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The channels whose assessments a person may see. `complete` is False if Slack could not be asked, so
    that some may be missing."""

    channels: frozenset[str]
    complete: bool

    def shows(self, assessment: Assessment, person: str) -> bool:
        """The rule of the lists, for one that is known already."""
        return holds_alone(assessment, person) or assessment.channel in self.channels


class Visibility:
    """Public channels that the bot is in are for everybody of the workspace but guests; all others for those
    who are in them. A channel that Slack says nothing of is nobody's. `clock` gives seconds; what was said
    after now, because it was set back, is not believed."""

    def __init__(
        self,
        channels_of: Callable[[str], Awaitable[Channels]],
        is_guest: Callable[[str], Awaitable[bool]],
        is_private: Callable[[str], Awaitable[bool]],
        clock: Callable[[], float],
    ) -> None:
        self.sightings = Sightings(clock)
        self._channels = Answers(channels_of, clock)
        self._guests = Answers(is_guest, clock)
        self._private = Answers(is_private, clock)

    async def seen_by(self, person: str, here: str = "") -> Seen:
        """`here` is where the person acts: whoever acts in a channel can see it."""
        own, bots, is_guest = await asyncio.gather(
            self._channels.about(person, BELIEVED),
            self._channels.about(THE_BOT, AT_MOST),
            self._guests.about(person, AT_MOST),
        )
        public = {channel for channel, is_private in (bots or {}).items() if not is_private}
        if is_guest is not False:  # or it is not known
            public = set()
        channels = public | set(own or {}) | ({here} if here else set())
        return Seen(frozenset(channels), None not in (own, bots, is_guest))

    async def can_see(self, person: str, channel: str) -> bool | None:
        """Whether somebody can see a channel now. None: Slack does not say, and it may be private. Asks
        nothing about who was just seen there, or found to be."""
        if self.sightings.show(person, channel):
            return True
        if channel.startswith("D"):
            return False
        before = self.sightings.changes
        sees = await self._ask(person, channel)
        if sees:
            self.sightings.found(person, channel, before)
        return sees

    async def _ask(self, person: str, channel: str) -> bool | None:
        bots = await self._channels.about(THE_BOT, AT_MOST) or {}
        # One that the bot is not in may still be public; of a private one Slack says then that there is none.
        is_private = bots[channel] if channel in bots else await self._private.about(channel, AT_MOST)
        is_guest = await self._guests.about(person, AT_MOST) if is_private is False else False
        if is_private is False and is_guest is False:
            return True
        own = await self._channels.about(person, BELIEVED)
        if own is not None and channel in own:
            return True
        return None if None in (own, is_private, is_guest) else False

    async def is_or_was_there(self, person: str, channel: str) -> bool:
        """For what must reach somebody, and may say less: where Slack does not say, as of a private channel
        that the bot was removed from, they are taken to be where they were last known to be."""
        sees = await self.can_see(person, channel)
        return self.sightings.showed_last(person, channel) if sees is None else sees

    async def without(self, channel: str, people: Iterable[str]) -> list[str]:
        """Those of `people` who are not in a channel that is private. Nobody where Slack does not say so."""
        bots = await self._channels.about(THE_BOT, AT_MOST)
        if not (bots or {}).get(channel):
            return []
        known = sorted(people)
        places = await asyncio.gather(*(self._channels.about(person, BELIEVED) for person in known))
        return [
            person
            for person, own in zip(known, places, strict=True)
            if own is not None and channel not in own
        ]

    def joined(self, person: str, channel: str, ts: str) -> None:
        self._channels.forget(person)
        self.sightings.saw(person, channel, ts)

    def left(self, person: str, channel: str, ts: str) -> None:
        self._channels.forget(person)
        self.sightings.left(person, channel, ts)

    def forget(self) -> None:
        """A channel is not what it was, or the bot joined or left one."""
        self._channels.forget_all()
        self._private.forget_all()
        self.sightings.forget()


class Answers(Generic[T]):
    """What Slack said about somebody, kept for a while. Who asks at the same time gets the same answer."""

    def __init__(self, ask: Callable[[str], Awaitable[T]], clock: Callable[[], float]) -> None:
        self._ask = ask
        self._clock = clock
        self._known: LRUCache[str, tuple[float, T]] = LRUCache(MOST_KEPT)
        self._asking = Together(self._ask_and_keep)
        self._forgot = 0

    def forget(self, person: str) -> None:
        self._forgot += 1
        self._asking.forget(person)
        self._known.pop(person, None)

    def forget_all(self) -> None:
        self._forgot += 1
        self._asking.forget_all()
        self._known.clear()

    async def about(self, person: str, at_most: float) -> T | None:
        """None if Slack does not say, and did not say it in the last `at_most` seconds either."""
        known = self._known.get(person)
        age = self._clock() - known[0] if known else 0.0
        if known and 0 <= age < BELIEVED:
            return known[1]
        try:
            return await self._asking.about(person)
        except SlackProblem as problem:
            log.warning("Slack did not say who may see which channel: %s", problem)
            return known[1] if known and 0 <= age < at_most else None

    async def _ask_and_keep(self, person: str) -> T:
        asked, forgot = self._clock(), self._forgot
        said = await self._ask(person)
        if forgot == self._forgot:  # else something changed meanwhile, and this may be what it was before
            self._known[person] = (asked, said)
        return said
