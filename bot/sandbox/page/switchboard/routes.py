"""Faults over HTTP: what the page's switchboard shows and does."""

import inspect
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.sandbox.errors import CannotAct
from bot.sandbox.faults.fault import Fault
from bot.sandbox.faults.faults import Faults
from bot.sandbox.faults.names import CALLS, NEWS
from bot.sandbox.page.api import acted
from bot.sandbox.page.switchboard.kinds import KINDS
from bot.sandbox.page.switchboard.offer import as_choices
from bot.sandbox.wire.core import Core
from bot.sandbox.world.types import Json

SHOWN = 50


def switchboard_routes(faults: Faults, core: Core) -> list[BaseRoute]:
    board = Switchboard(faults, core)
    return [
        Route("/sandbox/faults", board.show, methods=["GET"]),
        Route("/sandbox/faults", board.act, methods=["POST"]),
    ]


class Switchboard:
    def __init__(self, faults: Faults, core: Core) -> None:
        self._faults = faults
        self._core = core

    async def show(self, request: Request) -> Response:
        return JSONResponse(self._state())

    async def act(self, request: Request) -> Response:
        return await acted(request, self._act)

    async def _act(self, fields: Json) -> Json:
        started = await self._do(fields)
        return {"ok": True, "id": started.id if started else None} | self._state()

    async def _do(self, fields: Json) -> Fault[Any] | None:
        """Clear, end one, or start one."""
        if fields.pop("clear", False):
            self._faults.clear()
            return None
        if (ended := fields.pop("end", None)) is not None:
            self._find(ended).end()
            return None
        kind = KINDS.get(str(fields.pop("fault", "")))
        if kind is None:
            raise CannotAct("The sandbox knows no such fault.")
        done = kind.start(self._faults, fields)
        if isinstance(done, Fault):
            return done
        if inspect.isawaitable(done):
            await done
        return None

    def _find(self, id: object) -> Fault[Any]:
        for fault in self._faults.active:
            if fault.id == id:
                return fault
        raise CannotAct("This fault is over already.")

    def _state(self) -> Json:
        recent = list(self._core.log.injected)[-SHOWN:]
        return {
            "faults": [self._fault_json(fault) for fault in self._faults.active],
            "kinds": [kind.as_json(self._core.world.bot.name) for kind in KINDS.values()],
            "methods": as_choices(CALLS),
            "news": as_choices(NEWS),
            "injected": [{"fault": one.fault, "target": one.target, "at": one.at} for one in recent],
        }

    def _fault_json(self, fault: Fault[Any]) -> Json:
        ends_in = None if fault.ends_at is None else round(fault.ends_at - self._core.clock.now(), 1)
        return {
            "id": fault.id,
            "fault": fault.name,
            "words": fault.words,
            "hits": fault.hits,
            "left": fault.left,
            "ends_in": ends_in,
        }
