"""response_urls: how the app answers an act without a token. Five uses within thirty minutes.

https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass

from bot.sandbox.errors import ApiError
from bot.sandbox.wire.blockkit import accept_blocks
from bot.sandbox.wire.metadata import accept_metadata
from bot.sandbox.wire.posts import Posts
from bot.sandbox.world import BOT_USER, TEAM_ID, Channel, Message, World
from bot.sandbox.world.clock import Clock
from bot.sandbox.world.types import Json

USES = 5
LIFETIME = 30 * 60.0
LONGEST_TEXT = 40_000


@dataclass(slots=True)
class ResponseUrl:
    """One url, and what it can answer to."""

    user: str
    channel: str
    issued: float
    original_ts: str | None
    """The message that was acted on, if any."""
    original_ephemeral: bool
    uses: int = 0


class ResponseUrls:
    def __init__(self, world: World, posts: Posts, clock: Clock) -> None:
        self._world = world
        self._posts = posts
        self._clock = clock
        self._urls: dict[str, ResponseUrl] = {}

    def issue(self, kind: str, user: str, channel: str, original: Message | None = None) -> str:
        """The path of a new url; `kind` is `actions` or `commands`."""
        path = f"hooks/{kind}/{TEAM_ID}/{secrets.randbelow(10**12):012d}/{secrets.token_urlsafe(18)}"
        ephemeral = original is not None and original.ephemeral_for is not None
        self._urls[path] = ResponseUrl(
            user, channel, self._clock.now(), original.ts if original else None, ephemeral
        )
        return path

    def fresh(self) -> Iterator[tuple[str, ResponseUrl]]:
        """Those that are still good, by their paths."""
        return ((path, url) for path, url in self._urls.items() if self._is_fresh(url))

    def take_up(self, path: str, url: ResponseUrl) -> None:
        """Let one be good that was issued before this sandbox was started."""
        self._urls[path] = url

    def move(self, old: str, new: str) -> None:
        """A channel goes on under another id: what was issued there still answers there."""
        for url in self._urls.values():
            if url.channel == old:
                url.channel = new

    def _is_fresh(self, url: ResponseUrl) -> bool:
        return self._clock.now() - url.issued <= LIFETIME

    def use(self, path: str, body: Json) -> None:
        """Do what the app asks; raises Slack's error."""
        url = self._urls.get(path)
        if url is None:
            raise ApiError("no_service")
        if not self._is_fresh(url):
            raise ApiError("expired_url")
        if url.uses >= USES:
            raise ApiError("used_url")
        url.uses += 1
        self._answer(url, body)

    def _answer(self, url: ResponseUrl, body: Json) -> None:
        channel = self._world.channels.get(url.channel)
        if channel is None:
            raise ApiError("channel_not_found")
        original = self._original(url, channel)
        if _is_true(body.get("delete_original")):
            self._posts.delete(channel, self._still_there(original))
            return
        text, blocks = read_content(body)
        metadata = accept_metadata(body.get("metadata"))
        if _is_true(body.get("replace_original")) and url.original_ts is not None:
            message = self._still_there(original)
            self._posts.change(channel, message, BOT_USER, text, blocks, metadata=metadata, mark_edited=False)
            return
        thread_ts = body.get("thread_ts")
        if body.get("response_type") == "in_channel":
            if channel.archived:
                raise ApiError("is_archived")
            self._posts.bot_posts(channel, text, blocks, thread_ts=thread_ts, metadata=metadata)
        else:
            self._posts.bot_whispers(channel, url.user, text, blocks, thread_ts=thread_ts)

    def _original(self, url: ResponseUrl, channel: Channel) -> Message | None:
        if url.original_ephemeral:
            return channel.ephemerals.get(url.original_ts or "")
        return channel.find(url.original_ts)

    @staticmethod
    def _still_there(original: Message | None) -> Message:
        if original is None:
            raise ApiError("message_not_found")
        return original


def read_content(body: Json) -> tuple[str, list[Json]]:
    """The checked text and blocks of a message that comes as JSON; raises Slack's error."""
    text = body.get("text") or ""
    if not isinstance(text, str):
        raise ApiError("invalid_arguments")
    if body.get("attachments"):
        raise ApiError("invalid_attachments", errors=["the sandbox does not carry attachments: use blocks"])
    blocks = accept_blocks(body.get("blocks"))
    if not text.strip() and not blocks:
        raise ApiError("no_text")
    if len(text) > LONGEST_TEXT:
        raise ApiError("msg_too_long")
    return text, blocks


def _is_true(value: object) -> bool:
    # Slack's own examples send the string "true".
    return value in (True, "true")
