"""The one door to Slack: a shared connection pool, no automatic re-sending, errors sorted by what to do.

What would be over a limit is not sent (limits.py), and a 429 closes only the gate of the method it came
for; nobody sleeps in here, callers are told how long to wait.
"""

import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.cards.card import Card
from bot.limits import Limits
from bot.slack_problems import PACED, InDoubt, NoPlace, Refused, SlackProblem, TryLater, sorted_problem

log = logging.getLogger(__name__)

CALL_SECONDS = 10
EVENT_TYPE = "balance_surface"

_READING = {"conversations.history", "conversations.replies", "users.conversations", "users.info"}


@dataclass(frozen=True, slots=True)
class Posted:
    """Where a message stands. `thread_ts` is None when Slack put it at top level."""

    channel: str
    ts: str
    thread_ts: str | None


@dataclass(frozen=True, slots=True)
class Identity:
    """Who we are, as auth.test says."""

    enterprise_id: str
    team_id: str
    team_name: str
    user_id: str
    bot_id: str
    url: str
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class User:
    """A person of the workspace, as users.info says. `time_zone` is a name such as Europe/London,
    `utc_offset` its seconds ahead of UTC just now."""

    id: str
    is_admin: bool
    has_left: bool
    is_bot: bool
    time_zone: str
    utc_offset: int = 0
    is_guest: bool = False
    """Sees no channel but those they are in, not even public ones."""


class Slack:
    """Slack's Web API and response_urls for one workspace.

    Raises the children of SlackProblem and nothing else.
    """

    def __init__(
        self,
        client: AsyncWebClient,
        http: aiohttp.ClientSession,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.client = client
        self._http = http
        self._clock = clock
        self._closed_until: dict[tuple[str, str], float] = {}
        self._limits = Limits(lambda: self._clock())

    @classmethod
    def connect(cls, token: str, api_url: str) -> Self:
        """Must be called inside the running event loop. Retry handlers are off: the SDK's default one
        sends chat.postMessage again after a dropped connection, which posts it twice."""
        http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=CALL_SECONDS))
        client = AsyncWebClient(
            token=token, base_url=api_url, session=http, timeout=CALL_SECONDS, retry_handlers=[]
        )
        return cls(client, http)

    async def close(self) -> None:
        await self._http.close()

    # --- who we are

    async def identity(self) -> Identity:
        answer = await self._call("auth.test")
        return Identity(
            enterprise_id=str(answer.get("enterprise_id") or ""),
            team_id=str(answer.get("team_id") or ""),
            team_name=str(answer.get("team") or ""),
            user_id=str(answer.get("user_id") or ""),
            bot_id=str(answer.get("bot_id") or ""),
            url=str(answer.get("url") or ""),
            scopes=frozenset(
                scope for scope in answer.get("_scopes", "").replace(" ", "").split(",") if scope
            ),
        )

    async def user(self, user_id: str) -> User:
        """Needs users:read. An owner of the workspace counts as an admin."""
        found = (await self._call("users.info", user=user_id)).get("user") or {}
        return User(
            id=str(found.get("id") or user_id),
            is_admin=any(bool(found.get(name)) for name in ("is_admin", "is_owner", "is_primary_owner")),
            has_left=bool(found.get("deleted")),
            is_bot=bool(found.get("is_bot")),
            time_zone=str(found.get("tz") or ""),
            utc_offset=int(found.get("tz_offset") or 0),
            is_guest=any(bool(found.get(name)) for name in ("is_restricted", "is_ultra_restricted")),
        )

    async def is_guest(self, user_id: str) -> bool:
        return (await self.user(user_id)).is_guest

    async def open_connection(self) -> None:
        """Ask for an address to connect to; needs the app-level token. Shows whether Slack gives one."""
        await self._call("apps.connections.open")

    async def channels_of(self, user: str = "") -> dict[str, bool]:
        """The channels that a person is in, or the bot itself, and whether each is private. Of a person's
        private ones Slack tells those that the bot is in too.
        https://docs.slack.dev/reference/methods/users.conversations"""
        where: dict[str, Any] = {"types": "public_channel,private_channel", "limit": 999}
        if user:
            where["user"] = user
        found: dict[str, bool] = {}
        while True:
            answer = await self._call("users.conversations", **where)
            for channel in answer.get("channels") or []:
                # What does not say that it is public counts as private.
                found[str(channel["id"])] = channel.get("is_private") is not False
            cursor = (answer.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return found
            where["cursor"] = cursor

    # --- messages

    async def post(
        self,
        channel: str,
        card: Card,
        *,
        token: str,
        thread_ts: str | None = None,
        broadcast: bool = False,
    ) -> Posted:
        """Post a card. `token` goes into the metadata, so that `find` can tell whether it went out."""
        extra: dict[str, Any] = {"thread_ts": thread_ts} if thread_ts else {}
        if broadcast:
            extra["reply_broadcast"] = True
        answer = await self._call(
            "chat.postMessage",
            gate=channel,
            who=token,
            channel=channel,
            text=card.text,
            blocks=card.blocks,
            metadata={"event_type": EVENT_TYPE, "event_payload": {"id": token}},
            unfurl_links=False,
            unfurl_media=False,
            **extra,
        )
        place, ts = str(answer.get("channel") or channel), str(answer["ts"])
        message = answer.get("message")
        stands_in = message.get("thread_ts") if isinstance(message, dict) else None
        if thread_ts and stands_in is None and await self._stands_in(place, thread_ts, ts):
            stands_in = thread_ts
        return Posted(place, ts, stands_in)

    async def _stands_in(self, channel: str, thread_ts: str, ts: str) -> bool:
        """Slack says where a reply stands in its answer to the post. Where that is missing, the thread
        is asked: taking away a message that stands where it should would be worse than one more call."""
        where: dict[str, Any] = {"channel": channel, "ts": thread_ts, "oldest": ts, "latest": ts}
        try:
            answer = await self._call("conversations.replies", inclusive=True, **where)
        except NoPlace:
            return False
        except SlackProblem:
            return True
        return any(message.get("ts") == ts for message in answer.get("messages") or [])

    async def say(self, channel: str, card: Card, thread_ts: str | None = None) -> None:
        """Post something that is not kept up to date and need not be found again."""
        extra: dict[str, Any] = {"thread_ts": thread_ts} if thread_ts else {}
        await self._call(
            "chat.postMessage", gate=channel, channel=channel, text=card.text, blocks=card.blocks, **extra
        )

    async def update(self, channel: str, ts: str, card: Card, *, patient: bool = False) -> None:
        """`patient`: nobody waits for it, so that it lets others go ahead when calls are scarce."""
        await self._call(
            "chat.update",
            who=f"{channel} {ts}",
            patient=patient,
            channel=channel,
            ts=ts,
            text=card.text,
            blocks=card.blocks,
        )

    async def delete(self, channel: str, ts: str) -> None:
        await self._call("chat.delete", channel=channel, ts=ts)

    async def find(self, channel: str, token: str, since: float, thread_ts: str | None) -> Posted | None:
        """Look for a post by its metadata. `since` is when posting began, seconds since the epoch."""
        method = "conversations.replies" if thread_ts else "conversations.history"
        where: dict[str, Any] = {"channel": channel, "limit": 200, "include_all_metadata": True}
        if thread_ts:
            where["ts"] = thread_ts
        # Slack's clock and ours may differ: look a little further back than we began.
        where["oldest"] = f"{since - 120:.6f}"
        while True:
            answer = await self._call(method, **where)
            for message in answer.get("messages") or []:
                metadata = message.get("metadata") or {}
                if (metadata.get("event_payload") or {}).get("id") == token:
                    return Posted(channel, str(message["ts"]), message.get("thread_ts"))
            cursor = (answer.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return None
            where["cursor"] = cursor

    async def replies(
        self, channel: str, thread_ts: str, oldest: float, cursor: str = ""
    ) -> tuple[list[dict[str, Any]], str]:
        """A page of what stands in a thread since `oldest` (seconds since the epoch), and the cursor to
        the next one, empty after the last."""
        where: dict[str, Any] = {"channel": channel, "ts": thread_ts, "oldest": f"{oldest:.6f}", "limit": 200}
        if cursor:
            where["cursor"] = cursor
        answer = await self._call("conversations.replies", **where)
        messages = [message for message in answer.get("messages") or [] if isinstance(message, dict)]
        return messages, str((answer.get("response_metadata") or {}).get("next_cursor") or "")

    async def whisper(self, channel: str, user: str, card: Card, thread_ts: str | None = None) -> None:
        """A word that only `user` sees."""
        extra: dict[str, Any] = {"thread_ts": thread_ts} if thread_ts else {}
        await self._call(
            "chat.postEphemeral",
            who=f"{channel} {user}",
            channel=channel,
            user=user,
            text=card.text,
            blocks=card.blocks,
            **extra,
        )

    async def tick(self, channel: str, ts: str) -> None:
        """Put a check mark on a message. One that is there already is fine."""
        try:
            await self._call(
                "reactions.add",
                who=f"{channel} {ts}",
                channel=channel,
                timestamp=ts,
                name="white_check_mark",
            )
        except Refused as problem:
            if problem.code != "already_reacted":
                raise

    # --- modals and App Home

    async def open_view(self, trigger_id: str, view: dict[str, Any]) -> str:
        return str((await self._call("views.open", trigger_id=trigger_id, view=view))["view"]["id"])

    async def update_view(self, view_id: str, view: dict[str, Any]) -> None:
        await self._call("views.update", view_id=view_id, view=view)

    async def publish_home(self, user: str, view: dict[str, Any]) -> None:
        await self._call("views.publish", gate=user, user_id=user, view=view)

    # --- response_url: costs nobody's rate limit

    async def respond(self, response_url: str, **message: Any) -> bool:
        """Answer through a click's or command's own address; False if it is used up or expired.

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

    # --- the way out

    async def _call(
        self, method: str, *, gate: str = "", who: str = "", patient: bool = False, **arguments: Any
    ) -> dict[str, Any]:
        closed_for = self._closed_until.get((method, gate), 0.0) - self._clock()
        if closed_for > 0:
            raise TryLater(method, "ratelimited", closed_for)
        if seconds := self._limits.wait(method, gate, who or gate, patient=patient):
            raise TryLater(method, PACED, seconds)
        try:
            # Reading methods take no JSON: "does not currently accept application/json",
            # https://docs.slack.dev/reference/methods/conversations.replies
            if method in _READING:
                answer = await self.client.api_call(method, http_verb="GET", params=arguments)
            else:
                answer = await self.client.api_call(method, json=arguments)
        except SlackApiError as error:
            problem = sorted_problem(method, error)
            if isinstance(problem, TryLater) and problem.limited:
                self._closed_until[(method, gate)] = self._clock() + problem.seconds
                self._limits.refused(method, gate, problem.seconds)
            raise problem from None
        except aiohttp.ClientConnectorError:
            raise TryLater(method, "no_connection", 2.0) from None
        except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
            raise InDoubt(method, type(error).__name__) from None
        data = dict(answer.data) if isinstance(answer.data, dict) else {}
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return {**data, "_scopes": headers.get("x-oauth-scopes", "")}


def _says_not_ok(body: str) -> bool:
    try:
        parsed = json.loads(body)
    except ValueError:
        return False  # the documented answer is the bare word "ok"
    return isinstance(parsed, dict) and parsed.get("ok") is False
