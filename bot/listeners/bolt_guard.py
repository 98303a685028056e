"""Before any listener: what Bolt itself cannot read is refused here, with one line in the log."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.request.payload_utils import to_action, to_message, to_view

from bot.listeners.context import Balance
from bot.listeners.errors import refuse

log = logging.getLogger(__name__)

READERS = (to_action, to_view, to_message)


def register(app: AsyncApp, balance: Balance) -> None:
    app.use(Edge(balance))


def request_of(
    body: dict[str, Any], headers: dict[str, str | Sequence[str]] | None
) -> AsyncBoltRequest | None:
    """What Bolt makes of a body that was checked and parsed ("socket_mode" is its word for that). None, with
    a line in the log, where it stumbles already: over a user or a team of a type that Slack does not send."""
    try:
        return AsyncBoltRequest(body=body, headers=headers, mode="socket_mode")
    except (AttributeError, LookupError, TypeError) as error:
        log.warning("Refused: %s", error)
        return None


class Edge(AsyncMiddleware):
    """Bolt takes a payload apart whenever it calls anything of ours, error handlers too: over a click without
    an action it stumbles twice, and leaves a traceback. Not a function, which it would call the same way."""

    def __init__(self, balance: Balance) -> None:
        self._balance = balance

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
        except (AttributeError, LookupError, TypeError) as error:
            return refuse(self._balance, req.body, error)
        await next()
        return None
