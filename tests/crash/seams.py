"""Fail points for tests only: the product's seams are wrapped in the process that is to be killed.

A seam is a place where work is handed over: a transaction is about to be committed or just was, a call to
Slack is about to be made or was just answered, an acknowledgement is about to be sent or just was. Each
crossing is counted and written down; at the one that is asked for, the process kills itself with SIGKILL.
"""

import os
import signal
import threading
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Engine, event

from bot.slack.client import Slack
from storage.transaction import Transaction


class Seams:
    """`armed` is a file: while it exists, crossings count. Names go to `crossed`, one a line."""

    def __init__(self, armed: Path, crossed: Path, kill_at: int) -> None:
        self._armed = armed
        self._crossed = crossed
        self._kill_at = kill_at
        self._count = 0
        self._begun: Counter[str] = Counter()
        self._one_at_a_time = threading.Lock()  # on PostgreSQL commits happen in threads

    def cross(self, when: str, what: str) -> None:
        if not self._armed.exists():
            return
        with self._one_at_a_time:
            if when == "before":
                self._begun[what] += 1
            elif not self._begun[what]:
                return  # the end of something that began before it was armed
            self._count += 1
            # Written and closed before the kill: the parent reads which seam it was.
            with self._crossed.open("a") as names:
                names.write(f"{when} {what}\n")
            if self._count == self._kill_at:
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
