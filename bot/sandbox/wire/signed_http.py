"""Delivery over HTTP with Slack's v0 signature, for apps without Socket Mode.

https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

import asyncio
import hashlib
import hmac
import json
from urllib.parse import urlencode

import aiohttp

from bot.sandbox.errors import NotDelivered
from bot.sandbox.wire.outbox import Attempt, Kind
from bot.sandbox.world.clock import Clock, within
from bot.sandbox.world.types import Json


class SignedHttp:
    def __init__(self, url: str, signing_secret: str, clock: Clock, ack_seconds: float) -> None:
        self._url = url
        self._secret = signing_secret.encode()
        self._clock = clock
        self._ack_seconds = ack_seconds

    async def deliver(self, kind: Kind, payload: Json, attempt: Attempt) -> Json:
        body, content_type = _encoded(kind, payload)
        headers = {"Content-Type": content_type, **self._signature(body)}
        if attempt.number:
            # https://docs.slack.dev/apis/events-api/#retries
            headers |= {
                "X-Slack-Retry-Num": str(attempt.number),
                "X-Slack-Retry-Reason": _reason(attempt.reason),
            }
        answer = asyncio.ensure_future(self._post(body, headers))
        try:
            return await within(self._clock, self._ack_seconds, answer)
        except TimeoutError:
            raise NotDelivered("timeout") from None
        except aiohttp.ClientError:
            raise NotDelivered("connection_failed") from None
        finally:
            answer.cancel()

    async def _post(self, body: str, headers: dict[str, str]) -> Json:
        async with (
            aiohttp.ClientSession() as session,
            session.post(self._url, data=body.encode(), headers=headers) as answer,
        ):
            if answer.status != 200:
                raise NotDelivered("http_error")
            text = await answer.text()
            if not text.strip():
                return {}
            if answer.content_type == "application/json":
                parsed = json.loads(text)
                return parsed if isinstance(parsed, dict) else {}
            return {"text": text}

    def _signature(self, body: str) -> dict[str, str]:
        timestamp = str(int(self._clock.now()))
        digest = hmac.new(self._secret, f"v0:{timestamp}:{body}".encode(), hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={digest}"}


def _encoded(kind: Kind, payload: Json) -> tuple[str, str]:
    if kind is Kind.EVENT:
        return json.dumps(payload), "application/json"
    form = payload if kind is Kind.COMMAND else {"payload": json.dumps(payload)}
    return urlencode(form), "application/x-www-form-urlencoded"


def _reason(reason: str) -> str:
    return "http_timeout" if reason == "timeout" else reason
