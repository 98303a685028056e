"""What Slack sends over HTTP: checked and parsed before Bolt sees it."""

import hmac
import json
import logging
import re
from typing import Any

from slack_bolt.adapter.starlette.async_handler import to_starlette_response
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from yarl import URL

from bot import metrics
from bot.listeners.bolt_guard import request_of
from bot.slack.asked_time import AskedTime
from bot.slack.clock import SlackClock
from bot.transports import connections

log = logging.getLogger(__name__)

NOW_SECONDS = 300.0
"""How far from now a signature may be: https://docs.slack.dev/authentication/verifying-requests-from-slack"""

_TIMESTAMP = re.compile(r"[0-9]{1,10}")
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")
_LENGTH = re.compile(r"[0-9]{1,20}")


class SlackRequests:
    """What Slack sends. Its size and the look of its signature are checked before its body is read, and the
    signature with its age before anything in the body is."""

    def __init__(self, app: AsyncApp, signing_secret: str, clock: SlackClock, asked_time: AskedTime) -> None:
        self._app = app
        self._verifier = SignatureVerifier(signing_secret)
        self._clock = clock
        self._asked_time = asked_time

    async def take(self, request: Request) -> Response:
        timestamp = request.headers.get("x-slack-request-timestamp", "")
        signature = request.headers.get("x-slack-signature", "")
        if not _TIMESTAMP.fullmatch(timestamp) or not _SIGNATURE.fullmatch(signature):
            return _unsigned(request)
        try:
            body = await _body(request)
        except ClientDisconnect:
            return _invalid(400)  # nobody reads it
        if body is None:
            return _refused(413, "a request from %s that is too large", connections.sender(request.client))
        if not self._is_signed(body, timestamp, signature) or not await self._is_of_now(int(timestamp)):
            return _unsigned(request)
        request.scope["state"][connections.SIGNED] = True
        try:
            content = parsed(body.decode())
        except (ValueError, RecursionError):
            return _refused(400, "a signed request that is neither JSON nor a form")
        checked = request_of(content, {**request.headers})
        if checked is None:
            return _invalid(400)
        since = metrics.received()
        answer = await self._app.async_dispatch(checked)
        metrics.acknowledged(content, since, taken=answer.status == 200)
        return to_starlette_response(answer)

    def _is_signed(self, body: bytes, timestamp: str, signature: str) -> bool:
        try:
            expected = self._verifier.generate_signature(timestamp=timestamp, body=body)
        except UnicodeDecodeError:
            return False
        return expected is not None and hmac.compare_digest(expected, signature)

    async def _is_of_now(self, timestamp: int) -> bool:
        """Whether whoever signed it did so just now, by their clock. Only they can have them asked for the
        time: if it seems to be none of now, it may be our clock that was set."""
        await self._asked_time.known()
        if self._is_near(timestamp):
            return True
        await self._asked_time.anew()
        return self._is_near(timestamp)

    def _is_near(self, timestamp: int) -> bool:
        return abs(self._clock() - timestamp) <= NOW_SECONDS


async def _body(request: Request) -> bytes | None:
    """None if it is too large: no more is read than shows that. Raises ClientDisconnect."""
    length = request.headers.get("content-length", "0")
    if not _LENGTH.fullmatch(length) or int(length) > connections.BODY_BYTES:
        return None
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > connections.BODY_BYTES:
            return None
    return bytes(body)


def parsed(body: str) -> dict[str, Any]:
    """Events are JSON; commands are a form; interactions are a form with JSON in it. Raises ValueError.

    yarl reads a form in C: a click's payload holds its whole card, and the standard library takes ten times
    as long for it. https://docs.slack.dev/interactivity/handling-user-interaction#payloads"""
    if not body.startswith("{"):
        form = URL.build(path="/", query_string=body, encoded=True).query
        if "payload" not in form:
            return dict(form)
        body = form["payload"]
    content = json.loads(body)
    if not isinstance(content, dict):
        raise ValueError("not an object")
    return content


def _unsigned(request: Request) -> Response:
    words = "a request from %s whose signature is missing, wrong or too old"
    return _refused(401, words, connections.sender(request.client))


def _refused(status: int, words: str, *about: str) -> Response:
    log.warning(f"Refused: {words}", *about)
    return _invalid(status)


def _invalid(status: int) -> Response:
    return JSONResponse({"error": "invalid request"}, status)
