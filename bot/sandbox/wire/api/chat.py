"""chat.*: the bot's own messages."""

from bot.sandbox.errors import ApiError
from bot.sandbox.wire.api.args import Args
from bot.sandbox.wire.api.lookup import channel_to_post_in, message_in, visible_channel
from bot.sandbox.wire.blockkit import accept_blocks
from bot.sandbox.wire.core import Core
from bot.sandbox.wire.metadata import accept_metadata
from bot.sandbox.wire.shapes import message_json
from bot.sandbox.world import BOT_USER, Channel, Message
from bot.sandbox.world.types import Json

LONGEST_POST = 40_000
LONGEST_UPDATE = 4_000
# Slack does not write this limit down; people have measured it for postMessage:
# https://github.com/slackapi/bolt-js/issues/2509 (13,297 characters; about 13,200 with several blocks)
LONGEST_BLOCKS = 13_200


def post_message(core: Core, args: Args) -> Json:
    channel = channel_to_post_in(core, args.text("channel"))
    text, blocks = _content(args, LONGEST_POST, LONGEST_BLOCKS)
    message = core.posts.bot_posts(
        channel,
        text,
        blocks,
        thread_ts=args.text("thread_ts"),
        broadcast=args.flag("reply_broadcast"),
        metadata=accept_metadata(args.raw("metadata")),
    )
    return {
        "channel": channel.id,
        "ts": message.ts,
        "message": message_json(core.world, message, with_metadata=True),
    }


def post_ephemeral(core: Core, args: Args) -> Json:
    channel = channel_to_post_in(core, args.text("channel"))
    user = args.text("user") or ""
    if not channel.has(user):
        raise ApiError("user_not_in_channel")
    text, blocks = _content(args, LONGEST_POST)
    message = core.posts.bot_whispers(channel, user, text, blocks, thread_ts=args.text("thread_ts"))
    return {"message_ts": message.ts}


def update(core: Core, args: Args) -> Json:
    channel, message = _own_message(core, args, "cant_update_message")
    if channel.archived:
        raise ApiError("is_inactive")
    text, blocks = _content(args, LONGEST_UPDATE)
    core.posts.change(
        channel,
        message,
        BOT_USER,
        text,
        blocks,
        metadata=accept_metadata(args.raw("metadata")),
        mark_edited=not blocks,
    )
    shape = message_json(core.world, message, with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": shape}


def delete(core: Core, args: Args) -> Json:
    channel, message = _own_message(core, args, "cant_delete_message")
    core.posts.delete(channel, message)
    return {"channel": channel.id, "ts": message.ts}


def get_permalink(core: Core, args: Args) -> Json:
    channel = visible_channel(core, args.text("channel"))
    message = message_in(channel, args.text("message_ts"))
    link = f"{core.base_url}archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def _own_message(core: Core, args: Args, not_own: str) -> tuple[Channel, Message]:
    channel = visible_channel(core, args.text("channel"))
    if not channel.has(BOT_USER):
        # These two methods do not know `not_in_channel`.
        raise ApiError("channel_not_found")
    message = message_in(channel, args.text("ts"))
    if not message.is_bot:
        raise ApiError(not_own)
    return channel, message


def _content(args: Args, longest_text: int, longest_blocks: int | None = None) -> tuple[str, list[Json]]:
    """The checked text and blocks of a message."""
    if args.given("attachments"):
        raise ApiError("invalid_attachments", errors=["the sandbox does not carry attachments: use blocks"])
    text = args.text("text") or ""
    blocks = accept_blocks(args.raw("blocks"), longest=longest_blocks)
    if not text.strip() and not blocks:
        raise ApiError("no_text")
    if len(text) > longest_text:
        raise ApiError("msg_too_long")
    return text, blocks
