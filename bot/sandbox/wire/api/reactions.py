"""reactions.*: the small marks under a message."""

from bot.sandbox.errors import ApiError
from bot.sandbox.wire.api.args import Args
from bot.sandbox.wire.api.lookup import joined_channel, message_in
from bot.sandbox.wire.core import Core
from bot.sandbox.wire.shapes import message_json
from bot.sandbox.world import BOT_USER, Channel, Message
from bot.sandbox.world.emoji import is_name
from bot.sandbox.world.types import Json


def add(core: Core, args: Args) -> Json:
    channel, message, name = _target(core, args)
    if channel.archived:
        raise ApiError("is_archived")
    if BOT_USER in message.reactions.get(name, []):
        raise ApiError("already_reacted")
    core.posts.react(channel, message, BOT_USER, name, add=True)
    return {}


def remove(core: Core, args: Args) -> Json:
    channel, message, name = _target(core, args)
    if BOT_USER not in message.reactions.get(name, []):
        raise ApiError("no_reaction")
    core.posts.react(channel, message, BOT_USER, name, add=False)
    return {}


def get(core: Core, args: Args) -> Json:
    channel, message = _message(core, args)
    return {"type": "message", "channel": channel.id, "message": message_json(core.world, message)}


def _target(core: Core, args: Args) -> tuple[Channel, Message, str]:
    name = args.text("name") or ""
    if not is_name(name.split("::skin-tone-")[0]):
        raise ApiError("invalid_name")
    return (*_message(core, args), name)


def _message(core: Core, args: Args) -> tuple[Channel, Message]:
    if not (args.given("channel") and args.given("timestamp")):
        raise ApiError("no_item_specified")
    channel = joined_channel(core, args.text("channel"))
    return channel, message_in(channel, args.text("timestamp"))
