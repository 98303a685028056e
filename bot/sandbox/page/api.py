"""The page, and what it asks of the server: JSON over HTTP, and hints over a WebSocket."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.sandbox.errors import ActFailed
from bot.sandbox.faults import Faults
from bot.sandbox.page.acts import do
from bot.sandbox.page.state import messages_json, state_json
from bot.sandbox.people.person import Person
from bot.sandbox.wire.core import Core
from bot.sandbox.wire.file_routes import download
from bot.sandbox.world import TEAM_NAME
from bot.sandbox.world.pulse import Hint
from bot.sandbox.world.types import Json

_PAGE = Path(__file__).parent
_SHOWN_HINTS = {"messages", "views", "home", "conversations", "faults", "clock", "app"}


def page_routes(core: Core, people: Mapping[str, Person], faults: Faults) -> list[BaseRoute]:
    """The routes of the page."""
    api = PageApi(core, people, faults)
    return [
        Route("/", api.page),
        Route("/archives/{channel}/{message}", api.page),
        Route("/archives/{channel}", api.page),
        Route("/sandbox/state", api.state),
        Route("/sandbox/messages", api.messages),
        Route("/sandbox/files/{file}", api.file),
        Route("/sandbox/act", api.act, methods=["POST"]),
        WebSocketRoute("/sandbox/live", api.live),
        Mount("/static", StaticFiles(directory=_PAGE / "static", check_dir=False)),
    ]


class PageApi:
    def __init__(self, core: Core, people: Mapping[str, Person], faults: Faults) -> None:
        self._core = core
        self._people = people
        self._faults = faults
        self._templates = Jinja2Templates(directory=_PAGE / "templates")

    async def page(self, request: Request) -> Response:
        names = {"team": TEAM_NAME, "bot": self._core.world.bot.name}
        return self._templates.TemplateResponse(request, "index.html", names)

    async def state(self, request: Request) -> Response:
        person = self._acting(request.query_params.get("as"))
        if person is None:
            return refused("There is no such person.", 404)
        return JSONResponse(state_json(self._core, person, len(self._faults.active)))

    async def messages(self, request: Request) -> Response:
        query = request.query_params
        person = self._acting(query.get("as"))
        if person is None:
            return refused("There is no such person.", 404)
        try:
            found = messages_json(self._core, person, query.get("channel", ""), query.get("thread"))
        except ActFailed as failed:
            return refused(str(failed), 404)
        return JSONResponse({"messages": found})

    async def file(self, request: Request) -> Response:
        person = self._acting(request.query_params.get("as"))
        if person is None:
            return refused("There is no such person.", 404)
        try:
            return download(person.files.open(request.path_params["file"]))
        except ActFailed as failed:
            return refused(str(failed), 404)

    async def act(self, request: Request) -> Response:
        return await acted(request, self._act)

    async def _act(self, fields: Json) -> Json | Response:
        person = self._acting(fields.get("as"))
        if person is None:
            return refused("There is no such person.", 404)
        answer = await do(person, fields.get("act"), fields)
        return {"ok": not answer.get("errors"), **answer}

    async def live(self, socket: WebSocket) -> None:
        person = self._acting(socket.query_params.get("as"))
        if person is None or not _is_own_origin(socket):
            await socket.close(code=1008)
            return
        await socket.accept()
        hints: asyncio.Queue[Hint] = asyncio.Queue()

        def note(hint: Hint) -> None:
            if hint.type in _SHOWN_HINTS and hint.user in (None, person.id):
                hints.put_nowait(hint)

        with self._core.world.pulse.listening(note):
            sending = asyncio.create_task(_send_hints(socket, hints))
            try:
                while True:
                    await socket.receive_text()
            except WebSocketDisconnect:
                pass
            finally:
                sending.cancel()
                await asyncio.gather(sending, return_exceptions=True)

    def _acting(self, user: str | None) -> Person | None:
        """The person whose eyes the page looks through; the first, if it names nobody."""
        if not user:
            return next(iter(self._people.values()), None)
        return self._people.get(user)


async def _send_hints(socket: WebSocket, hints: asyncio.Queue[Hint]) -> None:
    while True:
        hint = await hints.get()
        message: Json = {"type": hint.type}
        if hint.type == "messages":
            message |= {"channel": hint.channel, "thread": hint.thread}
        await socket.send_json(message)


def _is_own_origin(socket: WebSocket) -> bool:
    """Browsers let any site open a WebSocket, but they say which site it was."""
    origin = socket.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == socket.headers.get("host")


async def acted(request: Request, do: Callable[[Json], Awaitable[Json | Response]]) -> Response:
    """Do what the page wants done, and tell it what came of that, or why it cannot be."""
    # Another site's page cannot send this header here without asking first, and it would be refused.
    if request.headers.get("x-sandbox") != "1":
        return refused("Only the sandbox’s own page can act.", 403)
    try:
        fields = await request.json()
    except ValueError:
        fields = None
    if not isinstance(fields, dict):
        return refused("This is no act.", 400)
    try:
        done = await do(fields)
    except ActFailed as failed:
        return refused(str(failed), 200)
    return done if isinstance(done, Response) else JSONResponse(done)


def refused(words: str, status: int) -> JSONResponse:
    return JSONResponse({"ok": False, "error": words}, status)
