"""Everything that the bot ever showed to anybody, and to whom, also what was replaced a moment later."""

import json
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from bot.sandbox import Sandbox
from bot.sandbox.world import Message, dm_id
from bot.sandbox.world.pulse import Hint


@dataclass(frozen=True, slots=True)
class Said:
    """`to`: the only person who can see it; empty: everybody in the channel. `message`: as it looked; None:
    it is a window, or App Home."""

    at: float
    to: str
    what: str
    message: Message | None = None


@dataclass
class Overheard:
    """Looks whenever the sandbox says that something changed, in the same breath: nothing is too short."""

    slack: Sandbox
    said: list[Said] = field(default_factory=list)
    _known: dict[str, tuple[str, object]] = field(default_factory=dict)

    @contextmanager
    def listening(self) -> Iterator[None]:
        with self.slack.world.pulse.listening(self._note):
            yield

    def _note(self, hint: Hint) -> None:
        if hint.type == "messages" and hint.channel:
            channel = self.slack.world.channels[hint.channel]
            alone = next((who for who in self.slack.world.people if dm_id(who) == channel.id), "")
            self._note_messages([*channel.messages.values(), *channel.ephemerals.values()], alone)
        elif hint.type in ("views", "home") and hint.user:
            home = self.slack.world.homes.get(hint.user)
            views = [*self.slack.world.modal_stack(hint.user), *([home] if home else [])]
            for view in views:
                if self._is_new(view.id, view.hash, view.spec):
                    self.said.append(Said(time.time(), hint.user, json.dumps(view.spec)))

    def _note_messages(self, messages: Iterable[Message], alone: str) -> None:
        for message in messages:
            if message.is_bot and self._is_new(message.ts, message.text, message.blocks):
                to = message.ephemeral_for or alone
                what = json.dumps([message.text, message.blocks, message.metadata])
                as_it_looks = replace(message, blocks=list(message.blocks))
                self.said.append(Said(time.time(), to, what, as_it_looks))

    def _is_new(self, which: str, text: str, content: object) -> bool:
        before = self._known.get(which)
        if before and before[0] == text and before[1] is content:
            return False
        self._known[which] = (text, content)
        return True


def words_in(blocks: Any) -> list[str]:
    """All words that stand in these blocks, in order."""
    match blocks:
        case dict():
            own = [blocks["text"]] if isinstance(blocks.get("text"), str) else []
            return [*own, *(word for value in blocks.values() for word in words_in(value))]
        case list():
            return [word for one in blocks for word in words_in(one)]
        case _:
            return []
