"""Finding the channel and message that a call means, with Slack's refusals."""

from bot.sandbox.errors import ApiError
from bot.sandbox.wire.core import Core
from bot.sandbox.world import BOT_USER, Channel, ChannelKind, Message, dm_id

_SCOPE_PREFIX = {ChannelKind.PUBLIC: "channels", ChannelKind.PRIVATE: "groups", ChannelKind.IM: "im"}


def visible_channel(core: Core, channel_id: str | None) -> Channel:
    """A channel that the bot may know of: private ones only if it is a member."""
    channel = core.world.channels.get(channel_id or "")
    if channel is None or (channel.kind is not ChannelKind.PUBLIC and not channel.has(BOT_USER)):
        raise ApiError("channel_not_found")
    return channel


def joined_channel(core: Core, channel_id: str | None) -> Channel:
    """A channel that the bot is a member of."""
    channel = visible_channel(core, channel_id)
    if not channel.has(BOT_USER):
        raise ApiError("not_in_channel")
    return channel


def channel_to_post_in(core: Core, target: str | None) -> Channel:
    """Where a message may go: a channel, or a person's id for the conversation with them."""
    if target in core.world.people:
        target = dm_id(str(target))
    channel = visible_channel(core, target)
    if not channel.has(BOT_USER) and "chat:write.public" not in core.manifest.scopes:
        raise ApiError("not_in_channel")
    if channel.archived:
        raise ApiError("is_archived")
    if channel.kind is ChannelKind.IM and not core.manifest.messages_tab:
        raise ApiError("messages_tab_disabled")
    return channel


def message_in(channel: Channel, ts: str | None) -> Message:
    message = channel.find(ts)
    if message is None:
        raise ApiError("message_not_found")
    return message


def need_scope(core: Core, channel: Channel, ability: str) -> None:
    """The scope that this kind of channel asks for, such as `groups:history`."""
    needed = f"{_SCOPE_PREFIX[channel.kind]}:{ability}"
    check_scopes(frozenset({needed}), core.manifest.scopes)


def check_scopes(needed: frozenset[str], granted: frozenset[str]) -> None:
    """Any one of the scopes will do; of none, nothing is needed."""
    if needed and not needed & granted:
        raise ApiError("missing_scope", needed=",".join(sorted(needed)), provided=",".join(sorted(granted)))
