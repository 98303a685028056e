"""reactions.*: the small marks under a message."""

from bot.sandbox.errors import ApiError
from bot.sandbox.wire.api.args import Args
from bot.sandbox.wire.api.lookup import joined_channel, message_in
from bot.sandbox.wire.core import Core
from bot.sandbox.world import BOT_USER
from bot.sandbox.world.emoji import is_name
from bot.sandbox.world.types import Json


def add(core: Core, args: Args) -> Json:
    name = args.text("name") or ""
    if not is_name(name.split("::skin-tone-")[0]):
        raise ApiError("invalid_name")
    channel = joined_channel(core, args.text("channel"))
    message = message_in(channel, args.text("timestamp"))
    if channel.archived:
        raise ApiError("is_archived")
    if BOT_USER in message.reactions.get(name, []):
        raise ApiError("already_reacted")
    core.posts.react(channel, message, BOT_USER, name, add=True)
    return {}
