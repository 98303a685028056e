"""The parts of the sandbox, put together once. The Web API, the people and the page all work on these."""

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.sandbox.wire.events import Events
from bot.sandbox.wire.files import Files
from bot.sandbox.wire.log import Log
from bot.sandbox.wire.outbox import Outbox, Transport
from bot.sandbox.wire.posts import Posts
from bot.sandbox.wire.response_urls import ResponseUrls
from bot.sandbox.wire.signed_http import SignedHttp
from bot.sandbox.wire.sockets import Sockets
from bot.sandbox.wire.triggers import Triggers
from bot.sandbox.world import Channel, Profile, World
from bot.sandbox.world.clock import Clock
from bot.sandbox.world.ids import Stamps
from bot.sandbox.world.manifest import AppManifest
from bot.sandbox.world.views import Views


@dataclass(slots=True)
class Credentials:
    """What the app needs to talk to this sandbox, made afresh for each."""

    bot_token: str
    app_token: str
    signing_secret: str
    revoked: bool = False

    @classmethod
    def fresh(cls) -> "Credentials":
        return cls(
            f"xoxb-sandbox-{secrets.token_hex(12)}",
            f"xapp-sandbox-{secrets.token_hex(12)}",
            secrets.token_hex(16),
        )


def _keep_nothing() -> None:
    """A sandbox is forgotten when it stops, unless it is kept."""


class Core:
    def __init__(
        self,
        *,
        manifest: AppManifest,
        people: Iterable[Profile],
        channels: Iterable[Channel],
        clock: Clock,
        ack_seconds: float,
        trigger_seconds: float,
        retry_delays: Sequence[float],
        deliver_http_to: str | None,
        counting_stamps: bool,
    ) -> None:
        self.manifest = manifest
        self.clock = clock
        self.ack_seconds = ack_seconds
        self.log = Log()
        self.credentials = Credentials.fresh()
        self.world = World(people, channels, manifest.name)
        self.stamps = Stamps(clock, counting=counting_stamps)
        self.sockets = Sockets(self.world, clock, self.log, ack_seconds)
        transport: Transport = self.sockets
        if deliver_http_to is not None:
            transport = SignedHttp(deliver_http_to, self.credentials.signing_secret, clock, ack_seconds)
        self.outbox = Outbox(transport, clock, self.log, self.world.pulse, retry_delays)
        self.events = Events(self.world, manifest, self.outbox, clock)
        self.posts = Posts(self.world, self.events, self.stamps)
        self.files = Files(self.world, self.events, self.stamps, clock)
        self.views = Views(self.world, clock)
        self.triggers = Triggers(clock, trigger_seconds)
        self.response_urls = ResponseUrls(self.world, self.posts, clock)
        self.run = secrets.token_hex(8)
        """Differs from one sandbox to the next on the same address."""
        self.write_down: Callable[[], None] = _keep_nothing
        """Called before each answer, so that what the app or a person was told is not lost."""

    @property
    def base_url(self) -> str:
        """Where the sandbox listens, ending in a slash; empty until it does."""
        return self.world.url

    @property
    def is_kept(self) -> bool:
        return self.write_down is not _keep_nothing
