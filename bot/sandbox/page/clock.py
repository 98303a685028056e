"""The sandbox's clock over HTTP: what time it is there, and moving it forward."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.sandbox.errors import CannotAct
from bot.sandbox.page.api import acted
from bot.sandbox.world.clock import Clock
from bot.sandbox.world.time_travel import TimeTravel
from bot.sandbox.world.types import Json

PATIENCE = 1.0
STAY = 2.0
"""Real seconds for which a move stays at the last midday on its way. Where an app tells what it will do, the
clock stops for that anyway (AppDue); this is for what it does by day and tells nobody ahead, as long as it
looks about once a second."""
FURTHEST = 366 * 86_400.0
"""Seconds that the clock can be moved at once: beyond a year a date tells nobody anything."""


def clock_routes(clock: Clock, travel: TimeTravel) -> list[BaseRoute]:
    api = ClockApi(clock, travel)
    return [
        Route("/sandbox/clock", api.show, methods=["GET"]),
        Route("/sandbox/clock", api.move, methods=["POST"]),
    ]


class ClockApi:
    def __init__(self, clock: Clock, travel: TimeTravel) -> None:
        self._clock = clock
        self._travel = travel

    async def show(self, request: Request) -> Response:
        return JSONResponse(self._state())

    async def move(self, request: Request) -> Response:
        """Takes `{"forward": seconds}`, and answers once all that fell due on the way has happened."""
        return await acted(request, self._move)

    async def _move(self, fields: Json) -> Json:
        await self._forward(_seconds(fields.get("forward")))
        return {"ok": True} | self._state()

    async def _forward(self, seconds: float) -> None:
        start = self._clock.now()
        if (midday := _last_midday(start, start + seconds)) is not None:
            await self._travel.forward(midday - start, PATIENCE)
            await asyncio.sleep(STAY)
        await self._travel.forward(max(0.0, start + seconds - self._clock.now()), PATIENCE)

    def _state(self) -> Json:
        now = self._clock.now()
        return {"now": now, "ahead": now - time.time()}


def _last_midday(start: float, end: float) -> float | None:
    """The last one of a working day between two moments; the sandbox's people live by London's time."""
    midday = datetime.fromtimestamp(end, UTC).replace(hour=12, minute=0, second=0, microsecond=0)
    while midday.timestamp() > end or midday.weekday() > 4:
        midday -= timedelta(days=1)
    return midday.timestamp() if midday.timestamp() > start else None


def _seconds(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise CannotAct("Say how many seconds the clock should move forward.")
    # A comparison that is also false for a NaN.
    if not 0 < value <= FURTHEST:
        raise CannotAct("The clock moves forward, and by a year at most.")
    return float(value)
