"""What works round Bolt, and nothing else. Each says which version needs it, and why: with a newer slack_bolt
or slack_sdk, look whether it still does."""

import asyncio
import contextlib
import json
import logging
import re
import time
import traceback
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from slack_bolt import BoltResponse
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.adapter.socket_mode.internals import build_headers
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.request.payload_utils import (
    to_action,
    to_command,
    to_event,
    to_message,
    to_options,
    to_shortcut,
    to_step,
    to_view,
)
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot import metrics
from bot.slack.client import Identity
from bot.slack.way_out import STRAIGHT_ON, WayOut

log = logging.getLogger(__name__)

WATCH_SECONDS = 5.0
AWAY_SECONDS = 15.0

_AS_TEXT = json.JSONEncoder(ensure_ascii=False, check_circular=False)
"""What was parsed has no circles."""

STUMBLES = (AttributeError, LookupError, TypeError)
"""slack_bolt 1.30 takes a payload apart without looking: what is missing or of another type ends in these."""

READERS = (to_options, to_shortcut, to_action, to_view, to_command, to_event, to_message, to_step)
"""With these slack_bolt 1.30 takes a payload apart, for whatever it calls."""

Refuse = Callable[[dict[str, Any], Exception], BoltResponse]


# --- the app


def new_app(identity: Identity, client: AsyncWebClient, *, token: str, signing_secret: str) -> AsyncApp:
    """Bolt's app for one workspace, sharing the connections of `client`."""

    async def authorize() -> AuthorizeResult:
        # slack_bolt 1.30: its own way asks auth.test inside the first click. It was asked at the start.
        return AuthorizeResult(
            enterprise_id=identity.enterprise_id or None,
            team_id=identity.team_id,
            bot_token=token,
            bot_id=identity.bot_id,
            bot_user_id=identity.user_id,
        )

    # Without a token of its own: the token comes with each authorization. slack_sdk 3.48: the retry handler
    # that is there by default sends a post again after a dropped connection.
    shared = AsyncWebClient(base_url=client.base_url, session=client.session, retry_handlers=[])
    shared.proxy = client.proxy  # slack_sdk 3.48: else the environment's, past NO_PROXY

    return AsyncApp(
        # slack_bolt 1.30: without a name it reads every module's source to find who calls it: half our start.
        name="Balance",
        logger=_logger(),
        client=shared,
        signing_secret=signing_secret or None,
        authorize=authorize,
        # slack_bolt 1.30: else events are acknowledged before a listener is asked, and every other
        # acknowledgement is looked for every 10 ms only. So: nothing is acknowledged before it is committed.
        process_before_response=True,
        # slack_bolt 1.30: would also drop the news that somebody deleted a message of ours.
        ignoring_self_events_enabled=False,
    )


def _logger() -> logging.Logger:
    """slack_bolt 1.30: given none, each of its loggers takes the root's level, past what log.py set: at DEBUG
    whole payloads are logged, answers included, and at INFO a warning that SLACK_BOT_TOKEN in the
    environment is unused, which is meant. Its other warnings are of payloads, and show them whole."""
    logger = logging.getLogger("slack_bolt")
    logger.setLevel(logging.ERROR)
    return logger


def take_every_event(app: AsyncApp) -> None:
    """slack_bolt 1.30: an event without a listener is answered with 404, and Slack sends it again. To be
    called when every listener is there: Bolt asks them one after the other."""

    async def ignore() -> None:
        """Subscribed to, but nothing to do."""

    app.event(re.compile(""))(ignore)


# --- what Bolt cannot read


def request_of(
    body: dict[str, Any], headers: dict[str, str | Sequence[str]] | None
) -> AsyncBoltRequest | None:
    """What Bolt makes of a body that the transport has checked and parsed. None, with a line in the log,
    where it stumbles already, over a user, a team or an event of a type that Slack does not send; and for
    what could be neither stored nor sent on: half a character, or lists in lists without an end.

    slack_bolt 1.30: of a request over HTTP it parses the body before it looks at the signature, fails on
    one that is none of Slack's, and takes longer for it. "socket_mode" is its word for parsed already.
    """
    try:
        _AS_TEXT.encode(body).encode()
    except (UnicodeEncodeError, RecursionError) as error:
        log.warning("Refused: %s", type(error).__name__)
        return None
    try:
        to_event(body)  # slack_bolt 1.30 looks for an event before it asks our Guard
        return AsyncBoltRequest(body=body, headers=headers, mode="socket_mode")
    except STUMBLES as error:
        log.warning("Refused: %s", error)
        return None


class Guard(AsyncMiddleware):
    """slack_bolt 1.30 takes a payload apart whenever it calls anything of ours, error handlers too: over a
    click without an action it stumbles twice, and leaves a traceback. Not a function, which it would call
    the same way."""

    def __init__(self, refuse: Refuse) -> None:
        self._refuse = refuse

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Callable[[], Awaitable[BoltResponse]],
    ) -> BoltResponse | None:
        try:
            for read in READERS:
                read(req.body)
        except STUMBLES as error:
            return self._refuse(req.body, error)
        await next()
        return None


def stumbled(error: Exception) -> bool:
    """Whether Bolt could not read the payload, looking for a listener: then none of ours was asked.

    slack_bolt 1.30 gives an error of its own to the handler of errors as if it were a listener's.
    """
    if not isinstance(error, STUMBLES):
        return False
    frames = traceback.walk_tb(error.__traceback__)
    return not any(frame.f_globals.get("__name__", "").startswith("bot.") for frame, _ in frames)


# --- Socket Mode


class SocketMode(AsyncSocketModeHandler):
    """Must be made inside the running event loop: slack_sdk 3.48 starts tasks at once.

    `time_is_known` returns when what is taken can be dated, or that cannot be waited for any longer."""

    def __init__(
        self,
        app: AsyncApp,
        app_token: str,
        time_is_known: Callable[[], Awaitable[object]],
        way: WayOut = STRAIGHT_ON,
    ) -> None:
        # Bolt would hand it its own logger, which is silent.
        super().__init__(app, app_token, logger=logging.getLogger("slack_sdk.socket_mode"))
        self._way = way
        self._ask_for_address = self.client.issue_new_wss_url
        self.client.issue_new_wss_url = self._address  # type: ignore[method-assign]
        self._acknowledged = asyncio.Event()
        self._acknowledged.set()
        self._under_way = 0
        self._time_is_known = time_is_known

    async def connect_async(self) -> None:
        """slack_sdk 3.48 makes a session of its own, which trusts nobody but whom the system trusts."""
        if self.app.client.session is not None:
            await self.client.aiohttp_client_session.close()
            self.client.aiohttp_client_session = self.app.client.session
        await super().connect_async()  # type: ignore[no-untyped-call]

    async def close_async(self) -> None:
        """slack_sdk 3.48 closes its session at the end: what is still to be brought to Slack needs ours."""
        if self.client.aiohttp_client_session is self.app.client.session:
            self.client.aiohttp_client_session = None  # type: ignore[assignment]
        await super().close_async()  # type: ignore[no-untyped-call]

    async def _address(self) -> str:
        """slack_sdk 3.48 takes one proxy for all, before it knows where to: Slack says the host each time."""
        url = await self._ask_for_address()
        self.client.proxy = self._way.proxy_for(url)
        return url

    async def handle(self, client: AsyncBaseSocketModeClient, req: SocketModeRequest) -> None:
        """slack_bolt 1.30 does not know what it is busy with: a stop would cut off an acknowledgement."""
        began, since = time.time(), metrics.received()
        self._under_way += 1
        self._acknowledged.clear()
        try:
            await self._time_is_known()
            request = request_of(req.payload, build_headers(req))
            answer = await self.app.async_dispatch(request) if request else BoltResponse(status=200)
            await send_async_response(client, req, answer, began)
            metrics.acknowledged(req.payload, since, taken=answer.status == 200)
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._acknowledged.set()

    async def drain(self, seconds: float) -> None:
        """Take nothing new, and acknowledge what was taken."""
        self.client.socket_mode_request_listeners.clear()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._acknowledged.wait(), seconds)

    async def session(self) -> str | None:
        """The name of the connection that is open now."""
        return await self.client.session_id() if await self.client.is_connected() else None

    async def renew_dead_address(self) -> None:
        """slack_sdk 3.48 tries a socket's address again for ever, also one that has run out: after a while
        without a connection it is made to ask Slack for a new one."""
        away = 0.0
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            away = 0.0 if await self.client.is_connected() else away + WATCH_SECONDS
            if away >= AWAY_SECONDS:
                log.warning("No connection for %.0f s: asking Slack for a new address", away)
                self.client.wss_uri, away = None, 0.0
