"""Events that Slack sends to the app: only what it subscribed to, and only where it is a member."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from bot.sandbox.wire.outbox import Outbox
from bot.sandbox.world import APP_ID, BOT_USER, TEAM_ID, Channel, ChannelKind, World
from bot.sandbox.world.clock import Clock
from bot.sandbox.world.ids import new_id
from bot.sandbox.world.manifest import AppManifest
from bot.sandbox.world.types import Json

CHANNEL_TYPE = {ChannelKind.PUBLIC: "channel", ChannelKind.PRIVATE: "group", ChannelKind.IM: "im"}
_MESSAGE_EVENT = {
    ChannelKind.PUBLIC: "message.channels",
    ChannelKind.PRIVATE: "message.groups",
    ChannelKind.IM: "message.im",
}
VERIFICATION_TOKEN = "sandbox-verification-token"  # noqa: S105 - Slack's old, unused token; no secret


@cache
def scopes_of_events() -> Mapping[str, frozenset[str]]:
    """What an event needs beside the subscription, from `events.json`: any one of these; of none, nothing."""
    raw = json.loads(files("bot.sandbox.wire").joinpath("events.json").read_text(encoding="utf-8"))
    return {subscription: frozenset(scopes) for subscription, scopes in raw.items()}


class Events:
    def __init__(self, world: World, manifest: AppManifest, outbox: Outbox, clock: Clock) -> None:
        self._world = world
        self._manifest = manifest
        self._outbox = outbox
        self._clock = clock

    def message(self, channel: Channel, event: Json) -> None:
        """A `message` event, whatever its subtype."""
        if channel.has(BOT_USER):
            shape = {"channel": channel.id, "channel_type": CHANNEL_TYPE[channel.kind]} | event
            self.send(_MESSAGE_EVENT[channel.kind], {"type": "message"} | shape, channel)

    def about(self, channel: Channel, event: Json) -> None:
        """An event of another kind that only members of this channel hear of."""
        if channel.has(BOT_USER):
            self.send(event["type"], event, channel)

    def send(self, subscription: str, event: Json, channel: Channel | None = None) -> None:
        """An event, if the app subscribed to it and has the scope for it; of a channel, if it is of one."""
        if subscription in self._manifest.events and self._may_hear(subscription):
            self._outbox.event(self._body(event, channel))

    def _may_hear(self, subscription: str) -> bool:
        needed = scopes_of_events()[subscription]
        return not needed or bool(needed & self._manifest.scopes)

    def _body(self, event: Json, channel: Channel | None) -> Json:
        """Of a channel that another organisation hosts, the outer team is theirs. Whose installation it is
        sent to stands in the authorizations. https://github.com/slackapi/bolt-js/issues/687 and 935"""
        host = channel.host if channel and channel.host else TEAM_ID
        enterprises = self._world.enterprises
        body = {"enterprise_id": enterprises[host]} if host in enterprises else {}
        return body | {
            "token": VERIFICATION_TOKEN,
            "team_id": host,
            "context_team_id": TEAM_ID,
            "context_enterprise_id": enterprises.get(TEAM_ID),
            "api_app_id": APP_ID,
            "event": event,
            "type": "event_callback",
            "event_id": new_id("Ev"),
            "event_time": int(self._clock.now()),
            "authorizations": [
                {
                    "enterprise_id": enterprises.get(TEAM_ID),
                    "team_id": TEAM_ID,
                    "user_id": BOT_USER,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": bool(channel and self._world.is_shared_outside(channel)),
            "event_context": "4-sandbox",
        }
