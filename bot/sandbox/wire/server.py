"""The sandbox's HTTP side: Slack's wire, and beside it the page."""

import json
from email.utils import formatdate
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as ASGIMessage
from starlette.websockets import WebSocket

from bot.sandbox.errors import ApiError
from bot.sandbox.wire.api import WebApi
from bot.sandbox.wire.core import Core
from bot.sandbox.wire.file_routes import file_routes
from bot.sandbox.wire.gate import Gate, Incoming
from bot.sandbox.wire.log import ApiCall

# Slack answers an error of a response_url over HTTP 404; of other mistakes it says so with 400.
_GONE = {"used_url", "expired_url", "no_service", "message_not_found", "channel_not_found"}


def create_server(core: Core, api: WebApi, gate: Gate, page_routes: list[BaseRoute]) -> Starlette:
    """The application that uvicorn serves."""
    wire = Wire(core, api, gate)
    routes: list[BaseRoute] = [
        Route("/api/{method:path}", wire.web_api, methods=["GET", "POST"]),
        Route("/hooks/{path:path}", wire.response_url, methods=["POST"]),
        WebSocketRoute("/link/", wire.socket),
        *file_routes(core, gate),
        *page_routes,
    ]
    # Only loopback names: a website that has its own name point here gets nothing.
    hosts = Middleware(
        TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost", "[::1]"], www_redirect=False
    )
    return Starlette(routes=routes, middleware=[hosts, Middleware(WrittenFirst, core=core)])


class WrittenFirst:
    """No answer goes out before what led to it is written down, if this sandbox is kept."""

    def __init__(self, app: ASGIApp, core: Core) -> None:
        self._app = app
        self._core = core

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def written_first(message: ASGIMessage) -> None:
            if message["type"] == "http.response.start":
                self._core.write_down()
            await send(message)

        await self._app(scope, receive, written_first)


class Wire:
    def __init__(self, core: Core, api: WebApi, gate: Gate) -> None:
        self._core = core
        self._api = api
        self._gate = gate

    async def web_api(self, request: Request) -> Response:
        values = dict(request.query_params)
        body = (await request.body()).decode("utf-8", errors="replace")
        is_json = request.headers.get("content-type", "").startswith("application/json")
        values |= _json_object(body) if is_json else dict(parse_qsl(body, keep_blank_values=True))
        token = _bearer(request.headers.get("authorization", ""))
        # In a JSON body Slack does not look for a token.
        in_body = values.pop("token", None)
        if token is None and not is_json:
            token = in_body
        method = request.path_params["method"]

        def answer() -> Response:
            done = self._api.call(method, token, values)
            return JSONResponse(done.body, done.status, done.headers)

        return self._dated(await self._gate.call(Incoming(method, values, request.client), answer))

    async def response_url(self, request: Request) -> Response:
        body = _json_object((await request.body()).decode("utf-8", errors="replace"))
        path = f"hooks/{request.path_params['path']}"
        call = Incoming("response_url", body, request.client)
        return self._dated(await self._gate.call(call, lambda: self._respond(path, body)))

    def _dated(self, answer: Response) -> Response:
        answer.headers["Date"] = formatdate(self._core.clock.now(), usegmt=True)
        return answer

    def _respond(self, path: str, body: dict[str, Any]) -> Response:
        error: ApiError | None = None
        try:
            if not body:
                raise ApiError("invalid_payload")
            self._core.response_urls.use(path, body)
        except ApiError as refused:
            error = refused
        answer: dict[str, Any] = (
            {"ok": True} if error is None else {"ok": False, "error": error.code} | error.extra
        )
        status = 200 if error is None else 404 if error.code in _GONE else 400
        self._core.log.add(
            ApiCall("response_url", body, answer, status, self._core.clock.now(), counted=False)
        )
        return PlainTextResponse("ok") if error is None else JSONResponse(answer, status)

    async def socket(self, socket: WebSocket) -> None:
        if await self._gate.admits(socket):
            await self._core.sockets.serve(socket)


def _bearer(header: str) -> str | None:
    scheme, _, token = header.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def _json_object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text) if text else {}
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
