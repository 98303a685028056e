"""How a call leaves for Slack: a shared connection pool, no automatic re-sending, errors sorted by what to
do.

What would be over a limit is not sent (rate_limits.py), and a 429 closes only the gate of the method it came
for; nobody sleeps in here, callers are told how long to wait.
"""

import json
import logging
from collections.abc import AsyncIterator, Callable
from typing import Any, Self

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.clock import SlackClock, watching
from bot.slack.errors import NO_CONNECTION, PACED, UNREADABLE, InDoubt, TryLater, sorted_problem
from bot.slack.rate_limits import POSTING, Limits

log = logging.getLogger(__name__)

CALL_SECONDS = 10

_READING = {
    "conversations.history",
    "conversations.info",
    "conversations.replies",
    "users.conversations",
    "users.info",
}


_FORM = {"files.getUploadURLExternal", "files.completeUploadExternal"}
"""These take a form, and no JSON: https://docs.slack.dev/reference/methods/files.getUploadURLExternal"""


class SlackCalls:
    """Raises the children of SlackProblem and nothing else. `clock` gives seconds, from wherever;
    `slack_clock` learns from every answer."""

    def __init__(
        self,
        client: AsyncWebClient,
        http: aiohttp.ClientSession,
        clock: Callable[[], float],
        slack_clock: SlackClock,
    ) -> None:
        self.client = client
        self._http = http
        self._clock = clock
        self._slack_clock = slack_clock
        self._closed_until: dict[tuple[str, str], float] = {}
        self._limits = Limits(clock)

    @classmethod
    def connect(cls, token: str, api_url: str, clock: Callable[[], float], slack_clock: SlackClock) -> Self:
        """Must be called inside the running event loop. Retry handlers are off: the SDK's default one
        sends chat.postMessage again after a dropped connection, which posts it twice."""
        http = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=CALL_SECONDS), trace_configs=[watching(slack_clock)]
        )
        client = AsyncWebClient(
            token=token, base_url=api_url, session=http, timeout=CALL_SECONDS, retry_handlers=[]
        )
        return cls(client, http, clock, slack_clock)

    async def close(self) -> None:
        await self._http.close()

    def has_room(self, method: str, gate: str) -> bool:
        """Whether a call would leave at once, as far as is known here."""
        is_open = self._closed_until.get((method, gate), 0.0) <= self._clock()
        return is_open and self._limits.has_room(method, gate)

    async def __call__(
        self, method: str, *, gate: str = "", who: str = "", patient: bool = False, **arguments: Any
    ) -> dict[str, Any]:
        """What Slack answers, with the token's scopes as `_scopes`. A limit counts for a method, and within
        it for a `gate`; `who` keeps its place in a line, and `patient` lets others go ahead."""
        closed_for = self._closed_until.get((method, gate), 0.0) - self._clock()
        if closed_for > 0:
            raise TryLater(method, "ratelimited", closed_for)
        if seconds := self._limits.wait(method, gate, who or gate, patient=patient):
            raise TryLater(method, PACED, seconds)
        asked = self._slack_clock.here()
        try:
            # Reading methods take no JSON: "does not currently accept application/json",
            # https://docs.slack.dev/reference/methods/conversations.replies
            if method in _READING:
                answer = await self.client.api_call(method, http_verb="GET", params=arguments)
            elif method in _FORM:
                answer = await self.client.api_call(method, data=arguments)
            else:
                answer = await self.client.api_call(method, json=arguments)
        except SlackApiError as error:
            problem = sorted_problem(method, error)
            if isinstance(problem, TryLater) and problem.limited:
                self._closed_until[(method, gate)] = self._clock() + problem.seconds
                self._limits.refused(method, gate, problem.seconds)
            raise problem from None
        except aiohttp.ClientConnectorError:
            raise TryLater(method, NO_CONNECTION, 2.0) from None
        except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
            raise InDoubt(method, type(error).__name__) from None
        except (AttributeError, ValueError):
            # The SDK stumbles over what is no JSON object, such as a page of something on the way to Slack.
            raise InDoubt(method, UNREADABLE) from None
        if not isinstance(answer.data, dict):
            raise InDoubt(method, UNREADABLE)
        data = dict(answer.data)
        if method == POSTING:
            self._slack_clock.posted(asked, data.get("ts"))
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return {**data, "_scopes": headers.get("x-oauth-scopes", "")}

    async def pages(self, method: str, **arguments: Any) -> AsyncIterator[dict[str, Any]]:
        """One answer after the other, as far as there are any."""
        while True:
            answer = await self(method, **arguments)
            yield answer
            arguments["cursor"] = next_cursor(answer)
            if not arguments["cursor"]:
                return

    async def upload(self, address: str, content: bytes) -> None:
        """Send a file to the address that Slack gave for it. Raises InDoubt: it may be there or not."""
        try:
            async with self._http.post(address, data=content) as response:
                if response.status != 200:
                    raise InDoubt("upload", f"http_{response.status}")
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise InDoubt("upload", type(error).__name__) from None

    async def respond(self, response_url: str, **message: Any) -> bool:
        """Answer through a click's or command's own address; False if it is used up or expired. That
        costs nobody's rate limit.

        5 uses in 30 minutes:
        https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
        """
        try:
            async with self._http.post(response_url, json=message) as response:
                body = await response.text()
                return response.status == 200 and not _says_not_ok(body)
        except (aiohttp.ClientError, TimeoutError) as error:
            log.info("response_url did not answer: %s", type(error).__name__)
            return False


def next_cursor(answer: dict[str, Any]) -> str:
    """Where the next page of this answer begins; empty after the last."""
    return str((answer.get("response_metadata") or {}).get("next_cursor") or "")


def _says_not_ok(body: str) -> bool:
    try:
        parsed = json.loads(body)
    except ValueError:
        return False  # the documented answer is the bare word "ok"
    return isinstance(parsed, dict) and parsed.get("ok") is False
