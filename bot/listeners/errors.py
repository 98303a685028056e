"""The one place where an error becomes words for the person who acted."""

import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp

from bot.balance import Balance, ReplyTo
from bot.cards.words import note
from bot.listeners import talk
from bot.listeners.payload import BadPayload
from flows.errors import FlowError
from storage.errors import StorageError

log = logging.getLogger(__name__)

NOT_TAKEN = "This was not taken, because it could not be saved just now. Please try again in a moment."


def register(app: AsyncApp, balance: Balance) -> None:
    app.error(_handler(balance))


def _handler(balance: Balance) -> Callable[..., Awaitable[BoltResponse]]:
    async def handle(error: Exception, body: dict[str, Any]) -> BoltResponse:
        if isinstance(error, BadPayload):
            log.warning("Refused: %s", error)
            balance.tell(_reply_to(body), note("Balance could not use that. Nothing was changed."))
            return BoltResponse(status=200)
        if isinstance(error, FlowError):
            talk.tell_error(balance, _reply_to(body), error)
            return BoltResponse(status=200)
        # From here on nothing was taken, so nothing is acknowledged: an event comes again by itself.
        if isinstance(error, StorageError):
            log.error("Not taken, because the database cannot be used: %s", error)
            balance.tell(_reply_to(body), note(NOT_TAKEN))
        else:
            reference = secrets.token_hex(3)
            log.error("Unexpected error, reference %s", reference, exc_info=error)
            words = f"Something went wrong, and this was not taken. Please try again. Reference: {reference}."
            balance.tell(_reply_to(body), note(words))
        return BoltResponse(status=500)

    return handle


def _reply_to(body: dict[str, Any]) -> ReplyTo:
    """Where the person is, from whatever came in; the payload may be the very thing that is wrong."""
    event = _dict(body, "event")
    message, container = _dict(body, "message"), _dict(body, "container")
    person = _first(_dict(body, "user").get("id"), body.get("user_id"), event.get("user"))
    channel = _first(
        _dict(body, "channel").get("id"),
        body.get("channel_id"),
        event.get("channel"),
        container.get("channel_id"),
    )
    thread = _first(message.get("thread_ts"), container.get("thread_ts"), event.get("thread_ts"))
    return ReplyTo(person or "", channel, thread, _first(body.get("response_url")))


def _dict(body: dict[str, Any], name: str) -> dict[str, Any]:
    found = body.get(name)
    return found if isinstance(found, dict) else {}


def _first(*values: object) -> str | None:
    return next((value for value in values if isinstance(value, str) and value), None)
