"""The conversation of an example, told as it goes: who said or clicked what, and what Balance showed."""

import textwrap
from collections.abc import Callable, Iterable

from bot.demo.cards import LIVING, kind_of
from bot.demo.reading import lines_of, shortened
from bot.sandbox.world import Message, World
from bot.sandbox.world.types import Json

Say = Callable[[str], None]

_NAME_WIDTH = 15
_WIDTH = 110


class Transcript:
    """Turns what happens into lines of text; a click is told as `[label]`."""

    def __init__(self, world: World, say: Say) -> None:
        self._world = world
        self._say = say
        self._told: dict[str, list[str]] = {}
        """By ts, what was told last of a message: one that only moved on is not told twice."""
        self._living: set[str] = set()
        """The ts of each card that something was asked on."""
        self._left: set[str] = set()
        """The ts of those that the conversation has gone on from."""

    def did(self, who: str, *words: str) -> None:
        """Somebody typed, clicked or filled in something."""
        self._entry(who, words)

    def showed(self, messages: Iterable[Message]) -> None:
        """What Balance shows now, as far as it is new."""
        shown = list(messages)
        living = {message.ts for message in shown if kind_of(message) in LIVING}
        if living:
            self._left |= self._living - living
        for message in shown:
            if not message.is_bot or message.ephemeral_for is not None or message.ts in self._left:
                continue
            lines = shortened(self._world, message)
            if lines and self._told.get(message.ts) != lines:
                self._told[message.ts] = lines
                self._entry(self._world.bot.name, lines)
        # What stands on a card at the end is told once.
        self._left |= self._living - living
        self._living |= living

    def whispered(self, who: str, message: Message) -> None:
        self.told_alone(who, *lines_of(self._world, message.blocks))

    def told_alone(self, who: str, *words: str) -> None:
        """What Balance says to one person, wherever it does."""
        self._entry(self._world.bot.name, [f"(only to {who})", *words])

    def opened(self, title: str, blocks: list[Json]) -> None:
        """A window to read."""
        self._entry(self._world.bot.name, [f"(window) {title}", *lines_of(self._world, blocks)])

    def _entry(self, who: str, lines: Iterable[str]) -> None:
        for number, line in enumerate(lines):
            head = (who if number == 0 else "").ljust(_NAME_WIDTH)
            self._say(textwrap.fill(line, _WIDTH, initial_indent=head, subsequent_indent=" " * _NAME_WIDTH))
