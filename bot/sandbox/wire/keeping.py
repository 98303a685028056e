"""Keeping the world in a file, so that a sandbox can be stopped and gone on with.

Kept is what people would miss: people, channels, messages with what was chosen on them, files, windows, Home,
the clock, and the addresses that clicks were given. Faults are not: they end with the sandbox that they were
made in. Nor is what Slack has not yet told the app: it looks for that itself when it comes back.
"""

import asyncio
import base64
import contextlib
import dataclasses
import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.sandbox.wire.core import Core
from bot.sandbox.wire.response_urls import ResponseUrl
from bot.sandbox.world import Channel, File, Message, Profile, View
from bot.sandbox.world.clock import WallClock
from bot.sandbox.world.kept_file import CannotKeep, KeptFile
from bot.sandbox.world.pulse import Hint

logger = logging.getLogger("bot.sandbox")

SOON = 0.05
"""Seconds after a change until it is written, if no answer goes out before."""
_TELLING = {"messages", "files", "views", "home", "conversations", "clock"}
"""Hints of what is kept."""
_STORED_APART = {"messages", "ephemerals", "threads"}
"""What a channel's own row leaves to those of its messages."""


@dataclasses.dataclass(slots=True)
class Head:
    """How far the clock is ahead, the last stamp that was given, and who and what there is, in order."""

    ahead: float
    last_stamp: int
    people: list[str]
    channels: list[str]
    enterprises: dict[str, str] = dataclasses.field(default_factory=dict)


_HEAD, _PROFILE, _CHANNEL = TypeAdapter(Head), TypeAdapter(Profile), TypeAdapter(Channel)
_MESSAGE, _VIEW, _URL = TypeAdapter(Message), TypeAdapter(View), TypeAdapter(ResponseUrl)
_FILE = TypeAdapter(File)


class Keeping:
    """A core's world, from a file and back into it."""

    def __init__(self, core: Core, path: Path) -> None:
        """Put what the file holds into the core. Raises CannotKeep."""
        self._core = core
        self._file = KeptFile(path)
        self._is_behind = True
        self._soon: asyncio.TimerHandle | None = None
        self._failed = False
        self._listening = contextlib.ExitStack()
        if self._file.rows:
            try:
                self._restore(self._file.rows)
            except (ValidationError, ValueError, KeyError, TypeError):
                self._file.close()
                raise self._file.damaged() from None

    def begin(self) -> None:
        """Write the world down from now on. Raises CannotKeep."""
        self._file.write(dict(self._rows()))
        self._is_behind = False
        self._listening.enter_context(self._core.world.pulse.listening(self._hear))

    def write(self) -> None:
        """Write down what has changed. A disk that is full is told of in the log, and tried again."""
        if not self._is_behind:
            return
        try:
            self._file.write(dict(self._rows()))
        except CannotKeep as problem:
            if not self._failed:
                logger.error("What happens is not kept: %s", problem)
            self._failed = True
            return
        self._is_behind = self._failed = False

    def end(self) -> None:
        """Write down the last of it, and let go of the file."""
        self._is_behind = True
        self.write()
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._listening.close()
        if self._soon:
            self._soon.cancel()
        self._file.close()

    def _hear(self, hint: Hint) -> None:
        if hint.type not in _TELLING:
            return
        self._is_behind = True
        if self._soon is None:
            self._soon = asyncio.get_running_loop().call_later(SOON, self._write_now)

    def _write_now(self) -> None:
        self._soon = None
        self.write()

    # --- what it is made of

    def _rows(self) -> Iterator[tuple[str, str]]:
        core, world = self._core, self._core.world
        ahead = core.clock.offset.value if isinstance(core.clock, WallClock) else 0.0
        there = (list(world.people), list(world.channels), world.enterprises)
        yield "head", _text(_HEAD, Head(ahead, core.stamps.last, *there))
        for id, profile in world.people.items():
            # Only a fault makes an account inactive, and it ends with this sandbox.
            yield f"person {id}", _text(_PROFILE, profile, {"deleted"})
        for id, channel in world.channels.items():
            yield f"channel {id}", _text(_CHANNEL, channel, _STORED_APART)
            for message in (*channel.messages.values(), *channel.ephemerals.values()):
                yield f"message {id} {message.ts}", _text(_MESSAGE, message)
        for id, file in world.files.items():
            yield f"file {id}", _text(_FILE, file, {"content"})
            yield f"content {id}", base64.b64encode(file.content).decode()
        for user, stack in world.modals.items():
            for depth, view in enumerate(stack):
                yield f"modal {user} {depth}", _text(_VIEW, view)
        for user, home in world.homes.items():
            yield f"home {user}", _text(_VIEW, home)
        for path, url in core.response_urls.fresh():
            yield f"url {path}", _text(_URL, url)

    def _restore(self, rows: Mapping[str, str]) -> None:
        core, world = self._core, self._core.world
        head = _HEAD.validate_json(rows["head"])
        core.stamps.last = head.last_stamp
        if isinstance(core.clock, WallClock):
            core.clock.offset.value = head.ahead
        world.enterprises = head.enterprises
        world.people = {id: _PROFILE.validate_json(rows[f"person {id}"]) for id in head.people}
        world.channels = {id: _CHANNEL.validate_json(rows[f"channel {id}"]) for id in head.channels}
        for id, text in _of("file", rows):
            world.files[id] = _FILE.validate_json(text)
            world.files[id].content = base64.b64decode(rows[f"content {id}"], validate=True)
        messages = [_MESSAGE.validate_json(text) for _, text in _of("message", rows)]
        # A reply stands after what it replies to.
        for message in sorted(messages, key=lambda message: message.ts):
            channel = world.channels[message.channel]
            if not world.files.keys() >= set(message.files):
                raise ValueError("a message without its file")
            if message.ephemeral_for is None:
                channel.add(message)
            else:
                channel.ephemerals[message.ts] = message
        for user_and_depth, text in sorted(_of("modal", rows)):
            world.modal_stack(user_and_depth.partition(" ")[0]).append(_VIEW.validate_json(text))
        world.homes = {user: _VIEW.validate_json(text) for user, text in _of("home", rows)}
        for path, text in _of("url", rows):
            core.response_urls.take_up(path, _URL.validate_json(text))


def _of(kind: str, rows: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The rows of a kind, with the rest of their keys."""
    start = f"{kind} "
    return ((key.removeprefix(start), text) for key, text in rows.items() if key.startswith(start))


def _text(adapter: TypeAdapter[Any], thing: Any, without: set[str] | None = None) -> str:
    return adapter.dump_json(thing, exclude=without).decode()
