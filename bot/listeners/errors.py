"""The one place where an error becomes words for the person who acted."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt import BoltResponse
from slack_bolt.request.async_request import AsyncBoltRequest

from bot import metrics
from bot.cards.words import note, with_reference
from bot.listeners import talk
from bot.listeners.bolt_guard import stumbled
from bot.listeners.context import Balance, ReplyTo
from bot.listeners.opening import open_words
from bot.listeners.payload import BadPayload, part, stands_twice
from bot.listeners.refusing import words
from bot.log import new_reference, reference_in
from flows.refusals import Refusal
from storage.errors import StorageError

log = logging.getLogger(__name__)

NOT_TAKEN = "This was not taken, because it could not be saved just now. Please try again in a moment."

UNEXPECTED = "Something went wrong, and this was not taken. Please try again."

TRIED_AGAIN = (
    "This could not be saved just now. It is tried again by itself within a few minutes. "
    "A check mark shows when it is taken."
)


def handler(balance: Balance) -> Callable[..., Awaitable[BoltResponse]]:
    async def handle(error: Exception, body: dict[str, Any], request: AsyncBoltRequest) -> BoltResponse:
        is_event = "event" in body
        if isinstance(error, BadPayload) or stumbled(error):
            return refuse(balance, body, error)
        if isinstance(error, Refusal):
            if stands_twice(body):
                to = _reply_to(body)
                open_words(balance, to, str(body.get("trigger_id") or ""), words(error, to.person))
            else:
                talk.tell_refusal(balance, _reply_to(body), error)
            return BoltResponse(status=200)
        # From here on nothing was taken, so nothing is acknowledged: an event comes again by itself.
        if isinstance(error, StorageError):
            metrics.failed("store")
            line = "Not taken, because the database cannot be used: %s"
            about = reference_in(log, error.level)
            log.log(error.level, line, error, extra={"reference": about})
            if not _is_retry(request):
                said = TRIED_AGAIN if is_event else NOT_TAKEN
                balance.tell(_reply_to(body), note(with_reference(said, about)))
        else:
            tell_unexpected(balance, body, error)
        return BoltResponse(status=500)

    return handle


def refuse(balance: Balance, body: dict[str, Any], error: Exception) -> BoltResponse:
    """For what no client of Slack sends, or another workspace: nothing was changed."""
    log.warning("Refused: %s", error)
    if "event" not in body:  # else nobody asked for anything: it may be talk of another workspace
        balance.tell(_reply_to(body), note("Balance could not use that. Nothing was changed."))
    return BoltResponse(status=200)


def tell_unexpected(balance: Balance, body: dict[str, Any], error: Exception) -> None:
    """The person gets a number, and the log the same one with the details."""
    metrics.failed("unexpected")
    reference = new_reference()
    log.error("Unexpected error, reference %s", reference, exc_info=error, extra={"reference": reference})
    balance.tell(_reply_to(body), note(with_reference(UNEXPECTED, reference)))


def _is_retry(request: AsyncBoltRequest) -> bool:
    """Whether Slack sends this again: whoever is concerned was told the first time."""
    # Socket Mode counts from 0, HTTP has the header only from the first retry on.
    return request.headers.get("x-slack-retry-num", ["0"])[0] not in ("0", "")


def _reply_to(body: dict[str, Any]) -> ReplyTo:
    """Where the person is, from whatever came in; the payload may be the very thing that is wrong."""
    event = part(body, "event")
    message, container = part(body, "message"), part(body, "container")
    person = _first(part(body, "user").get("id"), body.get("user_id"), event.get("user"))
    channel = _first(
        part(body, "channel").get("id"),
        body.get("channel_id"),
        event.get("channel"),
        container.get("channel_id"),
    )
    thread = _first(message.get("thread_ts"), container.get("thread_ts"), event.get("thread_ts"))
    return ReplyTo(person or "", channel, thread, _first(body.get("response_url")))


def _first(*values: object) -> str | None:
    return next((value for value in values if isinstance(value, str) and value), None)
