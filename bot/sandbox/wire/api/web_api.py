"""One call of the Web API: its token, limits, scopes and arguments are looked at in turn, then it is done."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from bot.sandbox.errors import ApiError
from bot.sandbox.wire.api import chat, conversations, files, reactions, session, users, views
from bot.sandbox.wire.api.args import Args
from bot.sandbox.wire.api.lookup import check_scopes
from bot.sandbox.wire.core import Core
from bot.sandbox.wire.limits import Limits
from bot.sandbox.wire.log import ApiCall
from bot.sandbox.world.types import Json

Method = Callable[[Core, Args], Json]

METHODS: dict[str, Method] = {
    "apps.connections.open": session.open_connection,
    "auth.test": session.auth_test,
    "chat.delete": chat.delete,
    "chat.getPermalink": chat.get_permalink,
    "chat.postEphemeral": chat.post_ephemeral,
    "chat.postMessage": chat.post_message,
    "chat.update": chat.update,
    "conversations.history": conversations.history,
    "conversations.info": conversations.info,
    "conversations.replies": conversations.replies,
    "files.completeUploadExternal": files.complete_upload,
    "files.delete": files.delete,
    "files.getUploadURLExternal": files.get_upload_url,
    "files.info": files.info,
    "reactions.add": reactions.add,
    "users.conversations": conversations.list_mine,
    "users.info": users.info,
    "views.open": views.open_modal,
    "views.publish": views.publish,
    "views.push": views.push,
    "views.update": views.update,
}


class TokenKind(StrEnum):
    BOT = "bot"
    APP = "app"


@dataclass(frozen=True, slots=True)
class Terms:
    """What Slack asks for before it does a method."""

    tier: str | None
    token: TokenKind
    scopes: frozenset[str]
    required: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back over HTTP."""

    body: Json
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@cache
def terms() -> Mapping[str, Terms]:
    """Slack's terms for each method, from `methods.json`."""
    raw = json.loads(resources.files("bot.sandbox.wire.api").joinpath("methods.json").read_text("utf-8"))
    return {
        name: Terms(one["tier"], TokenKind(one["token"]), frozenset(one["scopes"]), tuple(one["required"]))
        for name, one in raw.items()
    }


class WebApi:
    def __init__(self, core: Core, limits: Limits) -> None:
        self._core = core
        self._limits = limits

    def call(self, name: str, token: str | None, values: Mapping[str, Any]) -> Answer:
        """Do one call and write it into the log."""
        args = Args(values)
        counted = name in METHODS and terms()[name].tier is not None
        answer = self._answer(name, token, args)
        at = self._core.clock.now()
        self._core.log.add(ApiCall(name, args.as_json(), answer.body, answer.status, at, counted))
        return answer

    def _answer(self, name: str, token: str | None, args: Args) -> Answer:
        headers = {"x-oauth-scopes": ",".join(sorted(self._core.manifest.scopes))}
        try:
            if name not in METHODS:
                raise ApiError("unknown_method", req_method=name)
            wanted = terms()[name]
            self._check_token(wanted, token)
            if wait := self._limits.wait(name, wanted.tier, args.text("channel")):
                return Answer({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": str(wait)})
            if wanted.token is TokenKind.BOT:
                # Where it depends on the channel, the method looks closer.
                check_scopes(wanted.scopes, self._core.manifest.scopes)
            _check_required(wanted, args)
            if most := self._limits.most_messages(name):
                args = args.at_most("limit", most)
            return Answer({"ok": True} | METHODS[name](self._core, args), headers=headers)
        except ApiError as error:
            return Answer({"ok": False, "error": error.code} | error.extra, headers=headers)

    def _check_token(self, wanted: Terms, token: str | None) -> None:
        credentials = self._core.credentials
        kinds = {credentials.bot_token: TokenKind.BOT, credentials.app_token: TokenKind.APP}
        if not token:
            raise ApiError("not_authed")
        if token not in kinds:
            raise ApiError("invalid_auth")
        if credentials.revoked:
            raise ApiError("token_revoked")
        if kinds[token] is not wanted.token:
            raise ApiError("not_allowed_token_type")


def _check_required(wanted: Terms, args: Args) -> None:
    missing = [name for name in wanted.required if not args.given(name)]
    if missing:
        messages = [f"[ERROR] missing required field: {name}" for name in missing]
        raise ApiError("invalid_arguments", response_metadata={"messages": messages})
