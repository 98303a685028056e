"""The addresses of files: where an upload goes, and where the app gets a file back."""

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.sandbox.wire.core import Core
from bot.sandbox.wire.gate import Gate, Incoming
from bot.sandbox.wire.log import ApiCall
from bot.sandbox.world import File

UPLOAD = "upload"
"""What an upload is called where calls are counted, held up and refused."""


def file_routes(core: Core, gate: Gate) -> list[BaseRoute]:
    routes = FileRoutes(core, gate)
    return [
        Route("/upload/v1/{token}", routes.upload, methods=["POST"]),
        Route("/files-pri/{file}/{name:path}", routes.private),
    ]


class FileRoutes:
    def __init__(self, core: Core, gate: Gate) -> None:
        self._core = core
        self._gate = gate

    async def upload(self, request: Request) -> Response:
        """Takes the bytes as they are, as Slack's own clients send them. The address is the key to it."""
        content = await request.body()
        path = f"upload/v1/{request.path_params['token']}"
        call = Incoming(UPLOAD, {"length": len(content)}, request.client)
        return await self._gate.call(call, lambda: self._receive(path, content))

    def _receive(self, path: str, content: bytes) -> Response:
        is_taken = self._core.files.receive(path, content)
        answer = {"ok": True} if is_taken else {"ok": False, "error": "upload_refused"}
        status, at = (200 if is_taken else 400), self._core.clock.now()
        self._core.log.add(ApiCall(UPLOAD, {"length": len(content)}, answer, status, at, counted=False))
        return PlainTextResponse(f"OK - {len(content)}" if is_taken else "Bad Request", status)

    async def private(self, request: Request) -> Response:
        """`url_private`: with the bot's token and `files:read`. Whoever else asks is sent to sign in.
        https://docs.slack.dev/messaging/working-with-files#downloading_files"""
        file = self._core.world.files.get(request.path_params["file"])
        credentials = self._core.credentials
        may_read = (
            request.headers.get("authorization") == f"Bearer {credentials.bot_token}"
            and not credentials.revoked
            and "files:read" in self._core.manifest.scopes
        )
        if file is None or file.is_deleted or not may_read or not self._core.files.bot_sees(file):
            return RedirectResponse("/", 302)
        return download(file)


def download(file: File) -> Response:
    """A file to be saved. Never shown in place: what an app uploads must not run as this page."""
    answer = Response(file.content, media_type=file.media_type)
    answer.headers["Content-Disposition"] = _attachment(file.name)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "sandbox"
    return answer


def _attachment(name: str) -> str:
    """https://www.rfc-editor.org/rfc/rfc6266: percent-encoded, so that no name breaks the header."""
    return f"attachment; filename*=UTF-8''{quote(name, safe='')}"
