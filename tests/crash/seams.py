"""Fail points for tests only: the product's seams are wrapped in the process that is to be killed.

A seam is a place where work is handed over: a transaction is about to be committed or just was, a call to
Slack is about to be made or was just answered, an acknowledgement is about to be sent or just was. Each
crossing is counted and written down; at the one that is asked for, the process kills itself with SIGKILL.
"""

import contextlib
import fcntl
import os
import signal
import threading
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Engine, event

from bot.slack.client import Slack
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Point:
    """Where to kill: at crossing `number`, of all or of those of one seam."""

    number: int
    seam: str = ""

    def reached(self, crossed: Sequence[str]) -> bool:
        return sum(self.seam in ("", name) for name in crossed) >= self.number

    def __str__(self) -> str:
        return f"seam {self.number}" + (f" {self.seam}" if self.seam else "")


@contextlib.contextmanager
def alone(gate: Path) -> Iterator[None]:
    """Within this, no other process is within it; whoever is killed there has left."""
    with gate.open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


@dataclass(frozen=True, slots=True)
class Track:
    """The files by which the process and its test speak of seams."""

    folder: Path

    @property
    def _armed(self) -> Path:
        return self.folder / "armed"

    @property
    def _crossed(self) -> Path:
        return self.folder / "crossed"

    @property
    def gate(self) -> Path:
        return self.folder / "gate"

    @property
    def is_armed(self) -> bool:
        return self._armed.exists()

    @property
    def crossed(self) -> list[str]:
        """What was crossed since it was armed."""
        return self._crossed.read_text().splitlines() if self._crossed.exists() else []

    def add(self, name: str) -> None:
        with self._crossed.open("a") as names:
            names.write(f"{name}\n")

    def arm(self) -> None:
        """From now on crossings count."""
        self._crossed.unlink(missing_ok=True)
        self._armed.touch()

    def disarm(self) -> None:
        """From now on none does: what was crossed before stands there, and so does whether it killed."""
        with alone(self.gate):
            self._armed.unlink(missing_ok=True)


class Seams:
    def __init__(self, track: Track, kill_at: Point | None) -> None:
        self._track = track
        self._kill_at = kill_at
        self._begun: Counter[str] = Counter()
        self._one_at_a_time = threading.Lock()  # on PostgreSQL commits happen in threads

    def cross(self, when: str, what: str) -> None:
        if not self._track.is_armed:
            return
        with self._one_at_a_time, alone(self._track.gate):
            if not self._track.is_armed:
                return
            if when == "before":
                self._begun[what] += 1
            elif not self._begun[what]:
                return  # the end of something that began before it was armed
            # Written and closed before the kill: the parent reads which seam it was.
            self._track.add(f"{when} {what}")
            if self._kill_at and self._kill_at.reached(self._track.crossed):
                os.kill(os.getpid(), signal.SIGKILL)

    def install(self) -> None:
        event.listen(Engine, "commit", lambda _: self.cross("before", "a commit"))
        self._wrap_commit()
        self._wrap(AsyncWebClient, "api_call", lambda args, _: str(args[1]))
        self._wrap(Slack, "respond", lambda _args, _: "response_url")
        self._wrap(SocketModeClient, "send_socket_mode_response", lambda _args, _: "the acknowledgement")

    def _wrap_commit(self) -> None:
        committed, cross = Transaction.committed, self.cross

        def crossing(self: Transaction) -> None:
            cross("after", "a commit")
            committed(self)

        Transaction.committed = crossing  # type: ignore[method-assign]

    def _wrap(self, owner: type, name: str, what: Callable[[Any, Any], str]) -> None:
        original: Callable[..., Awaitable[Any]] = getattr(owner, name)

        async def crossing(*args: Any, **kwargs: Any) -> Any:
            label = what(args, kwargs)
            self.cross("before", label)
            result = await original(*args, **kwargs)
            self.cross("after", label)
            return result

        setattr(owner, name, crossing)
