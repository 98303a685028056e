"""conversations.*: channels and what was said in them."""

from dataclasses import dataclass

from bot.sandbox.errors import ApiError
from bot.sandbox.wire.api.args import Args
from bot.sandbox.wire.api.lookup import joined_channel, need_scope, visible_channel
from bot.sandbox.wire.api.paging import page, page_by_ts
from bot.sandbox.wire.core import Core
from bot.sandbox.wire.shapes import channel_json, message_json
from bot.sandbox.world import BOT_USER, ChannelKind, Message
from bot.sandbox.world.types import Json

MOST, MOST_REPLIES = 999, 1_000
"""Items at once: "Maximum of 999" for channels and their messages, and a thousand replies.
https://docs.slack.dev/reference/methods/conversations.history"""
_TYPES = {
    "public_channel": ChannelKind.PUBLIC,
    "private_channel": ChannelKind.PRIVATE,
    "im": ChannelKind.IM,
    "mpim": None,
}


def list_mine(core: Core, args: Args) -> Json:
    """The conversations that the bot, or a person named by `user`, is in. "Private channel membership is only
    listed when the calling user, bot user, or app shares membership".
    https://docs.slack.dev/reference/methods/users.conversations"""
    user = args.text("user") or BOT_USER
    names = (args.text("types") or "public_channel").split(",")
    if any(name.strip() not in _TYPES for name in names):
        raise ApiError("invalid_types")
    kinds = {_TYPES[name.strip()] for name in names}
    wanted = [
        channel
        for channel in core.world.channels.values()
        if channel.kind in kinds
        and channel.has(user)
        and (channel.kind is ChannelKind.PUBLIC or channel.has(BOT_USER))
    ]
    for channel in wanted:
        need_scope(core, channel, "read")
    found, metadata = page(args, wanted, 100, MOST)
    return {"channels": [channel_json(core.world, channel) for channel in found]} | metadata


def info(core: Core, args: Args) -> Json:
    channel = visible_channel(core, args.text("channel"))
    need_scope(core, channel, "read")
    return {"channel": channel_json(core.world, channel)}


def history(core: Core, args: Args) -> Json:
    channel = joined_channel(core, args.text("channel"))
    need_scope(core, channel, "history")
    span = _span(args)
    newest_first = [message for message in reversed(channel.timeline()) if span.holds(message)]
    return _messages(core, args, newest_first, 100, MOST)


def replies(core: Core, args: Args) -> Json:
    channel = joined_channel(core, args.text("channel"))
    need_scope(core, channel, "history")
    span = _span(args)
    root = channel.find(args.text("ts"))
    if root is None:
        raise ApiError("thread_not_found")
    in_time = [message for message in channel.replies(root.ts) if span.holds(message)]
    return _messages(core, args, in_time, MOST_REPLIES, MOST_REPLIES, root)


def _messages(
    core: Core,
    args: Args,
    messages: list[Message],
    default_limit: int,
    most: int,
    root: Message | None = None,
) -> Json:
    found, metadata = page_by_ts(args, messages, default_limit, most, root=root)
    with_metadata = args.flag("include_all_metadata")
    has_more = bool(metadata["response_metadata"]["next_cursor"])
    answer: Json = {
        "messages": [message_json(core.world, message, with_metadata=with_metadata) for message in found],
        "has_more": has_more,
    }
    return answer | metadata if has_more else answer


@dataclass(frozen=True, slots=True)
class Span:
    """The time that messages are asked for from."""

    oldest: float
    latest: float
    inclusive: bool

    def holds(self, message: Message) -> bool:
        at = float(message.ts)
        return self.oldest < at < self.latest or (self.inclusive and at in (self.oldest, self.latest))


def _span(args: Args) -> Span:
    oldest = _moment(args.text("oldest") or "0", "invalid_ts_oldest")
    latest = _moment(args.text("latest") or "inf", "invalid_ts_latest")
    return Span(oldest, latest, args.flag("inclusive"))


def _moment(ts: str, error: str) -> float:
    try:
        return float(ts)
    except ValueError:
        raise ApiError(error) from None
