"""How a call leaves for Slack: a shared connection pool, no automatic re-sending, errors sorted by what to
do.

What would be over a limit is not sent (rate_limits.py), and a 429 closes only the gate of the method it came
for; nobody sleeps in here, callers are told how long to wait.
"""

import hashlib
import json
import logging
from collections.abc import AsyncIterator, Callable
from typing import Any, Final, Self
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot import metrics
from bot.slack.clock import SlackClock, watching
from bot.slack.errors import (
    PACED,
    UNREADABLE,
    InDoubt,
    MessageGone,
    NoEntry,
    NoPlace,
    NoWay,
    Refused,
    SlackProblem,
    TryLater,
    sorted_problem,
)
from bot.slack.no_way import obstacle
from bot.slack.rate_limits import POSTING, Limits
from bot.slack.way_out import WayOut

log = logging.getLogger(__name__)

CALL_SECONDS = 10
_DOWNLOAD: Final = aiohttp.ClientTimeout(total=60)
_CHUNK: Final = 64 * 1024
"""Bytes that are digested at once: a fraction of a millisecond, in which no click waits."""
CONNECT_SECONDS = 5
"""What has no connection by then was not sent, so that it is no doubt whether it was done."""

_READING = {
    "conversations.history",
    "conversations.info",
    "conversations.replies",
    "files.info",
    "users.conversations",
    "users.info",
}


_OUTCOMES: dict[str | type[SlackProblem], str] = {
    PACED: "held_back",
    TryLater: "try_later",
    InDoubt: "in_doubt",
    MessageGone: "gone",
    NoPlace: "no_place",
    NoEntry: "no_entry",
}
"""How a call ended, for those who count; whatever else is refused."""
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
        way: WayOut,
    ) -> None:
        self.client = client
        self.http = http
        self.way = way
        self._clock = clock
        self._slack_clock = slack_clock
        self._closed_until: dict[tuple[str, str], float] = {}
        self._limits = Limits(clock)

    @classmethod
    def connect(
        cls, token: str, api_url: str, clock: Callable[[], float], slack_clock: SlackClock, way: WayOut
    ) -> Self:
        """Must be called inside the running event loop. Retry handlers are off: the SDK's default one
        sends chat.postMessage again after a dropped connection, which posts it twice."""
        http = way.session(
            timeout=aiohttp.ClientTimeout(total=CALL_SECONDS, sock_connect=CONNECT_SECONDS),
            trace_configs=[watching(slack_clock)],
        )
        client = AsyncWebClient(
            token=token, base_url=api_url, session=http, timeout=CALL_SECONDS, retry_handlers=[]
        )
        client.proxy = way.proxy_for(api_url)  # given none, slack_sdk 3.48 takes one, past NO_PROXY
        return cls(client, http, clock, slack_clock, way)

    async def close(self) -> None:
        await self.http.close()

    def has_room(self, method: str, gate: str) -> bool:
        """Whether a call would leave at once, as far as is known here."""
        is_open = self._closed_until.get((method, gate), 0.0) <= self._clock()
        return is_open and self._limits.has_room(method, gate)

    async def __call__(
        self, method: str, *, gate: str = "", who: str = "", patient: bool = False, **arguments: Any
    ) -> dict[str, Any]:
        """What Slack answers, with the token's scopes as `_scopes`. A limit counts for a method, and within
        it for a `gate`; `who` keeps its place in a line, and `patient` lets others go ahead."""
        outcome = "cut_off"
        try:
            answer = await self._call(method, gate, who, patient, arguments)
            outcome = "ok"
            return answer
        except SlackProblem as problem:
            outcome = _OUTCOMES.get(problem.code) or _OUTCOMES.get(type(problem), "refused")
            raise
        finally:
            metrics.called(method, outcome)

    async def _call(
        self, method: str, gate: str, who: str, patient: bool, arguments: dict[str, Any]
    ) -> dict[str, Any]:
        closed_for = self._closed_until.get((method, gate), 0.0) - self._clock()
        if closed_for > 0:
            raise TryLater(method, "ratelimited", closed_for)
        if seconds := self._limits.wait(method, gate, who or gate, patient=patient):
            raise TryLater(method, PACED, seconds)
        asked = self._slack_clock.moment()
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
        except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
            if in_the_way := obstacle(error, self.client.proxy):
                raise NoWay(method, in_the_way) from None
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
            async with self.http.post(address, data=content, proxy=self.way.proxy_for(address)) as response:
                if response.status != 200:
                    raise InDoubt("upload", f"http_{response.status}")
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise InDoubt("upload", type(error).__name__) from None

    async def sha256_of(self, address: str, size: int) -> str | None:
        """In hex, of what stands at an address of Slack's, which is asked for with the bot's token; None
        where that is not `size` bytes, such as a page to sign in. Raises InDoubt, and Refused for any other
        address."""
        digest = hashlib.sha256()
        return digest.hexdigest() if await self._read(address, size, digest.update) else None

    async def content_of(self, address: str, size: int) -> bytes | None:
        """The same file itself, for one that is small enough to be held. Raises the same."""
        content = bytearray()
        return bytes(content) if await self._read(address, size, content.extend) else None

    async def _read(self, address: str, size: int, take: Callable[[bytes], object]) -> bool:
        """Give what stands there to `take`, piece by piece; returns whether that was all of it."""
        if not self.may_get_token(address):
            raise Refused("download", "not_slacks_address")
        came = 0
        headers = {"Authorization": f"Bearer {self.client.token}"}
        proxy = self.way.proxy_for(address)
        try:
            # Nor is the token sent on to wherever an answer leads.
            async with self.http.get(
                address, headers=headers, allow_redirects=False, timeout=_DOWNLOAD, proxy=proxy
            ) as response:
                if response.status != 200:
                    return False
                async for chunk in response.content.iter_chunked(_CHUNK):
                    came += len(chunk)
                    if came > size:
                        return False
                    take(chunk)
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise InDoubt("download", type(error).__name__) from None
        return came == size

    def may_get_token(self, address: str) -> bool:
        """Files are at the host of the Web API, or, where that is Slack's own, at another of Slack's."""
        try:
            wanted, api = urlsplit(address), urlsplit(self.client.base_url)
            port = wanted.port
        except ValueError:
            return False
        if (wanted.scheme, wanted.netloc) == (api.scheme, api.netloc):
            return True
        is_slack = _is_slack(api.hostname) and _is_slack(wanted.hostname)
        return is_slack and wanted.scheme == "https" and port in (None, 443)

    async def respond(self, response_url: str, **message: Any) -> bool:
        """Answer through a click's or command's own address; False if it is used up or expired. That
        costs nobody's rate limit.

        5 uses in 30 minutes:
        https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
        """
        try:
            proxy = self.way.proxy_for(response_url)
            async with self.http.post(response_url, json=message, proxy=proxy) as response:
                body = await response.text()
                taken = response.status == 200 and not _says_not_ok(body)
                metrics.called("response_url", "ok" if taken else "refused")
                return taken
        except (aiohttp.ClientError, TimeoutError) as error:
            metrics.called("response_url", "in_doubt")
            log.info("response_url did not answer: %s", type(error).__name__)
            return False


def _is_slack(host: str | None) -> bool:
    return f".{host or ''}".endswith(".slack.com")


def next_cursor(answer: dict[str, Any]) -> str:
    """Where the next page of this answer begins; empty after the last."""
    return str((answer.get("response_metadata") or {}).get("next_cursor") or "")


def _says_not_ok(body: str) -> bool:
    try:
        parsed = json.loads(body)
    except ValueError:
        return False  # the documented answer is the bare word "ok"
    return isinstance(parsed, dict) and parsed.get("ok") is False
