"""Only Slack keeps a connection over HTTP: every other one ends with its answer, and the answer says so.

Whoever asks again and again comes by the same queue as everybody. And nothing is lost by it, unlike with a
kept connection that is closed to make room while the next request is on its way.
"""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.transports import connections


class Ending:
    """Ends a connection after any answer of 400 and above, or to a request without Slack's signature.

    What is still on its way of the request is read first, and thrown away: a connection that is closed on
    something unread is reset, and the answer may be lost with it. How much, and for how long, is limited by
    connections.py.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        came_whole = ends = False

        async def receiving() -> Message:
            nonlocal came_whole
            message = await receive()
            came_whole = not message.get("more_body", False)  # or it was hung up
            return message

        async def sending(message: Message) -> None:
            nonlocal ends
            if message["type"] == "http.response.start":
                ends = message["status"] >= 400 or connections.SIGNED not in scope["state"]
                if ends:
                    message = {**message, "headers": [*message["headers"], (b"connection", b"close")]}
            elif ends and not message.get("more_body", False):
                await send({**message, "more_body": True})
                while not came_whole:
                    await receiving()
                message = {"type": "http.response.body", "body": b""}
            await send(message)

        await self._app(scope, receiving, sending)
