"""Faults of calls: of the Web API, and of response_urls (which are the method `response_url`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from http import HTTPStatus
from typing import Unpack

from bot.sandbox.faults.board import Board
from bot.sandbox.faults.fault import Extent, Fault, Lasting, as_extent
from bot.sandbox.faults.names import CALLS, RESPONSE_URL, span
from bot.sandbox.wire.gate import Incoming, channel_named
from bot.sandbox.wire.limits import SlowLane
from bot.sandbox.world.types import Json


@dataclass(frozen=True, slots=True)
class Wait:
    """The call takes longer."""

    shortest: float
    longest: float


@dataclass(frozen=True, slots=True)
class Drop:
    """The connection breaks."""


@dataclass(frozen=True, slots=True)
class Answer:
    """This comes back in place of Slack's own answer."""

    status: int
    body: Json | str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CallSpec:
    """What happens to which calls, and whether they took effect by then."""

    effect: Wait | Drop | Answer
    method: str | None
    channel: str | None
    after: bool
    spares: frozenset[str] = frozenset()

    def fits(self, call: Incoming, *, after: bool) -> bool:
        return (
            after == self.after
            and call.method not in self.spares
            and (self.method is None or fnmatchcase(call.method, self.method))
            and self.channel in (None, channel_named(call.args))
        )


class CallFaults:
    """`method` may end in a star (`chat.*`); without one a fault is for all calls.

    With `after=True` the call takes effect first, and only its answer suffers.
    """

    def __init__(self, board: Board) -> None:
        self._board = board

    def latency(
        self,
        seconds: float,
        up_to: float | None = None,
        *,
        method: str | None = None,
        channel: str | None = None,
        after: bool = False,
        **extent: Unpack[Extent],
    ) -> Fault[CallSpec]:
        """Calls take so much longer, by the sandbox's clock; random from `seconds` to `up_to` if given."""
        longest = seconds if up_to is None else up_to
        spec = CallSpec(Wait(seconds, longest), method, channel, after)
        return self._board.add("latency", f"{self._calls(spec)}: {span(seconds, up_to)} slower", spec, extent)

    def rate_limit(
        self,
        method: str | None = None,
        *,
        channel: str | None = None,
        retry_after: int = 30,
        **extent: Unpack[Extent],
    ) -> Fault[CallSpec]:
        """Calls are answered 429 with `Retry-After`, whatever the app's own rate is."""
        limited = Answer(429, {"ok": False, "error": "ratelimited"}, {"Retry-After": str(retry_after)})
        spec = CallSpec(limited, method, channel, after=False)
        return self._board.add("rate_limit", f"{self._calls(spec)}: wait {span(retry_after)}", spec, extent)

    def enforce_limits(self, **extent: Unpack[Lasting]) -> Fault[None]:
        """Slack's documented tiers hold. A 429 from them is the app's own doing, so `log.errors` has it."""
        before = self._board.limits.enforced

        def put_back() -> None:
            self._board.limits.enforced = before

        self._board.limits.enforced = True
        return self._board.add(
            "enforce_limits", "Slack’s rate limits hold", None, as_extent(extent), put_back
        )

    def slow_lane(self, *, every: float = 60.0, most: int = 15, **extent: Unpack[Lasting]) -> Fault[SlowLane]:
        """Channels and threads are read as slowly as by an app that is sold outside Slack's Marketplace."""
        lane, before = SlowLane(every, most), self._board.limits.slow_lane

        def put_back() -> None:
            self._board.limits.slow_lane = before

        self._board.limits.slow_lane = lane
        words = f"Looking back: once in {span(every)}, {most} messages"
        return self._board.add("slow_lane", words, lane, as_extent(extent), put_back)

    def server_error(
        self,
        method: str | None = None,
        *,
        status: int = 503,
        channel: str | None = None,
        after: bool = False,
        **extent: Unpack[Extent],
    ) -> Fault[CallSpec]:
        """Slack's front door fails: a 5xx with a page of HTML, as nothing behind it has answered."""
        page = f"<html><body>{status} {HTTPStatus(status).phrase}</body></html>"
        spec = CallSpec(Answer(status, page), method, channel, after)
        return self._board.add("server_error", f"{self._calls(spec)}: error {status}", spec, extent)

    def refuse(
        self,
        method: str | None = None,
        *,
        error: str = "internal_error",
        channel: str | None = None,
        after: bool = False,
        **extent: Unpack[Extent],
    ) -> Fault[CallSpec]:
        """Slack answers `ok: false` with this error. With `internal_error` a call may have taken effect."""
        # https://docs.slack.dev/reference/methods/chat.postMessage#errors
        spec = CallSpec(Answer(200, {"ok": False, "error": error}), method, channel, after)
        return self._board.add("refuse", f"{self._calls(spec)}: {error}", spec, extent)

    def drop(
        self,
        method: str | None = None,
        *,
        channel: str | None = None,
        after: bool = False,
        **extent: Unpack[Extent],
    ) -> Fault[CallSpec]:
        """The connection breaks before the call takes effect, or after it and before the answer."""
        spec = CallSpec(Drop(), method, channel, after)
        moment = "after" if after else "before"
        return self._board.add(
            "drop", f"{self._calls(spec)}: the line breaks {moment} it is done", spec, extent
        )

    def spoil_response_urls(self, *, used_up: bool = False, **extent: Unpack[Extent]) -> Fault[CallSpec]:
        """Every response_url is expired (30 minutes), or used up (five times)."""
        error = "used_url" if used_up else "expired_url"
        spec = CallSpec(Answer(404, {"ok": False, "error": error}), RESPONSE_URL, None, after=False)
        words = "Each link is used up" if used_up else "Each link is too old"
        return self._board.add("spoil_response_urls", words, spec, extent)

    def _calls(self, spec: CallSpec) -> str:
        what = CALLS.get(spec.method, spec.method) if spec.method else "Everything it asks"
        return what + (f" in {self._board.named(spec.channel)}" if spec.channel else "")
