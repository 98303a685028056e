"""The people of the workspace: what they are called, where their day is just now, and whether they are still
there."""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import UTC, timedelta, timezone, tzinfo
from typing import Protocol
from zoneinfo import ZoneInfo

from cachetools import LRUCache

from bot.slack.client import Slack
from bot.slack.errors import Refused, SlackProblem
from bot.slack.organisation import Organisation
from bot.slack.together import Together
from flows.actor import FORMER

FRESH = 6 * 3600.0
"""Seconds. Somebody who travels or leaves is noticed within a working day."""
MAY_BE_BACK = 600.0
"""Seconds in which somebody who left is taken to be still gone, unless they act. What others may do in their
place goes by how they are now."""
JUST_NOW = 60.0
"""Seconds in which what Slack said of somebody counts as how they are now."""
KEPT = 10_000
NAMES_SECONDS, NO_NAMES_SECONDS = 1.0, 60.0


@dataclass(frozen=True, slots=True)
class Person:
    """`has_left`: their account is deactivated, or there is none. `can_be_told` is false for bots too."""

    id: str
    zone: tzinfo
    has_left: bool = False
    is_bot: bool = False
    is_admin: bool = False
    name: str = ""
    is_partner: bool = False
    """Of another organisation, in a channel that it shares with ours."""
    is_guest: bool = False
    is_elsewhere: bool = False
    """Of another workspace, a sibling's or a partner's."""

    @property
    def is_nobody(self) -> bool:
        return self.has_left or self.is_bot

    @property
    def can_be_told(self) -> bool:
        return not self.is_nobody and not self.is_partner


@dataclass(frozen=True, slots=True)
class Said:
    """What Slack said of somebody, when, and for how many seconds that is believed."""

    person: Person
    at: float
    holds: float = FRESH
    by_refusal: bool = False
    """It refused to bring them a message. Asked of them, it need not say so."""

    def is_younger(self, now: float, seconds: float) -> bool:
        return 0 <= now - self.at <= seconds


class Keep(Protocol):
    """Whoever writes down what people are called."""

    def __call__(self, person: str, name: str, *, is_handle: bool = False) -> None: ...


def _keep_nothing(person: str, name: str, *, is_handle: bool = False) -> None:
    pass


class People:
    """Asks Slack for each person, and remembers it for a while. `clock` gives seconds since the epoch; `keep`
    is told what people are called, as often as Slack says it; `organisation` says who belongs to it."""

    nowhere: tzinfo = UTC
    """For a person of whom Slack does not tell where they are just now."""

    def __init__(
        self,
        slack: Slack,
        clock: Callable[[], float],
        keep: Keep = _keep_nothing,
        organisation: Organisation | None = None,
    ) -> None:
        self._slack = slack
        self._organisation = organisation
        self._clock = clock
        self._keep = keep
        self._handles: LRUCache[str, str] = LRUCache(KEPT)
        self._no_names_before = 0.0
        self._known: LRUCache[str, Said] = LRUCache(KEPT)
        self._asking = Together(self._ask)

    async def one(self, user: str) -> Person:
        """Raises SlackProblem."""
        return self._as_known(user, FRESH) or await self.as_they_are_now(user)

    def _as_known(self, user: str, seconds: float) -> Person | None:
        """As Slack said it in the last so many seconds."""
        said = self._known.get(user)
        return said.person if said and said.is_younger(self._clock(), min(seconds, said.holds)) else None

    async def as_they_are_now(self, user: str) -> Person:
        """The same, whatever is remembered of them. Who asks at the same time gets the same answer, as for
        the cards of a room full of people. Raises SlackProblem."""
        if user == FORMER:
            return Person(user, UTC, has_left=True)
        return await self._asking.about(user)

    async def just_now(self, user: str) -> Person:
        """The same; what Slack said of them just now will do. Raises SlackProblem."""
        return self._as_known(user, JUST_NOW) or await self.as_they_are_now(user)

    async def _ask(self, user: str) -> Person:
        try:
            found = await self._slack.user(user)
        except Refused as problem:
            if problem.code not in ("user_not_found", "user_not_visible"):
                raise
            person = Person(user, UTC, has_left=True)
        else:
            zone, ours = _zone(found.time_zone, found.utc_offset), self._organisation
            person = Person(
                user,
                zone,
                found.has_left,
                found.is_bot,
                found.is_admin,
                found.name,
                is_partner=ours is not None and not await ours.has(found),
                is_guest=found.is_guest,
                is_elsewhere=ours is not None and not ours.is_home_of(found),
            )
        said = self._known.get(user)
        if said and said.by_refusal and not person.has_left and said.is_younger(self._clock(), said.holds):
            return said.person
        self._remember(person, MAY_BE_BACK if person.has_left else FRESH)
        return person

    async def sees_only_their_own(self, user: str) -> bool:
        """Whether somebody sees no channel but those they are in, not even public ones, as Slack says it now.
        Raises SlackProblem."""
        found = await self.just_now(user)
        return found.is_guest or found.is_elsewhere or found.has_left

    async def zone(self, user: str) -> tzinfo:
        """Where their day is; `nowhere` while Slack does not tell."""
        try:
            return (await self.one(user)).zone
        except SlackProblem:
            return self.nowhere

    def acted(self, user: str) -> None:
        """They have done something, so they are there: Slack is asked anew of who had left, once a minute at
        most."""
        said = self._known.get(user)
        if said and said.person.has_left:
            self._known[user] = replace(said, holds=JUST_NOW, by_refusal=False)

    def met(self, user: str, handle: str) -> None:
        """Slack has said with a click by which handle somebody goes. It serves until their name is known."""
        if handle:
            self._handles[user] = handle
            self._keep(user, handle, is_handle=True)

    async def names(self, users: Collection[str], *, ask: bool, handles: bool = True) -> dict[str, str]:
        """What these people are called, as far as that is known here; unless not to `ask`, as Slack says.
        `handles`: somebody's handle will do where their name is not known.
        Whom it does not tell of within a moment is left out: a card does not wait for a name. After a
        refusal, nobody new is asked for a while."""
        known = {user: self._handles[user] for user in users if handles and user in self._handles}
        known |= {user: self._known[user].person.name for user in users if user in self._known}
        if not ask or self._clock() < self._no_names_before:
            return known
        asked = [asyncio.ensure_future(self._name(user)) for user in users]
        if asked:
            await asyncio.wait(asked, timeout=NAMES_SECONDS)
        answers = (one.result() for one in asked if one.done())
        return known | {user: name for user, name in answers if name}

    async def _name(self, user: str) -> tuple[str, str]:
        said = self._known.get(user)
        if said and said.is_younger(self._clock(), FRESH):
            return user, said.person.name  # also of who has left
        try:
            return user, (await self.one(user)).name
        except SlackProblem:
            self._no_names_before = self._clock() + NO_NAMES_SECONDS
            return user, ""

    def left(self, user: str) -> None:
        """Slack has just refused to bring them a message, because this account is no longer in use."""
        self._remember(Person(user, UTC, has_left=True), FRESH, by_refusal=True)

    def _remember(self, person: Person, holds: float, *, by_refusal: bool = False) -> None:
        self._known[person.id] = Said(person, self._clock(), holds, by_refusal)
        self._keep(person.id, person.name)


def _zone(name: str, offset: int) -> tzinfo:
    """The named zone; where this machine does not know it, the offset that holds now."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):  # ZoneInfoNotFoundError is a KeyError
        return timezone(timedelta(seconds=offset if abs(offset) < 86_400 else 0))
