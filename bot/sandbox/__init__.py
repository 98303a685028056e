"""A local stand-in for Slack: it speaks Slack's wire, and refuses what Slack refuses."""

from bot.sandbox.errors import ActFailed, CannotAct, CommandFailed, NotAcknowledged
from bot.sandbox.people.person import Person
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.world import Channel, ChannelKind, Message, Ping, Profile, World
from bot.sandbox.world.clock import Clock, ManualClock, WallClock
from bot.sandbox.world.kept_file import CannotKeep
from bot.sandbox.world.manifest import AppManifest

__all__ = [
    "ActFailed",
    "AppManifest",
    "CannotAct",
    "CannotKeep",
    "Channel",
    "ChannelKind",
    "Clock",
    "CommandFailed",
    "ManualClock",
    "Message",
    "NotAcknowledged",
    "Person",
    "Ping",
    "Profile",
    "Sandbox",
    "WallClock",
    "World",
]
