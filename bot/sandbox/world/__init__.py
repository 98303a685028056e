"""What is the case in the workspace, and what time it is there. Nothing here talks to the app."""

from bot.sandbox.world.conversations import Channel, ChannelKind, Message
from bot.sandbox.world.files import File
from bot.sandbox.world.workspace import (
    APP_ID,
    BOT_ID,
    BOT_USER,
    TEAM_DOMAIN,
    TEAM_ID,
    TEAM_NAME,
    Ping,
    Profile,
    View,
    World,
    dm_id,
)

__all__ = [
    "APP_ID",
    "BOT_ID",
    "BOT_USER",
    "TEAM_DOMAIN",
    "TEAM_ID",
    "TEAM_NAME",
    "Channel",
    "ChannelKind",
    "File",
    "Message",
    "Ping",
    "Profile",
    "View",
    "World",
    "dm_id",
]
