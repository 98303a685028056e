"""Posts that are looked for, page by page: also where Slack allows few looks, and few messages in each."""

from typing import Any

from cachetools import LRUCache

from bot.slack.calls import SlackCalls, next_cursor
from bot.slack.errors import InDoubt, SlackProblem, TryLater

A_LOOK = 15
"""Messages in one answer: more are not given to an app that is distributed outside Slack's Marketplace, which
may look once a minute. https://docs.slack.dev/reference/methods/conversations.history"""
BEFORE = 120.0
"""Seconds. When posting began is read from here, and our clock may be set: so far before it is looked too."""
KEPT = 1_000


class Searches:
    """What a limit interrupts goes on where it was: at a look a minute, a search that began anew each time
    would never get past its first page."""

    def __init__(self, calls: SlackCalls) -> None:
        self._calls = calls
        self._at: LRUCache[tuple[str, float], str] = LRUCache(KEPT)

    async def find(
        self, channel: str, token: str, since: float, thread_ts: str | None, until: float | None = None
    ) -> dict[str, Any] | None:
        """The message whose metadata has this token, if it is there. `since`: when posting began, in seconds
        on Slack's clock; `until`: when it was over, if that is long ago. Raises SlackProblem."""
        method = "conversations.replies" if thread_ts else "conversations.history"
        where: dict[str, Any] = {"channel": channel, "limit": A_LOOK, "include_all_metadata": True}
        where["oldest"] = f"{since - BEFORE:.6f}"
        if until is not None:
            where["latest"] = f"{until:.6f}"
        if thread_ts:
            where["ts"] = thread_ts
        look = (token, since)
        while True:
            if cursor := self._at.get(look):
                where["cursor"] = cursor
            try:
                answer = await self._calls(method, **where)
            except (TryLater, InDoubt):
                raise
            except SlackProblem:
                self._at.pop(look, None)
                raise
            messages = answer.get("messages") or []
            found = next((message for message in messages if _token_of(message) == token), None)
            self._at[look] = next_cursor(answer)
            if found or not self._at[look]:
                del self._at[look]
                return found


def _token_of(message: dict[str, Any]) -> object:
    return ((message.get("metadata") or {}).get("event_payload") or {}).get("id")
