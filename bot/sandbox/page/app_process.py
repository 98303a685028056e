"""The app's own process over HTTP: stopping it, killing it, and what came of that."""

from typing import Protocol

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.sandbox.errors import ActFailed, CannotAct
from bot.sandbox.page.api import acted
from bot.sandbox.wire.core import Core
from bot.sandbox.world.time_travel import AppDue, nothing_due
from bot.sandbox.world.types import Json


class AppProcess(Protocol):
    """The process that the app runs in, as whoever started it lends it to the page."""

    async def restart(self, *, kill: bool) -> str:
        """End it and start it, and say what happened. `kill`: at once; else it finishes what is under way.
        Raises CannotAct."""
        ...


class AppControl:
    """What the page asks of the process, if there is one that it may end."""

    def __init__(self, core: Core) -> None:
        self.process: AppProcess | None = None
        self.due: AppDue = nothing_due
        """Where the clock stops on its way, for the app to do what it does by itself."""
        self._core = core
        self._happened: Json | None = None

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/sandbox/app", self._show, methods=["GET"]),
            Route("/sandbox/app", self._post, methods=["POST"]),
        ]

    def note(self, words: str) -> None:
        """Have every open page say that this happened to the app."""
        self._happened = {"words": words, "at": self._core.clock.now()}
        self._core.world.changed("app")

    async def _show(self, request: Request) -> Response:
        return JSONResponse(self._state())

    async def _post(self, request: Request) -> Response:
        """Takes `{"do": "restart"}` or `{"do": "kill"}`, and answers once the app is back."""
        return await acted(request, self._do)

    async def _do(self, fields: Json) -> Json:
        do = fields.get("do")
        if self.process is None or do not in ("restart", "kill"):
            raise CannotAct("This sandbox cannot do that to the app.")
        try:
            self.note(await self.process.restart(kill=do == "kill"))
        except ActFailed as failed:
            self.note(str(failed))
            raise
        return {"ok": True} | self._state()

    def _state(self) -> Json:
        return {"can_end": self.process is not None, "happened": self._happened}
