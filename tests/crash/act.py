"""An act during which the bot is killed, and the seams that it can be killed at."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from bot.reminders.loop import EVERY
from tests.crash.panel_acts import KilledTeam
from tests.crash.process import KillableBot

ALWAYS = frozenset({"a commit", "the acknowledgement"})
"""Seams that every act crosses."""
POST, UPDATE, TICK, RESPOND = "chat.postMessage", "chat.update", "reactions.add", "response_url"
FILE = "files.info"
WHERE = ("users.conversations", "users.info")
"""Where somebody is, and whether as a guest: asked as a form is sent, unless they were seen there."""


@dataclass(frozen=True, slots=True)
class Act:
    """`do` is it, after they were brought to where it begins by `prepare`, and `is_there` says whether people
    see that it is done; `check` is what must hold then. On its way the bot surely `crosses` these seams,
    perhaps those that it `may_cross`, and crosses `about` so many times in all. `looks_every`: seconds
    between two looks at what a day brings."""

    do: Callable[[KilledTeam], Coroutine[Any, Any, None]]
    prepare: Callable[[KilledTeam], Coroutine[Any, Any, None]]
    is_there: Callable[[KilledTeam], bool]
    check: Callable[[KilledTeam, KillableBot], Coroutine[Any, Any, None]]
    crosses: frozenset[str]
    about: int
    may_cross: frozenset[str] = frozenset()
    looks_every: float = EVERY

    @property
    def is_acknowledged(self) -> bool:
        """Whether somebody does it, who waits for that: else the bot does it by itself."""
        return "the acknowledgement" in self.crosses
